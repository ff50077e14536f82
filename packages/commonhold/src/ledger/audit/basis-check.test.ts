import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Destination } from '#call';
import { allowed, makeTestHome, someAttempt, someCall, type TestHome } from '../home.fixture.ts';
import type { LabelReach } from '../recorder.ts';
import { audit } from './audit.ts';

const reach: LabelReach = { found: ['secret', 'personal'], own: ['ward-7'] };
const vendor: Destination = {
  provider: 'vendor',
  legalEntity: 'Vendor, Inc.',
  country: 'US',
  retentionDays: 30,
  trainsOnData: undefined,
  local: 'no',
  maker: 'Maker',
};

let place: TestHome;
beforeEach(async () => {
  place = await makeTestHome();
  const { store, ledger } = await place.open();
  for (const destination of [vendor, vendor, someAttempt().destination]) {
    await ledger.intent(someAttempt({ call: someCall({ labelReach: reach }), destination }));
  }
  const refusal = {
    call: someCall({ labelReach: reach }),
    decision: allowed,
    error: 'policy_denied',
  } as const;
  await ledger.refusal(refusal);
  // One of a time, or of a recorder, that said nothing of it.
  await ledger.intent(someAttempt({ call: someCall({ labelReach: undefined }) }));
  await ledger.close();
  await store.close();
});
afterEach(() => place.remove());

function change(sql: string): unknown[] {
  const database = new DatabaseSync(place.database);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

const findings = async (): Promise<string> =>
  (await audit({ home: place.home, bodies: false })).findings.map(({ what }) => what).join('\n');

test('what calls were decided by is kept once for all that share it, whole', async () => {
  expect(await findings()).toBe('');
  const texts = change('SELECT text FROM basis').map((row) => JSON.parse((row as { text: string }).text));
  expect(texts).toHaveLength(3);
  expect(texts).toContainEqual({
    v: 1,
    destination: {
      provider: 'vendor',
      legalEntity: 'Vendor, Inc.',
      country: 'US',
      retentionDays: 30,
      local: 'no',
      maker: 'Maker',
    },
    found: ['personal', 'secret'],
    own: ['ward-7'],
  });
  expect(texts).toContainEqual({ v: 1, found: ['personal', 'secret'], own: ['ward-7'] });
});

test('is written again by the next start without a word', async () => {
  const { store, ledger } = await place.open();
  await ledger.intent(someAttempt({ call: someCall({ labelReach: reach }), destination: vendor }));
  await ledger.close();
  await store.close();
  expect(change('SELECT digest FROM basis')).toHaveLength(3);
  expect(await findings()).toBe('');
});

test.each([
  [
    'another maker',
    `UPDATE basis SET text = replace(text, '"Maker"', '"Other"')`,
    /is not the one that calls were decided by/,
  ],
  ['a missing text', `DELETE FROM basis WHERE text LIKE '%Vendor%'`, /is not in the table of bases/],
  [
    'a text of another place under its digest',
    `UPDATE basis SET text = (SELECT other.text FROM basis AS other WHERE other.text LIKE '%"local"%verified%') WHERE text LIKE '%Vendor%'`,
    /speaks of another place/,
  ],
  ['a text that is none', `UPDATE basis SET text = 'x'`, /is not in the table of bases/],
])('%s is found', async (_what, sql, finding) => {
  change(sql);
  expect(await findings()).toMatch(finding);
});
