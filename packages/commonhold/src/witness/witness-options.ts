import { z } from 'zod';
import { refuse } from './refuse.ts';
import { whyNotAddress } from './witness-address.ts';
import { whyNotLogKey, whyNotWitnessKey } from './witness-key.ts';

/** Names stand in the standard's policy files, which separate items by spaces. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits and . _ -, at most 100');

/** A verifier key as the C2SP formats write it. */
const verifierKey = z
  .string()
  .regex(
    /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/,
    'a verifier key: name+hash+key, as the witness or the log publishes it',
  );

/** The word that the standard's policy files have for no quorum, so that nothing can be named so. */
export const noQuorum = 'none';

/**
 * Readers of signed notes need not take more than 16 signatures on one (C2SP signed-note), and one of them is the log's
 * own.
 */
const witnessesMax = 15;
/** A group of groups for each of them is more than a quorum needs; it bounds the work. */
const groupsMax = 32;
/** Each costs one look-up for every request that strangers send. */
const acceptedMax = 1000;

/**
 * Witnesses, both ways: who cosigns the heads of this log, how many of them are enough, and whose heads this node
 * cosigns. What is asked for and the quorum are those of C2SP tlog-policy, item by item.
 */
export const witnessOptions = z
  .strictObject({
    /** Who is asked to cosign the heads of this log. They see a size and a hash, and when. */
    ask: z
      .array(
        z.strictObject({
          name,
          /** The witness's verifier key for cosignatures. */
          key: verifierKey.superRefine(refuse(whyNotWitnessKey)),
          /** What `/add-checkpoint` is below. */
          url: z.url({ protocol: /^https?$/ }).superRefine(refuse(whyNotAddress)),
        }),
      )
      .max(witnessesMax)
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
      .max(groupsMax)
      .default([]),
    /**
     * Which cosignatures a head needs before it is published and shown in receipts: a number of all who are asked, the
     * name of a witness or of a group, or `none`.
     */
    quorum: z.union([z.int().min(1), name]).default(noQuorum),
    /** Logs of others whose heads this node cosigns when they ask. */
    accept: z
      .array(
        z.strictObject({
          /** The log's verifier key; its name is the log's origin. */
          key: verifierKey.superRefine(refuse(whyNotLogKey)),
        }),
      )
      .max(acceptedMax)
      .default([]),
  })
  .superRefine((options, context) => {
    for (const { path, message } of contradictions(options))
      context.addIssue({ code: 'custom', path, message });
  });

export type WitnessOptions = z.output<typeof witnessOptions>;

interface Contradiction {
  readonly path: (string | number)[];
  readonly message: string;
}

type Parts = Pick<WitnessOptions, 'ask' | 'groups' | 'quorum'>;

/** What each part may say and all of them together cannot; the rules of tlog-policy, in its order. */
function* contradictions(options: Parts): Generator<Contradiction> {
  const defined = new Set<string>();
  const publicKeys = new Set<string>();
  for (const [at, witness] of options.ask.entries()) {
    yield* define(defined, witness.name, ['ask', at, 'name']);
    const publicKey = witness.key.slice(witness.key.indexOf('+', witness.key.indexOf('+') + 1) + 1);
    if (publicKeys.has(publicKey)) {
      yield {
        path: ['ask', at, 'key'],
        message: 'is the key of another witness already; it would count twice',
      };
    }
    publicKeys.add(publicKey);
  }
  yield* groupContradictions(options, defined);
  yield* quorumContradictions(options, defined);
}

function* groupContradictions({ groups }: Parts, defined: Set<string>): Generator<Contradiction> {
  const groupOf = new Map<string, string>();
  for (const [at, { name: group, threshold, members }] of groups.entries()) {
    for (const [position, member] of members.entries()) {
      const path = ['groups', at, 'members', position];
      if (!defined.has(member)) {
        yield { path, message: `there is no witness and no group above that is named ${member}` };
      }
      const other = groupOf.get(member);
      if (other !== undefined) {
        yield { path, message: `${member} is in the group ${other} already; it would count twice` };
      }
      groupOf.set(member, group);
    }
    if (threshold > members.length) {
      const message = `${threshold} of ${members.length} members can never be reached`;
      yield { path: ['groups', at, 'threshold'], message };
    }
    yield* define(defined, group, ['groups', at, 'name']);
  }
}

function* quorumContradictions(
  { ask, groups, quorum }: Parts,
  defined: ReadonlySet<string>,
): Generator<Contradiction> {
  const path = ['quorum'];
  if (typeof quorum === 'string') {
    if (quorum === noQuorum || defined.has(quorum)) return;
    yield { path, message: `there is no witness and no group that is named ${quorum}` };
    return;
  }
  if (groups.length > 0) {
    yield { path, message: 'where there are groups, it is the name of a group or of a witness, or none' };
  }
  if (quorum > ask.length) {
    yield { path, message: `${quorum} can never be reached: ${ask.length} are asked` };
  }
}

function* define(
  defined: Set<string>,
  defining: string,
  path: (string | number)[],
): Generator<Contradiction> {
  if (defining === noQuorum) yield { path, message: `${noQuorum} means that there is no quorum` };
  if (defined.has(defining)) yield { path, message: `${defining} is the name of another already` };
  defined.add(defining);
}
