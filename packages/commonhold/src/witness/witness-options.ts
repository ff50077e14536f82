import { z } from 'zod';

/** Names stand in the standard's policy files, which separate items by spaces. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits and . _ -, at most 100');

/** A verifier key as the C2SP formats write it; which kind it must be is checked where it is used. */
const verifierKey = z
  .string()
  .regex(
    /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/,
    'a verifier key: name+hash+key, as the witness or the log publishes it',
  );

/**
 * Witnesses, both ways: who cosigns the heads of this log, how many of them are enough, and whose heads this node
 * cosigns. What is asked for and the quorum are those of C2SP tlog-policy, item by item.
 */
export const witnessOptions = z.strictObject({
  /** Who is asked to cosign the heads of this log. They see a size and a hash, and when. */
  ask: z
    .array(
      z.strictObject({
        name,
        /** The witness's verifier key for cosignatures. */
        key: verifierKey,
        /** What `/add-checkpoint` is below. */
        url: z.url({ protocol: /^https?$/ }),
      }),
    )
    .default([]),
  /** Witnesses, or groups defined above, of which so many make the group. */
  groups: z
    .array(
      z.strictObject({
        name,
        threshold: z.int().min(1),
        members: z.array(name).min(1),
      }),
    )
    .default([]),
  /**
   * Which cosignatures a head needs before it is published and shown in receipts: a number of all who are asked, the
   * name of a witness or of a group, or `none`.
   */
  quorum: z.union([z.int().min(1), name]).default('none'),
  /** Logs of others whose heads this node cosigns when they ask. */
  accept: z
    .array(
      z.strictObject({
        /** The log's verifier key; its name is the log's origin. */
        key: verifierKey,
      }),
    )
    .default([]),
});

export type WitnessOptions = z.output<typeof witnessOptions>;
