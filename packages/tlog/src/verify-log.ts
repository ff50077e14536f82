import type { AbortSignalLike } from './abort.ts';
import { parseCheckpoint } from './checkpoint.ts';
import type { ParsedCheckpoint } from './checkpoint.ts';
import { leafHash, sameBytes } from './hash.ts';
import type { Hash } from './hash.ts';
import { findWrongTile } from './find-wrong-tile.ts';
import { bundlesAhead } from './log-bundles.ts';
import { foundWrong, LogFindingError } from './log-finding.ts';
import type { EarlierHead, LogFinding } from './log-finding.ts';
import { NoteError, noteLengthMax, openNote } from './note.ts';
import type { OpenedNote, Verifier } from './note.ts';
import { hashAt } from './tile-hash.ts';
import { tilePath, tileWidthMax } from './tile-path.ts';
import { TileError } from './tile-reader.ts';
import type { TileReader } from './tile-reader.ts';
import { TileTree } from './tile-tree.ts';
import { decodeUtf8 } from './utf8.ts';

export const checkpointPath = 'checkpoint';

export interface PublishedLog {
  readonly hash: Hash;
  readonly reader: TileReader;
  /** The name of the log that is meant. */
  readonly origin: string;
  /** Keys that are trusted to sign for it. */
  readonly verifiers: readonly Verifier[];
  /** A head seen before: the log must have grown from it. */
  readonly earlier?: EarlierHead;
  /** Sees every entry in order, after its hash was found in the tree. Its memory is not to be kept. */
  readonly onEntry?: (index: number, entry: Uint8Array) => Promise<void> | void;
  /** Entries verified so far, after each bundle. */
  readonly onProgress?: (done: number, size: number) => void;
  readonly signal?: AbortSignalLike;
}

export type LogVerdict =
  | {
      readonly ok: true;
      readonly checkpoint: ParsedCheckpoint;
      readonly signatures: Pick<OpenedNote, 'verified' | 'unknown'>;
    }
  | { readonly ok: false; readonly finding: LogFinding };

/**
 * Verifies a whole published log: the signature of its checkpoint, every tile of every level against the signed root,
 * and every entry against its tile. It reads each file once, in order, and holds a bounded number of them, whatever
 * the size of the log. What is wrong with the log comes back as the first finding; what keeps it from being read,
 * and an abort, are thrown.
 *
 * It proves what the log has signed. Whether the log shows everybody the same is for witnesses to say.
 */
export async function verifyLog(log: PublishedLog): Promise<LogVerdict> {
  try {
    const { checkpoint, signatures } = await readHead(log);
    await verifyTree(log, checkpoint);
    return { ok: true, checkpoint, signatures };
  } catch (error) {
    if (error instanceof LogFindingError) return { ok: false, finding: error.finding };
    throw error;
  }
}

async function readHead(
  log: PublishedLog,
): Promise<{ checkpoint: ParsedCheckpoint; signatures: Pick<OpenedNote, 'verified' | 'unknown'> }> {
  log.signal?.throwIfAborted();
  const bytes = await log.reader.read(checkpointPath, log.signal);
  if (bytes === undefined) throw foundWrong('missing', checkpointPath, 'The log has no checkpoint.');
  const { text, verified, unknown } = openHead(bytes, log.verifiers);
  const checkpoint = headOf(text);
  if (checkpoint.origin !== log.origin) {
    const message = `The checkpoint is of the log "${checkpoint.origin}", not of "${log.origin}".`;
    throw foundWrong('other-log', checkpointPath, message);
  }
  return { checkpoint, signatures: { verified, unknown } };
}

function openHead(bytes: Uint8Array, verifiers: readonly Verifier[]): OpenedNote {
  if (bytes.length > noteLengthMax)
    throw foundWrong('malformed', checkpointPath, 'The checkpoint is too long.');
  let note: string;
  try {
    note = decodeUtf8(bytes);
  } catch {
    throw foundWrong('malformed', checkpointPath, 'The checkpoint is not UTF-8.');
  }
  try {
    return openNote(note, verifiers);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw foundWrong(error.fault === 'malformed' ? 'malformed' : 'not-signed', checkpointPath, error.message);
  }
}

function headOf(text: string): ParsedCheckpoint {
  try {
    return parseCheckpoint(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw foundWrong('malformed', checkpointPath, error.message);
  }
}

async function verifyTree(log: PublishedLog, checkpoint: ParsedCheckpoint): Promise<void> {
  const { hash, reader, signal } = log;
  const { size } = checkpoint;
  try {
    const tree = await TileTree.open(hash, checkpoint, reader, signal);
    await verifyEarlier(log, tree);
    for await (const { bundle, path, entries } of bundlesAhead(reader, size, signal)) {
      const start = bundle.index * tileWidthMax;
      const tile = await tree.tile(0, bundle.index, signal);
      for (const [at, entry] of entries.entries()) {
        if (sameBytes(leafHash(hash, entry), hashAt(tile, at))) {
          await log.onEntry?.(start + at, entry);
          continue;
        }
        const inTree = tilePath({ level: 0, ...bundle });
        const message = `Entry ${at} of ${path} does not have the hash that ${inTree} has at ${at}.`;
        throw foundWrong('wrong-entry', path, message, at);
      }
      log.onProgress?.(start + bundle.width, size);
    }
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    throw new LogFindingError(await findWrongTile({ hash, reader, head: checkpoint, error, signal }));
  }
}

async function verifyEarlier({ earlier, signal }: PublishedLog, tree: TileTree): Promise<void> {
  if (earlier === undefined) return;
  if (earlier.size > tree.size) {
    const message = `The log had ${earlier.size} entries and has ${tree.size} now.`;
    throw foundWrong('not-later', checkpointPath, message);
  }
  const root = await tree.root({ size: earlier.size, ...(signal === undefined ? {} : { signal }) });
  if (sameBytes(root, earlier.root)) return;
  const message = `The first ${earlier.size} entries are not those that the log had before.`;
  throw foundWrong('not-later', checkpointPath, message);
}
