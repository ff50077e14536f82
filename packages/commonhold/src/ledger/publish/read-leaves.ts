import type { Store } from '#store';

/** The bytes of the leaves from `start` to before `end`, which the caller keeps to few. Throws when one is missing. */
export async function readLeaves(store: Store, start: number, end: number): Promise<Uint8Array[]> {
  const rows = await store.read<{ bytes: Uint8Array }>(
    'SELECT bytes FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx',
    [start, end],
  );
  if (rows.length !== end - start) {
    throw new Error(`of the leaves ${start} to ${end - 1} the database has ${rows.length}`);
  }
  return rows.map(({ bytes }) => bytes);
}
