import { createHash, type Hash } from 'node:crypto';
import { type Commitment, commitmentPrefix } from '@commonhold/record';
import { saltedCommitment } from './salted-commitment.ts';

/**
 * Beyond this the bytes are hashed as they arrive, so that the end of a long answer does not stall other calls.
 * Below, one hash at the end is cheaper than a hash object.
 */
const atOnceBytesMax = 64 * 1024;

/** The commitment to bytes that arrive in pieces. Pieces are kept by reference and must not change afterwards. */
export class StreamCommitment {
  readonly #salt: Uint8Array;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #hash: Hash | undefined;

  constructor(salt: Uint8Array) {
    this.#salt = salt;
  }

  push(piece: Uint8Array): void {
    if (this.#hash !== undefined) {
      this.#hash.update(piece);
      return;
    }
    this.#held.push(piece);
    this.#heldBytes += piece.byteLength;
    if (this.#heldBytes <= atOnceBytesMax) return;
    this.#hash = createHash('sha256').update(commitmentPrefix).update(this.#salt);
    for (const held of this.#held) this.#hash.update(held);
    this.#held = [];
  }

  /** Called once, after the last piece. */
  finish(): Commitment {
    if (this.#hash !== undefined) return this.#hash.digest('base64url');
    const [only] = this.#held;
    const bytes = only !== undefined && this.#held.length === 1 ? only : Buffer.concat(this.#held);
    return saltedCommitment(this.#salt, bytes);
  }
}
