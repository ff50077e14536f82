import type { BodyField } from '#store';
import type { Randomness } from '#base';
import { seal, unseal } from './seal.ts';

/**
 * The secret of one attempt: 288 random bytes, cut into nine pieces of 32 without any derivation (which would cost
 * more than all the encryption of a small call). Each piece has one use, for one string:
 *
 *     0 salt of request   1 salt of sent   2 salt of received   3 salt of replied
 *     4 salt of the intent's detail        5 salt of the outcome's detail
 *     6 key of request    7 key of sent    8 key of received
 *
 * Every attempt has its own; pieces that it does not need stay unused. A refusal is attempt 0: it uses 0, 4 and 6.
 */
const pieceBytes = 32;
const secretBytes = 9 * pieceBytes;

export type Salted = 'request' | 'sent' | 'received' | 'replied' | 'intentDetail' | 'outcomeDetail';

const saltPiece: Readonly<Record<Salted, number>> = {
  request: 0,
  sent: 1,
  received: 2,
  replied: 3,
  intentDetail: 4,
  outcomeDetail: 5,
};
const documentPieces: readonly number[] = [saltPiece.intentDetail, saltPiece.outcomeDetail];
const keyPiece: Readonly<Record<BodyField, number>> = { request: 6, sent: 7, received: 8 };

export interface AttemptName {
  readonly call: string;
  /** From 1; 0 is a refusal. */
  readonly attempt: number;
}

export class AttemptSecret {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  static make(randomness: Randomness): AttemptSecret {
    return new AttemptSecret(randomness(secretBytes));
  }

  /** Undefined when key, place or bytes are not those it was wrapped with. */
  static unwrap(
    domain: { readonly id: string; readonly wrapKey: Uint8Array },
    name: AttemptName,
    wrapped: Uint8Array,
  ): AttemptSecret | undefined {
    const bytes = unseal(domain.wrapKey, boundTo(domain.id, name), wrapped);
    return bytes?.byteLength === secretBytes ? new AttemptSecret(bytes) : undefined;
  }

  wrap(
    domain: { readonly id: string; readonly wrapKey: Uint8Array },
    name: AttemptName,
    randomness: Randomness,
  ): Uint8Array {
    return seal(domain.wrapKey, randomness, boundTo(domain.id, name), this.#bytes);
  }

  salt(of: Salted): Uint8Array {
    return this.#piece(saltPiece[of]);
  }

  key(of: BodyField): Uint8Array {
    return this.#piece(keyPiece[of]);
  }

  /**
   * The same without what can open or test a body: only the salts of the index documents are left. What stays proves
   * who called whom and when, and nothing of what was said.
   */
  withoutBodies(): AttemptSecret {
    const bytes = new Uint8Array(secretBytes);
    for (const piece of documentPieces) bytes.set(this.#piece(piece), piece * pieceBytes);
    return new AttemptSecret(bytes);
  }

  /** Whether a body or its commitment could still be opened with it. */
  get opensBodies(): boolean {
    return this.#bytes.some(
      (byte, at) => byte !== 0 && !documentPieces.includes(Math.floor(at / pieceBytes)),
    );
  }

  #piece(position: number): Uint8Array {
    return this.#bytes.subarray(position * pieceBytes, (position + 1) * pieceBytes);
  }
}

function boundTo(domain: string, name: AttemptName): string {
  return `commonhold/secret/v1\n${name.call}\n${name.attempt}\n${domain}`;
}
