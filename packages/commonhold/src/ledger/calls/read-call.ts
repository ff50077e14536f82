import { parseLeaf } from '@commonhold/record';
import type { Store } from '#store';
import { type CallRow, summaryOf } from './call-row.ts';
import { findCalls } from './find-calls.ts';
import { erasureOf } from '../erasure/erasure-of-call.ts';
import type { CallDetail } from '../ledger.ts';

/** Other calls of the same run that are shown with a call; the rest is a search for the run. */
const sameRunMax = 100;

/** One call without its content, for whoever may see calls of `principal`, or of everybody. */
export async function readCall(
  store: Store,
  id: string,
  principal: string | undefined,
): Promise<CallDetail | undefined> {
  const [row] = await store.read<CallRow>('SELECT * FROM call WHERE id = ?', [id]);
  if (row === undefined || (principal !== undefined && row.principal !== principal)) return undefined;
  const attempts = await store.read<{
    intent: number;
    number: number;
    detail: string;
    outcome: number | null;
    result: string | null;
  }>(
    `SELECT intent, number, detail, outcome, result FROM attempt WHERE call = ?1
     UNION ALL SELECT leaf, 0, detail, NULL, NULL FROM refusal WHERE call = ?1 ORDER BY 2`,
    [id],
  );
  const indexes = attempts.flatMap(({ intent, outcome }) =>
    outcome === null ? [intent] : [intent, outcome],
  );
  indexes.sort((left, right) => left - right);
  const leaves = await store.read<{ idx: number; hash: Uint8Array; bytes: Uint8Array }>(
    `SELECT idx, hash, bytes FROM leaf WHERE idx IN (${indexes.map(() => '?').join(', ')}) ORDER BY idx`,
    indexes,
  );
  const [covering] = await store.read<{ size: number | null }>(
    'SELECT max(size) AS size FROM checkpoint WHERE size > ?',
    [indexes.at(-1) ?? 0],
  );
  const [newer, older] = [
    await neighbour(store, row.leaf, '>', principal),
    await neighbour(store, row.leaf, '<', principal),
  ];
  const erasure = await erasureOf(store, id);
  return {
    ...summaryOf(row),
    ...(erasure === undefined ? {} : { erased: erasure.index, erasure }),
    leaves: leaves.map(({ idx, hash, bytes }) => ({ index: idx, hash, bytes, leaf: parseLeaf(bytes) })),
    attemptDetails: attempts.map(({ number, detail, result }) => ({
      number,
      intent: JSON.parse(detail) as unknown,
      ...(result === null ? {} : { outcome: JSON.parse(result) as unknown }),
    })),
    ...(typeof covering?.size === 'number' ? { checkpointSize: covering.size } : {}),
    neighbours: {
      ...(newer === undefined ? {} : { newer }),
      ...(older === undefined ? {} : { older }),
    },
    ...(row.run === null ? {} : { sameRun: await sameRun(store, row.id, row.run, principal) }),
  };
}

async function neighbour(
  store: Store,
  leaf: number,
  side: '<' | '>',
  principal: string | undefined,
): Promise<string | undefined> {
  const order = side === '>' ? 'ASC' : 'DESC';
  const [row] =
    principal === undefined
      ? await store.read<{ id: string }>(
          `SELECT id FROM call WHERE leaf ${side} ? ORDER BY leaf ${order} LIMIT 1`,
          [leaf],
        )
      : await store.read<{ id: string }>(
          `SELECT id FROM call INDEXED BY call_principal WHERE principal = ? AND leaf ${side} ? ORDER BY leaf ${order} LIMIT 1`,
          [principal, leaf],
        );
  return row?.id;
}

async function sameRun(
  store: Store,
  id: string,
  run: string,
  principal: string | undefined,
): Promise<NonNullable<CallDetail['sameRun']>> {
  const page = await findCalls(store, {
    limit: sameRunMax + 1,
    run,
    ...(principal === undefined ? {} : { principal }),
  });
  const others = page.calls.filter((call) => call.id !== id);
  return { calls: others.slice(0, sameRunMax), hasMore: others.length > sameRunMax || !page.complete };
}
