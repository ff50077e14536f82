import { parseCheckpoint, parseNote } from '@commonhold/tlog';
import { expect, test } from 'vitest';
import { systemClock } from '#base';
import { publish } from '../publish/published-log.fixture.ts';
import { audit } from '../audit/audit.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { recordCall } from '../home.fixture.ts';
import { CheckpointThinning, thinned } from './thin-checkpoints.ts';

const origin = 'commonhold/test';
const dayMs = 86_400_000;

const place = homeForEach();

test('of old heads the last of an hour stays, the last under each name, and one for each 65,536 leaves', () => {
  const heads = [
    { size: 1, time: '2026-03-01T10:00:00.000Z', origin },
    { size: 2, time: '2026-03-01T10:59:59.999Z', origin },
    { size: 5, time: '2026-03-01T11:00:00.000Z', origin },
    { size: 6, time: '2026-03-01T11:30:00.000Z', origin },
    { size: 7, time: '2026-03-01T11:31:00.000Z', origin: 'commonhold/again' },
    { size: 8, time: '2026-03-01T11:32:00.000Z', origin: 'commonhold/again' },
    { size: 70_000, time: '2026-03-01T11:33:00.000Z', origin: 'commonhold/again' },
    { size: 80_000, time: '2026-03-01T11:34:00.000Z', origin: 'commonhold/again' },
  ];
  const all = { gone: [1, 5, 7, 70_000], done: 70_000 };
  expect(thinned(heads, '2026-03-02T00:00:00.000Z')).toEqual(all);
  // Younger ones all stay, and so does the newest whatever its age.
  expect(thinned(heads, '2026-03-01T11:00:00.000Z')).toEqual({ gone: [1], done: 2 });
  expect(thinned(heads.slice(0, 1), '2026-03-02T00:00:00.000Z')).toEqual({ gone: [], done: undefined });
});

test('a log whose old heads were thinned is proved, and its folder goes on from a head that is gone', async () => {
  let now = Date.parse('2026-03-01T10:00:00.000Z');
  const clock = { ...systemClock, now: () => now };
  const first = await place.open(clock);
  for (let at = 0; at < 3; at++) {
    now += 1000;
    await recordCall(first.ledger);
    await first.ledger.checkpoint();
  }
  expect(await publish(place.home, first.store)).toEqual({ troubles: [], rebuilds: [] });
  const published = await first.ledger.checkpoint();
  // One more in the same hour, so that what was published is not the head that stays of it.
  await recordCall(first.ledger);
  await first.ledger.close();
  await first.store.close();

  now += 2 * dayMs;
  const second = await place.open(clock);
  await recordCall(second.ledger);
  await second.ledger.checkpoint();
  const sizes = async (): Promise<readonly number[]> => {
    const rows = await second.store.read<{ size: number }>('SELECT size FROM checkpoint ORDER BY size');
    return rows.map(({ size }) => size);
  };
  const before = await sizes();
  await new CheckpointThinning(second.store, clock).step();
  const after = await sizes();
  expect(after.length).toBeLessThan(before.length);
  expect(after).not.toContain(parseCheckpoint(parseNote(published).text).size);
  await second.ledger.close();
  await second.store.close();

  const third = await place.open(clock);
  expect(await publish(place.home, third.store)).toEqual({ troubles: [], rebuilds: [] });
  await third.ledger.close();
  await third.store.close();
  expect(await audit({ home: place.home, bodies: true })).toMatchObject({ verdict: 'proved', findings: [] });
});

test('a head that witnesses cosigned stays, and so does the newest, whatever is asked', async () => {
  const { store, ledger } = await place.open();
  for (let at = 0; at < 3; at++) {
    await recordCall(ledger);
    await ledger.checkpoint();
  }
  await ledger.close();
  const [first, second, ...others] = (
    await store.read<{ size: number }>('SELECT size FROM checkpoint ORDER BY size')
  ).map(({ size }) => size);
  const cosigned = ['note', '2026-03-01T10:00:00.000Z', 1];
  await store.commit({
    leaves: [],
    bodies: [],
    rows: [
      { statement: 'put-cosigned', values: [second ?? 0, ...cosigned] },
      ...[first, second, others.at(-1)].map((size) => ({
        statement: 'thin-checkpoint' as const,
        values: [size ?? 0],
      })),
    ],
    urgency: 'closing',
  });
  const left = await store.read<{ size: number }>('SELECT size FROM checkpoint ORDER BY size');
  await store.close();
  expect(left.map(({ size }) => size)).toEqual([second, ...others]);
});
