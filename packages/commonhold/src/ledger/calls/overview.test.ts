import { describe, expect, test } from 'vitest';
import type { Clock } from '#base';
import { openForReading, type Store } from '#store';
import { readCallValues } from './call-values.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { recordCall, someAttempt, somebody, someCall, someResult } from '../home.fixture.ts';
import { readOverview } from './overview.ts';

const place = homeForEach();

const dayMs = 86_400_000;
const firstMs = Date.parse('2026-11-01T23:30:00.000Z');

describe('the sums of some days', () => {
  test('put a call on the day on which it began, count open ones apart, and know one principal from another', async () => {
    let now = firstMs;
    const clock: Clock = { now: () => now, monotonic: () => now };
    const { store, ledger } = await place.open(clock);
    const overMidnight = await ledger.intent(someAttempt({ call: someCall({ principal: somebody('p_a') }) }));
    now += dayMs / 24;
    await overMidnight.outcome(someResult({ totalMs: 3_600_000 }));
    await recordCall(ledger, someCall({ principal: somebody('p_b') }));
    await ledger.intent(someAttempt({ call: someCall({ principal: somebody('p_b') }) }));
    now += dayMs * 40;
    await recordCall(ledger, someCall({ principal: somebody('p_b') }));

    const days = Array.from({ length: 41 }, (_, at) =>
      new Date(firstMs + at * dayMs).toISOString().slice(0, 10),
    );
    const all = await ledger.overview({ days });
    expect(all.uses.map(({ day, status, calls }) => [day, status, calls])).toEqual([
      ['2026-11-01', 'completed', 1],
      ['2026-11-02', 'completed', 1],
      ['2026-11-02', 'open', 1],
    ]);
    expect(all.firstCall).toBe('2026-11-01T23:30:00.000Z');
    expect(all.durations.map(({ calls }) => calls)).toEqual([1, 1]);
    const [short, long] = all.durations.map(({ ms }) => ms);
    expect(Math.abs((short ?? 0) / 12.25 - 1)).toBeLessThan(0.1);
    expect(Math.abs((long ?? 0) / 3_600_000 - 1)).toBeLessThan(0.1);
    const own = await ledger.overview({ days, principal: 'p_b' });
    expect(own.uses.map(({ status }) => status)).toEqual(['completed', 'open']);
    expect(own.firstCall).toBe('2026-11-02T00:30:00.000Z');
    await store.close();
  });

  test('are read without going through the calls, and so are the names to choose from', async () => {
    const { store, ledger } = await place.open();
    await recordCall(ledger);
    const asked: string[] = [];
    const watched: Store = {
      commit: (commit) => store.commit(commit),
      read: (sql, parameters) => {
        asked.push(sql);
        return store.read(sql, parameters);
      },
      head: () => store.head(),
      clean: (how) => store.clean(how),
      close: () => Promise.resolve(),
    };
    await readOverview(watched, { days: ['2026-11-22'] });
    await readOverview(watched, { days: ['2026-11-22'], principal: 'p_somebody' });
    expect((await readCallValues(watched, undefined)).providers).toEqual(['local']);
    expect((await readCallValues(watched, 'p_somebody')).models).toEqual(['smollm2-135m-instruct']);
    const database = openForReading(place.database);
    for (const sql of asked) {
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
        .join('; ');
      // The first row of a table, what is open, and the hours of the record are few, whatever the calls are.
      const few = sql.endsWith(' LIMIT 1')
        ? /SCAN (call|checkpoint)\b/g
        : /SCAN attempt USING INDEX attempt_open|SCAN call_hour/g;
      const calls = plan
        .replaceAll(few, '')
        .match(/SCAN (call|attempt|leaf|usage_day|duration_day|call_label)\b/);
      expect(calls?.[0], `${sql}\n${plan}`).toBeUndefined();
    }
    database.close();
    await ledger.close();
    await store.close();
  });
});
