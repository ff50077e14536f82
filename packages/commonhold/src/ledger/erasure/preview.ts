import type { Store } from '#store';
import type { Conversations } from '../bodies/conversations.ts';
import { candidateByLeaves } from './candidates.ts';
import type { Selection } from './selection.ts';
import type { ErasureExtent, ErasurePreview, ErasureScope } from './terms.ts';
import { outOfReach, stays } from './told.ts';

/** What an erasure of this selection would do, in numbers and sentences for people. */
export async function previewOf(
  store: Store,
  conversations: Conversations,
  scope: ErasureScope,
  extent: ErasureExtent,
  selection: Selection,
  file: Pick<ErasurePreview, 'databaseBytes' | 'compacts'>,
): Promise<ErasurePreview> {
  const { domains, calls, firstCalls, from, to, bodies, held, open, already } = selection;
  return {
    calls,
    firstCalls,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    domains: domains.length,
    bodies,
    conversations: await countConversations(store, conversations, extent, selection),
    held,
    open,
    already,
    runUnknown: scope.kind === 'call' && scope.later && (await namesNoRun(store, scope.call)),
    ...file,
    stays: stays(extent, scope.kind),
    outOfReach,
  };
}

/** Conversations in which a call stands that the selection names, or whose key goes. */
async function countConversations(
  store: Store,
  conversations: Conversations,
  extent: ErasureExtent,
  selection: Selection,
): Promise<number> {
  const leaves = new Set(selection.single);
  const domains = new Set(selection.domains.map(({ id }) => id));
  const goes = async (calls: readonly string[]): Promise<boolean> => {
    const rows = await store.read<{ leaf: number }>(
      'SELECT leaf FROM json_each(?) AS one JOIN call ON call.id = one.value',
      [JSON.stringify(calls)],
    );
    const named = await candidateByLeaves(
      store,
      rows.map(({ leaf }) => leaf),
      extent,
    );
    return named.some(
      ({ leaf, attempts }) => leaves.has(leaf) || attempts.some(({ domain }) => domains.has(domain)),
    );
  };
  let count = 0;
  const counted = new Set<string>();
  for await (const { id } of conversations.holding(goes)) {
    counted.add(id);
    count += 1;
  }
  if (domains.size === 0) return count;
  const rows = await store.read<{ id: string }>(
    'SELECT id FROM conversation WHERE domain IN (SELECT value FROM json_each(?))',
    [JSON.stringify([...domains])],
  );
  return count + rows.filter(({ id }) => !counted.has(id)).length;
}

async function namesNoRun(store: Store, call: string): Promise<boolean> {
  const [row] = await store.read<{ run: string | null }>('SELECT run FROM call WHERE id = ?', [call]);
  return row?.run === null;
}
