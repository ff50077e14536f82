import { coverageOf, LogVerification, type LogReport } from '@commonhold/record';
import {
  checkpointPath,
  decodeBase64,
  decodeUtf8,
  ed25519Verifier,
  openNote,
  parseVerifierKey,
  TileError,
  TileTree,
  urlReader,
  verifyLog,
  type TileReader,
} from '@commonhold/tlog';
import { checkHead } from './check-head.ts';
import { readHead } from './read-head.ts';
import type { RememberedHead } from './remembered-head.ts';
import { sha256 } from './sha256.ts';
import { withWebCrypto } from './web-crypto.ts';

export interface LogToCheck {
  /** Where the published log is, such as `/log/`. */
  readonly address: string;
  readonly verifierKey: string;
  /** A head that this browser has seen before. */
  readonly earlier: RememberedHead | undefined;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

export type CheckedLog =
  | {
      readonly type: 'checked';
      readonly log: LogReport;
      readonly proves: readonly string[];
      readonly cannot: readonly string[];
      readonly isGrown: boolean;
    }
  /** The files are not the log that was signed. */
  | { readonly type: 'wrong'; readonly reason: string };

/** Checks a whole published log in this browser: signature, every hash and entry, and what the entries say together. */
export async function checkLog({
  address,
  verifierKey,
  earlier,
  onProgress,
  signal,
}: LogToCheck): Promise<CheckedLog> {
  const { name: origin } = parseVerifierKey(sha256, verifierKey);
  const published = filesBelow(address);
  // The log may grow meanwhile; all of this is about the head that was there at first.
  const head = await published.read(checkpointPath, signal);
  const reader: TileReader = {
    read: async (path, aborted) => (path === checkpointPath ? head : published.read(path, aborted)),
  };
  const note = decodeUtf8(head ?? new Uint8Array());
  const verifiers = [ed25519Verifier(sha256, verifierKey, await signaturesOf(note, verifierKey))];
  const leaves = new LogVerification({ hash: sha256, origin, verifiers, checkpoints: [note] });
  const root = earlier && decodeBase64(earlier.root);
  const isLater = earlier !== undefined && root !== undefined && earlier.size <= sizeOf(note);
  const verdict = await verifyLog({
    hash: sha256,
    reader,
    origin,
    verifiers,
    signal,
    onProgress,
    onEntry: (_, entry) => void leaves.add(entry),
    ...(isLater ? { earlier: { size: earlier.size, root } } : {}),
  });
  if (!verdict.ok) return { type: 'wrong', reason: `${verdict.finding.file}: ${verdict.finding.message}` };
  const log = leaves.finish();
  return { type: 'checked', log, ...coverageOf(log, false), isGrown: isLater };
}

/**
 * Whether the published log of now begins with exactly the log of before. Its hashes tell, which are some files. The head
 * must be signed; `behind`: what is published does not reach as far yet.
 */
export async function checkGrowth(
  address: string,
  verifierKey: string,
  before: Pick<RememberedHead, 'size' | 'root'>,
  signal: AbortSignal,
): Promise<'grown' | 'other' | 'behind'> {
  const reader = filesBelow(address);
  const published = await reader.read(checkpointPath, signal);
  if (published === undefined) return 'behind';
  const checked = await checkHead(decodeUtf8(published), verifierKey);
  const root = checked.type === 'signed' ? decodeBase64(checked.head.root) : undefined;
  if (checked.type !== 'signed' || root === undefined) return 'other';
  const { size } = checked.head;
  if (size < before.size) return 'behind';
  try {
    const tree = await TileTree.open(sha256, { size, root }, reader, signal);
    const then = await tree.root({ size: before.size, signal });
    return then.toBase64() === before.root ? 'grown' : 'other';
  } catch (thrown) {
    // A partial file goes when the full one is there, so one that is missing may be there at the next try.
    if (thrown instanceof TileError) return thrown.fault === 'missing' ? 'behind' : 'other';
    throw thrown;
  }
}

/** Entries that a head says to cover; none when it is no head, which the check of the log says by itself. */
function sizeOf(note: string): number {
  try {
    return readHead(note).size;
  } catch {
    return 0;
  }
}

function filesBelow(address: string): TileReader {
  return urlReader(new URL(address, location.href).href, {
    fetch: (url, init) => fetch(url, init?.signal instanceof AbortSignal ? { signal: init.signal } : {}),
  });
}

/** The browser's own answers about the signatures on a note, asked for beforehand, because it gives them later. */
async function signaturesOf(
  note: string,
  verifierKey: string,
): Promise<(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean> {
  const answers = new Map<string, boolean>();
  const nameOf = (...parts: readonly Uint8Array[]): string => parts.map((part) => part.toBase64()).join();
  await withWebCrypto(({ verifySignature }) => {
    try {
      openNote(note, [
        ed25519Verifier(sha256, verifierKey, (publicKey, message, signature) => {
          const answer = verifySignature(publicKey, message, signature);
          answers.set(nameOf(publicKey, message, signature), answer);
          return answer;
        }),
      ]);
    } catch {
      // What is wrong with the note is said by the check of the log.
    }
  });
  return (publicKey, message, signature) => answers.get(nameOf(publicKey, message, signature)) ?? false;
}
