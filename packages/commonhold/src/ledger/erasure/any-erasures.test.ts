import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { homeForEach } from '../each-home.fixture.ts';
import { makeTestHome, recordCall, somebody, someCall } from '../home.fixture.ts';
import { erase, expectProved, inHome, isReadable, request } from './erasure.fixture.ts';

const place = homeForEach();

describe('any erasures', () => {
  test('leave the log proved, and exactly what they named unreadable', async () => {
    const people = ['p_a', 'p_b'];
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('record' as const), who: fc.nat(1), run: fc.nat(2) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('call' as const), at: fc.nat(20), bodies: fc.boolean() }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('person' as const), who: fc.nat(1), bodies: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('later' as const), at: fc.nat(20) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const fresh = await makeTestHome();
        const recorded: { id: string; who: string; run: string }[] = [];
        const gone = new Set<string>();
        await inHome(fresh, async (ledger) => {
          for (const one of steps) {
            if (one.kind === 'record') {
              const [who, run] = [people[one.who] ?? '', `run-${one.run}`];
              const call = someCall({ principal: somebody(who), run, request: request(who) });
              recorded.push({ id: (await recordCall(ledger, call)).id, who, run });
              continue;
            }
            const extent = 'bodies' in one && one.bodies ? 'bodies' : 'everything';
            if (one.kind === 'person') {
              const who = people[one.who] ?? '';
              await erase(ledger, { kind: 'person', principals: [who] }, extent);
              for (const call of recorded) {
                if (call.who === who) gone.add(call.id);
              }
              continue;
            }
            const at = recorded.length === 0 ? 0 : one.at % recorded.length;
            const named = recorded[at];
            if (named === undefined) continue;
            const later = one.kind === 'later';
            // The name of a run goes with its call, so a run whose first call was erased before cannot be followed.
            const known = (await ledger.call(named.id))?.run;
            await erase(ledger, { kind: 'call', call: named.id, later }, extent);
            gone.add(named.id);
            if (!later || known === undefined) continue;
            for (const call of recorded.slice(at)) {
              if (call.run === named.run && call.who === named.who) gone.add(call.id);
            }
          }
          for (const { id } of recorded) expect(await isReadable(ledger, id)).toBe(!gone.has(id));
        });
        await expectProved(fresh);
        await fresh.remove();
      }),
      { numRuns: 5 },
    );
  }, 120_000);

  test('are found out when the rows say more than the log', async () => {
    const [kept, gone] = await inHome(place, async (ledger) => {
      const calls = [await recordCall(ledger), await recordCall(ledger)];
      await erase(ledger, { kind: 'call', call: calls[1]?.id ?? '', later: true });
      return calls.map(({ id }) => id);
    });
    await expectProved(place);
    const database = new DatabaseSync(place.database);
    // Cleared in the same way, and pointing to an erasure that is there, but is another call's.
    database.exec(`UPDATE call SET principal = 'erased', asked = 'erased', run = NULL, status = status, input_tokens = NULL,
        output_tokens = NULL, usage_source = NULL, total_ms = NULL, erased = (SELECT erased FROM call WHERE id = '${gone}') WHERE id = '${kept}';
      UPDATE attempt SET domain = '', secret = x'', detail = '{}', result = '{}' WHERE call = '${kept}';
      DELETE FROM call_label; DELETE FROM body;`);
    database.close();
    const report = await audit({ home: place.home, bodies: true });
    expect(report.verdict).toBe('broken');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ call: kept, what: expect.stringMatching(/leaf does not say so/) as string }),
    );
  });
});
