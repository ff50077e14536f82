import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '#store';
import type { FoundBodies } from '../accesses/access-log.ts';
import { Domains } from '../bodies/domains.ts';
import { makeTestHome, recordCall, someCall, type TestHome } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import { keysInHome } from '../keys/key-place.ts';
import { loadNodeKeys } from '../keys/node-keys.ts';
import { searchBodies, type SearchBudget } from './search-bodies.ts';

let place: TestHome;
let store: Store;
let ledger: Ledger;
let domains: Domains;
beforeEach(async () => {
  place = await makeTestHome();
  ({ store, ledger } = await place.open());
  const randomness = (count: number): Uint8Array => randomBytes(count);
  const { root } = await loadNodeKeys(keysInHome(place.home), false, randomness);
  domains = new Domains(store, root, randomness, place.home);
});
afterEach(async () => {
  await ledger.close();
  await store.close();
  await place.remove();
});

const never = new AbortController().signal;

/** All searches that it takes to get through the record, one after the other. */
async function searchAll(words: string, budget: Partial<SearchBudget>): Promise<FoundBodies[]> {
  const pieces: FoundBodies[] = [];
  let before: number | undefined;
  do {
    const asked = { words, among: { before } };
    const piece = await searchBodies(store, domains, place.home, asked, never, {
      bytes: 1_000_000,
      calls: 1000,
      found: 100,
      ...budget,
    });
    pieces.push(piece);
    before = piece.older;
  } while (before !== undefined && pieces.length < 100);
  return pieces;
}

test.each<Partial<SearchBudget>>([{ bytes: 3000 }, { bytes: 1 }, { calls: 2 }, { found: 1 }])(
  'searches bounded by %o get through the record one after the other, each call once',
  async (budget) => {
    const calls: string[] = [];
    for (let count = 0; count < 7; count++) {
      const content = `hello ${'x'.repeat(count * 300)}`;
      const request = Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }));
      calls.push((await recordCall(ledger, someCall({ request }))).id);
    }
    const pieces = await searchAll('hello', budget);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.flatMap(({ found }) => found.map(({ call }) => call.id))).toEqual(calls.toReversed());
    expect(pieces.map(({ searched }) => searched.calls).reduce((sum, one) => sum + one)).toBe(calls.length);
  },
);

test('a call whose body was changed on the disk is counted as damaged and ends no search', async () => {
  const request = Buffer.from('{"model":"m","messages":[{"role":"user","content":"hello"}]}');
  const first = await recordCall(ledger, someCall({ request }));
  await recordCall(ledger, someCall({ request }));
  await ledger.close();
  await store.close();
  const database = new DatabaseSync(place.database);
  database.exec(
    "UPDATE body SET bytes = x'00112233445566778899aabbccddeeff0011' WHERE place = (SELECT max(place) FROM body)",
  );
  database.close();
  ({ store, ledger } = await place.open());
  const { found, searched } = await ledger.accesses.search(
    { words: 'hello', among: {} },
    someCall().principal,
    undefined,
    never,
  );
  expect(found.map(({ call }) => call.id)).toEqual([first.id]);
  expect(searched).toMatchObject({ calls: 1, damaged: 1 });
});
