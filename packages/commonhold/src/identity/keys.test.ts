import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { Store } from '#store';
import { authenticate } from './authenticate.ts';
import { Credentials } from './credentials.ts';
import { Keys, newKeyOptions } from './keys.ts';

const clock = { now: () => Date.UTC(2026, 10, 22), monotonic: () => 0 };
const storeWith = (rows: readonly object[]): Store => ({ read: async () => rows }) as unknown as Store;
const options = newKeyOptions.parse({ name: 'an app', labels: ['confidential'] });

function header(headers: Readonly<Record<string, string>>) {
  return (name: string): string | undefined => headers[name];
}

describe('keys', () => {
  test('are accepted from the moment that their change is in force, and not before', async () => {
    const keys = await Keys.load(storeWith([]));
    const prepared = keys.prepareAdd(options, clock, randomBytes);
    const shown = header({ authorization: `Bearer ${prepared.key}` });
    expect(() => authenticate(shown, keys, clock.now())).toThrow('not known');
    prepared.apply();
    expect(authenticate(shown, keys, clock.now())).toMatchObject({
      name: 'an app',
      role: 'member',
      labels: ['confidential'],
    });
  });

  test('are known again from their rows, which hold a digest and never the key', async () => {
    const keys = await Keys.load(storeWith([]));
    const prepared = keys.prepareAdd(options, clock, randomBytes);
    const [row] = prepared.rows;
    expect(JSON.stringify(row)).not.toContain(prepared.key);
    const [id, hash, principal, name, kind, role, project, labels, created] = row?.values ?? [];
    const again = await Keys.load(
      storeWith([{ id, hash, principal, name, kind, role, project, labels, created, revoked: null }]),
    );
    expect(authenticate(header({ 'x-commonhold-key': prepared.key }), again, clock.now()).id).toBe(principal);
  });

  test('are refused from the moment that they are revoked', async () => {
    const keys = await Keys.load(storeWith([]));
    const prepared = keys.prepareAdd(options, clock, randomBytes);
    prepared.apply();
    keys.prepareRevoke(prepared.id, clock).apply();
    expect(() =>
      authenticate(header({ authorization: `Bearer ${prepared.key}` }), keys, clock.now()),
    ).toThrow(CommonholdError);
    expect(keys.list()[0]?.revoked).toBe('2026-11-22T00:00:00.000Z');
    expect(keys.find('an app')).toBeUndefined();
  });

  test("come from our own header first, so that a vendor's credential can stand in the usual one", async () => {
    const keys = await Keys.load(storeWith([]));
    const prepared = keys.prepareAdd(options, clock, randomBytes);
    prepared.apply();
    const both = header({ authorization: 'Bearer of-a-vendor', 'x-commonhold-key': prepared.key });
    expect(authenticate(both, keys, clock.now()).key).toBe(prepared.id);
  });

  test.each(['x-api-key', 'x-goog-api-key'])(
    'are accepted where a client shows the key of its vendor: %s',
    async (name) => {
      const keys = await Keys.load(storeWith([]));
      const prepared = keys.prepareAdd(options, clock, randomBytes);
      prepared.apply();
      expect(authenticate(header({ [name]: prepared.key }), keys, clock.now()).key).toBe(prepared.id);
      expect(() => authenticate(header({ [name]: 'of-a-vendor' }), keys, clock.now())).toThrow('not known');
    },
  );

  test.each([
    ['a name that is only spaces', { name: '  ' }],
    ['a role that does not exist', { name: 'x', role: 'king' }],
    ['a field that nobody knows', { name: 'x', budget: 5 }],
    ['a project with spaces', { name: 'x', project: 'our project' }],
  ])('are not made with %s', (_name, input) => {
    expect(newKeyOptions.safeParse(input).success).toBe(false);
  });
});

describe('credentials', () => {
  const sealing = {
    sealCredential: (provider: string, secret: Uint8Array) =>
      Buffer.from(`${provider}:${Buffer.from(secret).toString('hex')}`),
    openCredential: (_provider: string, sealed: Uint8Array) =>
      Buffer.from(Buffer.from(sealed).toString().split(':')[1] ?? '', 'hex'),
  };

  test('are sealed in their row and open in memory', async () => {
    const credentials = await Credentials.load(storeWith([]), sealing);
    const prepared = credentials.preparePut('lab', 'sk-secret', clock);
    expect(JSON.stringify(prepared.rows)).not.toContain('sk-secret');
    expect(credentials.get('lab')).toBeUndefined();
    prepared.apply();
    expect(credentials.get('lab')).toBe('sk-secret');
    credentials.prepareDelete('lab').apply();
    expect(credentials.has('lab')).toBe(false);
  });
});
