import { z } from 'zod';
import { CommonholdError } from '#base';
import { refuse } from '../refuse.ts';
import { whyNotAddress } from '../witness-address.ts';
import { whyNotLogKey, whyNotWitnessKey } from '../witness-key.ts';

/**
 * What two nodes that witness each other tell one another, as one word that people can copy:
 *
 *     commonhold-pair-1. base64url(JSON of the key of the log, the key of the witness, the address of the witness)
 *
 * Nothing in it is secret. Whoever changes it on its way changes whose word is taken, so it goes a way that both trust.
 */
export interface Pairing {
  /** The verifier key of the log that is to be witnessed. */
  readonly log: string;
  /** The verifier key that the node cosigns with, and what `/add-checkpoint` is below. */
  readonly witness: string;
  readonly url: string;
}

const mark = 'commonhold-pair-1.';
/** Keys and addresses are some hundred characters; what is longer was not made here. */
const tokenLengthMax = 8192;

export function formatPairToken({ log, witness, url }: Pairing): string {
  return mark + Buffer.from(JSON.stringify({ log, witness, url })).toString('base64url');
}

/** Throws `pair_token_invalid` for anything that was not made by `formatPairToken`, whole. */
export function parsePairToken(text: string): Pairing {
  if (!text.startsWith(mark)) throw invalid(`it does not begin with ${mark}`);
  if (text.length > tokenLengthMax) throw invalid('it is too long');
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(text.slice(mark.length), 'base64url').toString());
  } catch (cause) {
    throw invalid('it was not copied whole', cause);
  }
  const parsed = pairing.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is missing'}`.trim());
  }
  return parsed.data;
}

const pairing = z.strictObject({
  log: z.string().superRefine(refuse(whyNotLogKey)),
  witness: z.string().superRefine(refuse(whyNotWitnessKey)),
  url: z.url({ protocol: /^https?$/ }).superRefine(refuse(whyNotAddress)),
});

function invalid(detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('pair_token_invalid', { detail }, { cause });
}
