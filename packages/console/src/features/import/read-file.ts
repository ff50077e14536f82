import type { ImportResultView } from 'commonhold/api';
import { answerOf, api, ApiError, errorOf, reached } from '../../api/client.ts';

/** What came of one file. */
export type FileResult =
  | { readonly name: string; readonly type: 'done'; readonly result: ImportResultView }
  | { readonly name: string; readonly type: 'stopped'; readonly added: number }
  | { readonly name: string; readonly type: 'failed'; readonly error: unknown };

/** Sends one file in pieces, so that none of it is held for longer than it takes to read it. */
export async function importFile(
  file: File,
  onBegin: (id: string) => void,
  signal: AbortSignal,
): Promise<FileResult> {
  const { name } = file;
  const begun = await answerOf(api.imports.$post({ json: { size: file.size } }));
  // No digest was told, so the node cannot know the file before it has read it.
  if (!('id' in begun)) throw new ApiError(0, 'not_the_node', '');
  const { id, pieceBytesMax } = begun;
  onBegin(id);
  for (let at = 0; at < file.size; at += pieceBytesMax) {
    if (signal.aborted) {
      const { added } = await answerOf(api.imports[':id'].$delete({ param: { id } }));
      return { name, type: 'stopped', added };
    }
    const response = await reached(
      fetch(`/api/imports/${id}/bytes/${at}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: file.slice(at, at + pieceBytesMax),
      }),
    );
    if (!response.ok) throw await errorOf(response);
  }
  const result = await answerOf(api.imports[':id'].end.$post({ param: { id } }));
  return { name, type: 'done', result };
}
