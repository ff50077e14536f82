import { expect } from 'vitest';
import { systemClock } from '#base';
import type { Store } from '#store';
import { audit } from '../audit/audit.ts';
import { somebody, type TestHome } from '../home.fixture.ts';
import type { Ledger } from '../ledger.ts';
import type { ErasureExtent, ErasureReport, ErasureScope } from './terms.ts';

export const owner = somebody('p_owner');

export function erase(
  ledger: Ledger,
  scope: ErasureScope,
  extent: ErasureExtent = 'everything',
): Promise<ErasureReport> {
  return ledger.erasures.erase({ scope, extent, basis: 'request', actor: owner, compact: 'small' });
}

/** A home that is opened, used and closed, so that what follows looks at files. */
export async function inHome<Result>(
  place: TestHome,
  use: (ledger: Ledger, store: Store) => Promise<Result>,
  now?: () => number,
): Promise<Result> {
  const { store, ledger } = await place.open(now === undefined ? systemClock : { ...systemClock, now });
  try {
    return await use(ledger, store);
  } finally {
    await ledger.close();
    await store.close();
  }
}

export async function expectProved(place: TestHome): Promise<void> {
  const report = await audit({ home: place.home, bodies: true });
  expect(report.findings).toEqual([]);
  expect(report.verdict).toBe('proved');
}

export function request(words: string): Buffer {
  return Buffer.from(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: words }] }));
}

/** Whether its bodies open; if not, then because they were erased and for no other reason. */
export async function isReadable(ledger: Ledger, call: string): Promise<boolean> {
  try {
    await ledger.openBodies(call, owner);
    return true;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'body_erased' });
    return false;
  }
}
