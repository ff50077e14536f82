import { expect, test } from 'vitest';
import { homeForEach } from '../each-home.fixture.ts';
import { someAttempt, someCall, someResult } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import { owner } from './erasure.fixture.ts';

const place = homeForEach();

async function record(ledger: Ledger): Promise<string> {
  const call = someCall();
  const attempt = await ledger.intent(someAttempt({ call }));
  await attempt.outcome(someResult());
  return call.id;
}

test('every erasure is listed with who, why, how far and how many, also one that a later one goes beyond', async () => {
  const { store, ledger } = await place.open();
  try {
    const [one, other] = [await record(ledger), await record(ledger)];
    const common = { actor: owner, compact: 'never' } as const;
    const ofCall = { kind: 'call', call: one, later: false } as const;
    await ledger.erasures.erase({ ...common, scope: ofCall, extent: 'bodies', basis: 'mistake' });
    expect(await ledger.call(one)).toMatchObject({ erasure: { extent: 'bodies', basis: 'mistake' } });
    const person = { kind: 'person', principals: ['p_somebody'] } as const;
    await ledger.erasures.erase({ ...common, scope: person, extent: 'everything', basis: 'request' });

    const { erasures, calls } = await ledger.erasures.past({ limit: 10 });
    expect(calls).toBe(2);
    expect(erasures).toMatchObject([
      { extent: 'everything', basis: 'request', calls: 2, domains: 1, principal: owner.id },
      { extent: 'bodies', basis: 'mistake', calls: 1, domains: 0, principal: owner.id },
    ]);
    expect(await ledger.call(other)).toMatchObject({
      erased: erasures[0]?.index,
      erasure: { extent: 'everything', basis: 'request', time: erasures[0]?.time },
    });
    const page = await ledger.erasures.past({ limit: 1, before: erasures[0]?.index });
    expect(page.erasures).toEqual(erasures.slice(1));
  } finally {
    await ledger.close();
    await store.close();
  }
});
