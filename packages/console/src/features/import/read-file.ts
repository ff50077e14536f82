import type { ImportResultView } from 'commonhold/api';
import { answerOf, api, ApiError, errorOf, reached } from '../../api/client.ts';

/** What came of one file, read in earnest. */
export type FileResult =
  | { readonly name: string; readonly type: 'done'; readonly result: ImportResultView }
  /** The very same file is on record already. */
  | { readonly name: string; readonly type: 'known'; readonly time: string }
  | { readonly name: string; readonly type: 'stopped'; readonly added: number }
  | { readonly name: string; readonly type: 'failed'; readonly error: unknown };

/** What would come of one file: it was read and counted, and nothing was written. */
export type FileLook =
  | { readonly type: 'looked'; readonly file: File; readonly result: ImportResultView }
  | { readonly type: 'stopped'; readonly file: File }
  | { readonly type: 'failed'; readonly file: File; readonly error: unknown };

/** Reads and counts a file, and finds the digest by which it is named when it is imported. */
export async function lookAt(
  file: File,
  onBegin: (id: string) => void,
  signal: AbortSignal,
): Promise<FileLook> {
  const begun = await answerOf(api.imports.$post({ json: { size: file.size, dryRun: true } }));
  // No digest was told, so the node cannot know the file before it has read it.
  if (!('id' in begun)) throw new ApiError(0, 'not_the_node', '');
  onBegin(begun.id);
  const stopped = await send(file, begun, signal);
  if (stopped !== undefined) return { type: 'stopped', file };
  const result = await answerOf(api.imports[':id'].end.$post({ param: { id: begun.id } }));
  return { type: 'looked', file, result };
}

export async function importFile(
  file: File,
  digest: string,
  onBegin: (id: string) => void,
  signal: AbortSignal,
): Promise<FileResult> {
  const { name, size } = file;
  const begun = await answerOf(api.imports.$post({ json: { size, digest, name: nameFor(name) } }));
  if (!('id' in begun)) return { name, type: 'known', time: begun.importedBefore };
  onBegin(begun.id);
  const stopped = await send(file, begun, signal);
  if (stopped !== undefined) return { name, type: 'stopped', added: stopped.added };
  const result = await answerOf(api.imports[':id'].end.$post({ param: { id: begun.id } }));
  return { name, type: 'done', result };
}

/** As long as names of files get; a name that is no line of text is left out. */
function nameFor(name: string): string | undefined {
  return name !== '' && name.length <= 255 && !/[/\\\p{C}]/u.test(name) ? name : undefined;
}

/** Sends one file in pieces, so that none of it is held for longer than it takes to read it. What was stopped says how far it was. */
async function send(
  file: File,
  { id, pieceBytesMax }: { readonly id: string; readonly pieceBytesMax: number },
  signal: AbortSignal,
): Promise<{ readonly added: number } | undefined> {
  for (let at = 0; at < file.size; at += pieceBytesMax) {
    if (signal.aborted) return answerOf(api.imports[':id'].$delete({ param: { id } }));
    const response = await reached(
      fetch(`/api/imports/${id}/bytes/${at}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: file.slice(at, at + pieceBytesMax),
      }),
    );
    if (!response.ok) throw await errorOf(response);
  }
  return undefined;
}
