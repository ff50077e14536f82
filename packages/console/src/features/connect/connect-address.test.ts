import { describe, expect, test } from 'vitest';
import { connectAddress, freeName, readConnectAddress } from './connect-address.ts';

describe('the address of the page', () => {
  test.each([
    { app: undefined, way: 'key', address: undefined },
    { app: 'codex-cli', way: 'subscription', address: undefined },
    { app: 'curl', way: 'key', address: 'http://host.docker.internal:7777' },
  ] as const)('says %j and is read back as it', (shown) => {
    const { search } = new URL(connectAddress(shown), 'http://node');
    expect(readConnectAddress(search)).toEqual(shown);
  });
});

test('a second key for the same app gets a name of its own', () => {
  expect(freeName('curl', new Set())).toBe('curl');
  expect(freeName('curl', new Set(['curl', 'curl-2']))).toBe('curl-3');
});
