import { parseLeaf } from '@commonhold/record';
import { CommonholdError } from '#base';
import type { Operation, WireName } from '#call';
import { hasAnswerId, type Store } from '#store';
import type { Domains } from '../bodies/domains.ts';
import { readBodies } from '../bodies/read-bodies.ts';
import { erasureOf } from '../erasure/erasure-of-call.ts';
import type { OpenedBody } from '../ledger.ts';
import type { CallRow } from './call-row.ts';
import type { EarlierAnswer, EarlierCall, EarlierName } from './earlier.ts';

interface AttemptRow {
  readonly number: number;
  readonly detail: string;
  readonly model: string;
  readonly bytes: Uint8Array;
}

export async function readEarlier(
  store: Store,
  domains: Domains,
  home: string,
  principal: string,
  name: EarlierName,
): Promise<EarlierCall | 'erased' | undefined> {
  const row = await rowOf(store, principal, name);
  if (row === undefined || row.origin !== 'live') return undefined;
  if (row.principal !== principal) {
    // Whose it was is gone where everything was erased; that it was is all that is told.
    return row.principal === 'erased' && (await erasureOf(store, row.id)) ? 'erased' : undefined;
  }
  const bodies = await openBodies(store, domains, home, row.id);
  if (bodies === 'erased') return 'erased';
  const request = bodies.find(({ field }) => field === 'request')?.bytes;
  if (request === undefined) return undefined;
  const received = bodies.find(({ field, attempt }) => field === 'received' && attempt === row.attempts);
  return {
    id: row.id,
    wire: row.wire,
    operation: row.operation as Operation,
    run: row.run ?? undefined,
    received: Date.parse(row.time),
    labels: await labelsOf(store, row.leaf),
    request,
    answer:
      received === undefined || row.status !== 'completed'
        ? undefined
        : await answerOf(store, row.id, row.attempts, received.bytes),
  };
}

async function openBodies(
  store: Store,
  domains: Domains,
  home: string,
  call: string,
): Promise<readonly OpenedBody[] | 'erased'> {
  try {
    return await readBodies(store, domains, home, call);
  } catch (thrown) {
    // That it was erased is an answer here, and whoever asked is told so in other words.
    if (thrown instanceof CommonholdError && thrown.code === 'body_erased') return 'erased';
    throw thrown;
  }
}

async function rowOf(store: Store, principal: string, name: EarlierName): Promise<CallRow | undefined> {
  if ('call' in name) {
    const [row] = await store.read<CallRow>('SELECT * FROM call WHERE id = ?', [name.call]);
    return row;
  }
  // Other destinations may have given the same id to answers of others; the newest of one's own is meant.
  const [row] = await store.read<CallRow>(
    `SELECT call.* FROM attempt INDEXED BY attempt_answer JOIN call ON call.id = attempt.call
     WHERE ${hasAnswerId('attempt.result')} AND json_extract(attempt.result, '$.answer') = ? AND call.principal = ? ORDER BY attempt.intent DESC LIMIT 1`,
    [name.answer, principal],
  );
  return row;
}

async function labelsOf(store: Store, leaf: number): Promise<readonly string[]> {
  const rows = await store.read<{ label: string }>('SELECT label FROM call_label WHERE leaf = ?', [leaf]);
  return rows.map(({ label }) => label);
}

async function answerOf(
  store: Store,
  call: string,
  number: number,
  bytes: Uint8Array,
): Promise<EarlierAnswer | undefined> {
  const [row] = await store.read<AttemptRow>(
    `SELECT attempt.number, attempt.detail, call.model, leaf.bytes FROM attempt
     JOIN call ON call.id = attempt.call JOIN leaf ON leaf.idx = attempt.intent
     WHERE attempt.call = ? AND attempt.number = ?`,
    [call, number],
  );
  const leaf = row && parseLeaf(row.bytes);
  if (row === undefined || leaf?.kind !== 'intent') return undefined;
  const { facts } = JSON.parse(row.detail) as { readonly facts?: Readonly<Record<string, unknown>> };
  return {
    wire: leaf.wire.provider as WireName,
    model: row.model,
    inPseudonyms: facts?.['pseudonyms'] !== undefined,
    bytes,
  };
}
