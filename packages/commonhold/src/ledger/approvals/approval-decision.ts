import { canonicalJsonBytes, type Commitment, saltBytes } from '@commonhold/record';
import type { Randomness } from '#base';
import type { Domain } from '../bodies/domain-secret.ts';
import { saltedCommitment } from '../bodies/salted-commitment.ts';
import { seal, unseal } from '../bodies/seal.ts';

/**
 * What somebody decided about a request for an approval, in canonical JSON. The `change` leaf holds a salted commitment to
 * it (`digest`); salt and text are kept beside the log, sealed under the erasure domain of whoever decided, so they go with
 * everything else of that person.
 */
export interface ApprovalDecision {
  readonly request: string;
  /** The call that asked first. */
  readonly call: string;
  /** The rules of which was approved, or that asked when it was refused. */
  readonly rules: readonly string[];
  readonly decision: 'granted' | 'refused';
  /** Why it was refused, in the words of whoever did. */
  readonly reason?: string;
}

export interface SealedDecision {
  readonly commitment: Commitment;
  readonly sealed: Uint8Array;
}

/** `salt, 32 bytes ‖ text`, bound to the request by the opaque id that the leaf has of it. */
export function sealDecision(
  domain: Domain,
  randomness: Randomness,
  target: string,
  { request, call, rules, decision, reason }: ApprovalDecision,
): SealedDecision {
  const text = canonicalJsonBytes({
    request,
    call,
    rules: [...rules],
    decision,
    ...(reason === undefined ? {} : { reason }),
  });
  const salt = randomness(saltBytes);
  return {
    commitment: saltedCommitment(salt, text),
    sealed: seal(domain.wrapKey, randomness, boundTo(target), Buffer.concat([salt, text])),
  };
}

/** Undefined when key, place or bytes are not those of the sealing, or it is not what the leaf committed to. */
export function openDecision(
  domain: Domain,
  target: string,
  sealed: Uint8Array,
  commitment: Commitment,
): ApprovalDecision | undefined {
  const plain = unseal(domain.wrapKey, boundTo(target), sealed);
  if (plain === undefined || plain.byteLength < saltBytes) return undefined;
  const text = plain.subarray(saltBytes);
  if (saltedCommitment(plain.subarray(0, saltBytes), text) !== commitment) return undefined;
  return JSON.parse(Buffer.from(text).toString()) as ApprovalDecision;
}

function boundTo(target: string): string {
  return `commonhold/approval/v1\n${JSON.stringify([target])}`;
}
