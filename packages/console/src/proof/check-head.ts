import { ed25519Verifier, NoteError, openNote } from '@commonhold/tlog';
import { type ReadHead, readHead } from './read-head.ts';
import { type Missing, whatIsMissing, withWebCrypto } from './web-crypto.ts';

export type CheckedHead =
  | { readonly type: 'missing'; readonly missing: Missing }
  /** The key that the node names has signed this. */
  | { readonly type: 'signed'; readonly head: ReadHead }
  | { readonly type: 'wrong'; readonly reason: string };

/** Checks the log's own signature on a head with the browser's cryptography. */
export async function checkHead(note: string, verifierKey: string): Promise<CheckedHead> {
  const missing = await whatIsMissing();
  if (missing !== undefined) return { type: 'missing', missing };
  try {
    await withWebCrypto(({ hash, verifySignature }) =>
      openNote(note, [ed25519Verifier(hash, verifierKey, verifySignature)]),
    );
    return { type: 'signed', head: readHead(note) };
  } catch (thrown) {
    if (thrown instanceof NoteError) return { type: 'wrong', reason: thrown.message };
    throw thrown;
  }
}
