import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportBegun, ImportResultView, ImportUnderWay } from '#server';
import type { FoundFile } from './files-to-import.ts';
import type { NodeClient } from '../node/node-client.ts';

/** How each file is to be imported. */
export interface SendOptions {
  readonly format: string | undefined;
  readonly person: string | undefined;
  readonly project: string | undefined;
  readonly isDry: boolean;
}

export type Sent =
  | { readonly type: 'result'; readonly result: ImportResultView }
  /** The very same file is on record already. */
  | { readonly type: 'known'; readonly time: string }
  /** The person stopped it; what was imported stays. */
  | { readonly type: 'stopped'; readonly soFar: ImportUnderWay | undefined };

/** Sends one file to the node in pieces. The node opens no file by itself, so it reads nothing that a client only names. */
export async function sendFile(
  node: NodeClient,
  { path, bytes }: FoundFile,
  options: SendOptions,
  onProgress: (soFar: ImportUnderWay) => void,
  signal: AbortSignal,
): Promise<Sent> {
  const { format, person, project, isDry } = options;
  const digest = await digestOf(path, bytes);
  if (signal.aborted) return { type: 'stopped', soFar: undefined };
  const begun = await node.post<ImportBegun>('/api/imports', {
    format,
    person,
    project,
    digest,
    name: nameOf(path),
    size: bytes,
    dryRun: isDry,
  });
  if ('importedBefore' in begun) return { type: 'known', time: begun.importedBefore };
  const here = `/api/imports/${begun.id}`;
  const file = await open(path);
  try {
    const piece = Buffer.allocUnsafe(begun.pieceBytesMax);
    for (let at = 0; at < bytes;) {
      if (signal.aborted) return { type: 'stopped', soFar: await node.delete<ImportUnderWay>(here) };
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, bytes - at), at);
      if (bytesRead === 0) break;
      onProgress(await node.putBytes<ImportUnderWay>(`${here}/bytes/${at}`, piece.subarray(0, bytesRead)));
      at += bytesRead;
    }
    return { type: 'result', result: await node.post<ImportResultView>(`${here}/end`) };
  } finally {
    await file.close();
  }
}

/** Undefined where the record could not hold it as one line. */
function nameOf(path: string): string | undefined {
  const name = basename(path);
  return name.length <= nameMax && !/\p{C}/u.test(name) ? name : undefined;
}

/** As long as names of files get. */
const nameMax = 255;

/** Of the bytes that were there when the file was found: a session may be written to while it is read. */
async function digestOf(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (bytes > 0)
    for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Buffer);
  return hash.digest('base64url');
}
