import { parseLeaf } from '@commonhold/record';
import { CommonholdError } from '#base';
import { bodyPlace, type CommitRow, type RowValue, type Store } from '#store';
import { AttemptSecret } from '../bodies/attempt-secret.ts';
import type { Domains } from '../bodies/domains.ts';
import type { Randomness } from '#base';
import type { Candidate } from './candidates.ts';

/** A call's places of bodies: four for each leaf, of which at most three are used. */
const placesOfLeaf = 4;

/**
 * Clears everything that the index knows of a call beyond the log: the secrets, the documents, the bodies and the columns
 * that were taken from the documents. Provider and model get the names that the log has for them, which are opaque
 * where an owner made them; times, wire and result stay, because the log has them too.
 */
export async function rowsOfEverything(
  store: Store,
  candidates: readonly Candidate[],
  erasure: RowValue,
): Promise<CommitRow[]> {
  const sentTo = await lastDestinations(store, candidates);
  return candidates.flatMap((candidate): CommitRow[] => {
    const { id, leaf } = candidate;
    const { provider = null, model = null } = sentTo.get(leaf) ?? {};
    return [
      { statement: 'erase-labels', values: [leaf, id] },
      { statement: 'erase-call', values: [provider, model, erasure, id] },
      { statement: 'erase-attempts', values: [id] },
      { statement: 'erase-refusal', values: [id] },
      { statement: 'erase-segments', values: [leaf] },
      ...bodyRows(candidate),
      { statement: 'delete-erasure-left', values: [leaf, 'everything'] },
    ];
  });
}

/**
 * Takes the bodies away, and out of the secrets what could open them or test a guess against their commitments. The index
 * documents and what proves them stay.
 */
export async function rowsOfBodies(
  store: Store,
  domains: Domains,
  randomness: Randomness,
  home: string,
  candidates: readonly Candidate[],
  erasure: RowValue,
): Promise<CommitRow[]> {
  const rows: CommitRow[] = [];
  for (const candidate of candidates) {
    const { id, leaf } = candidate;
    const attempts = await store.read<{ number: number; at: number; domain: string; secret: Uint8Array }>(
      `SELECT number, intent AS at, domain, secret FROM attempt WHERE call = ?1
       UNION ALL SELECT 0, leaf, domain, secret FROM refusal WHERE call = ?1`,
      [id],
    );
    for (const { number, at, domain: domainId, secret } of attempts) {
      const domain = await domains.byId(domainId);
      // Its key was destroyed meanwhile, and with it all that is to go here.
      if (domain === undefined) continue;
      const name = { call: id, attempt: number };
      const short = AttemptSecret.unwrap(domain, name, secret)?.withoutBodies();
      if (short === undefined) {
        const detail = `the secret of call ${id}, attempt ${number}, does not open`;
        throw new CommonholdError('home_damaged', { home, detail });
      }
      const statement = number === 0 ? 'shorten-refusal-secret' : 'shorten-secret';
      rows.push({ statement, values: [short.wrap(domain, name, randomness), at] });
    }
    rows.push({ statement: 'mark-erased', values: [erasure, id] }, ...bodyRows(candidate));
    rows.push({ statement: 'erase-segments', values: [leaf] });
    rows.push({ statement: 'delete-erasure-left', values: [leaf, 'bodies'] });
  }
  return rows;
}

function bodyRows(candidate: Candidate): CommitRow[] {
  return candidate.attempts
    .flatMap(({ intent, outcome }) => (outcome === null ? [intent] : [intent, outcome]))
    .map((leaf) => {
      const first = bodyPlace(leaf, 0);
      return { statement: 'erase-bodies', values: [first, first + placesOfLeaf] };
    });
}

interface SentTo {
  readonly provider?: string;
  readonly model?: string;
}

/** By the call's leaf: where its last attempt went, in the words of the log. */
async function lastDestinations(
  store: Store,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<number, SentTo>> {
  const rows = await store.read<{ leaf: number; bytes: Uint8Array }>(
    `SELECT one.value AS leaf, leaf.bytes FROM json_each(?) AS one JOIN call ON call.leaf = one.value
     JOIN attempt ON attempt.call = call.id AND attempt.number = call.attempts
     JOIN leaf ON leaf.idx = attempt.intent`,
    [JSON.stringify(candidates.map(({ leaf }) => leaf))],
  );
  return new Map(
    rows.map(({ leaf, bytes }): [number, SentTo] => {
      const intent = parseLeaf(bytes);
      if (intent.kind !== 'intent') return [leaf, {}];
      return [leaf, { provider: intent.destination.provider, model: intent.model.name }];
    }),
  );
}
