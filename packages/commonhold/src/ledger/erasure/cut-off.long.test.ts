import { spawnSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audit } from '../audit/audit.ts';
import { isReadable, owner } from './erasure.fixture.ts';
import { makeTestHome, recordCall, somebody, someCall, type TestHome } from '../home.fixture.ts';

const fixture = fileURLToPath(new URL('./erase-and-die.fixture.ts', import.meta.url));
let prepared: TestHome;
let place: TestHome;
beforeEach(async () => {
  [prepared, place] = [await makeTestHome(), await makeTestHome()];
});
afterEach(async () => {
  await prepared.remove();
  await place.remove();
});

test('an erasure that is killed after any of its steps is ended by the next start, and never half done in the log', async () => {
  const { store, ledger } = await prepared.open();
  const ward = { ...somebody('p_one'), project: 'ward' };
  // A held call, so that one domain lives on and its other calls go one by one.
  const held = await recordCall(ledger, someCall({ principal: somebody('p_one') }));
  const single = await recordCall(ledger, someCall({ principal: somebody('p_one') }));
  const whole = await recordCall(ledger, someCall({ principal: ward }));
  const other = await recordCall(ledger, someCall({ principal: somebody('p_two') }));
  await ledger.erasures.addHold(owner, 'call', held.id);
  await ledger.conversations.put(ward, 'conversation-1', Buffer.from(`{"call":"${whole.id}"}`), Date.now());
  await ledger.close();
  await store.close();

  const outcomes: string[] = [];
  for (let killAfter = 0; ; killAfter += 1) {
    await place.remove();
    await cp(prepared.home, place.home, { recursive: true });
    const died = spawnSync(process.execPath, [fixture, place.home, String(killAfter)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    expect(died.signal).toBe('SIGKILL');
    // As it lies, before any start.
    expect((await audit({ home: place.home, bodies: true })).findings).toEqual([]);
    const again = await place.open();
    await again.ledger.erasures.settled();
    expect([await isReadable(again.ledger, held.id), await isReadable(again.ledger, other.id)]).toEqual([
      true,
      true,
    ]);
    const gone = [!(await isReadable(again.ledger, single.id)), !(await isReadable(again.ledger, whole.id))];
    const talks = await again.ledger.conversations.list(ward);
    expect(talks.length).toBe(gone[1] === true ? 0 : 1);
    expect(await again.store.read('SELECT leaf FROM erasure_left')).toEqual([]);
    expect(await again.store.read('SELECT id FROM erased_domain WHERE principal IS NOT NULL')).toEqual([]);
    const named = await again.ledger.calls({ limit: 10, principal: 'erased' });
    expect(named.calls).toHaveLength(gone.filter(Boolean).length);
    await again.ledger.close();
    await again.store.close();
    expect(await audit({ home: place.home, bodies: true })).toMatchObject({ verdict: 'proved' });
    outcomes.push(gone.join());
    if (died.stdout === 'cleaning') break;
  }
  // What was written down goes, whole, wherever it was cut off.
  expect(outcomes.length).toBeGreaterThan(5);
  expect(new Set(outcomes)).toEqual(new Set(['true,true']));
}, 120_000);
