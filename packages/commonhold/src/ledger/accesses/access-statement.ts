import { canonicalJsonBytes, type Commitment, saltBytes } from '@commonhold/record';
import type { Randomness } from '#base';
import type { Domain } from '../bodies/domain-secret.ts';
import { saltedCommitment } from '../bodies/salted-commitment.ts';
import { seal, unseal } from '../bodies/seal.ts';

/**
 * What an `access` leaf says beyond its own fields, in canonical JSON: why somebody looked, what they searched for, who
 * agreed to it. The leaf holds a salted commitment to it (`reason`); salt and text are kept beside the log, sealed under
 * the erasure domain of whoever looked, so they go with everything else of that person. A field that does not apply is
 * absent; a look with nothing to say has no statement.
 */
export interface AccessStatement {
  /** Why, in the reader's own words. */
  readonly reason?: string;
  readonly search?: {
    readonly words: string;
    /** Calls whose bodies were opened and looked through, from the newest to the oldest of them. */
    readonly calls: number;
    readonly newest?: string;
    readonly oldest?: string;
  };
  /** Where opening takes two people: the request that the one who agreed and the one who opened both speak of. */
  readonly request?: string;
  /** The request for an approval through which it was seen what would leave. */
  readonly approval?: string;
  /** This leaf tells of the agreement; nothing was shown to whoever agreed. */
  readonly agreed?: true;
}

export interface SealedStatement {
  readonly commitment: Commitment;
  readonly sealed: Uint8Array;
}

/** `salt, 32 bytes ‖ text`, bound to the leaf by its id. */
export function sealStatement(
  domain: Domain,
  randomness: Randomness,
  leaf: string,
  statement: AccessStatement,
): SealedStatement {
  const { reason, search, request, approval, agreed } = statement;
  const text = canonicalJsonBytes({
    ...(reason === undefined ? {} : { reason }),
    ...(search === undefined ? {} : { search: { ...search } }),
    ...(request === undefined ? {} : { request }),
    ...(approval === undefined ? {} : { approval }),
    ...(agreed === undefined ? {} : { agreed }),
  });
  const salt = randomness(saltBytes);
  const plain = Buffer.concat([salt, text]);
  return {
    commitment: saltedCommitment(salt, text),
    sealed: seal(domain.wrapKey, randomness, boundTo(leaf), plain),
  };
}

/** Undefined when key, place or bytes are not those of the sealing, or it is not what the leaf committed to. */
export function openStatement(
  domain: Domain,
  leaf: string,
  sealed: Uint8Array,
  commitment: Commitment,
): AccessStatement | undefined {
  const plain = unseal(domain.wrapKey, boundTo(leaf), sealed);
  if (plain === undefined || plain.byteLength < saltBytes) return undefined;
  const text = plain.subarray(saltBytes);
  if (saltedCommitment(plain.subarray(0, saltBytes), text) !== commitment) return undefined;
  return JSON.parse(Buffer.from(text).toString()) as AccessStatement;
}

function boundTo(leaf: string): string {
  return `commonhold/access/v1\n${JSON.stringify([leaf])}`;
}
