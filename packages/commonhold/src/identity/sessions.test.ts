import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, spaceReserveDefaultBytes, type Store } from '#store';
import { ownerBySocket } from './authenticate.ts';
import { Keys, newKeyOptions } from './keys.ts';
import { sessionMs, Sessions } from './sessions.ts';
import { signInLinkMs, SignInLinks } from './sign-in-links.ts';

let folder: string;
let store: Store;
let now: number;
const clock = { now: () => now, monotonic: () => now };

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  folder = await mkdtemp(join(tmpdir(), 'commonhold-sessions-'));
  store = await openStore({
    path: join(folder, 'commonhold.db'),
    spaceReserveBytes: spaceReserveDefaultBytes,
    onFatal: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(sessions: Sessions, principal = ownerBySocket): Promise<string> {
  const prepared = sessions.prepareOpen(principal, randomBytes);
  await store.commit({ leaves: [], bodies: [], rows: prepared.rows, urgency: 'closing' });
  prepared.apply();
  return prepared.token;
}

test('a session is known by its token, from the rows too, and the rows do not hold the token', async () => {
  const keys = await Keys.load(store);
  const token = await open(await Sessions.load(store, keys, clock));
  const again = await Sessions.load(store, keys, clock);
  expect(again.get(token)?.principal).toBe(ownerBySocket);
  const rows = await store.read<{ digest: Uint8Array }>('SELECT * FROM session');
  expect(JSON.stringify(rows.map(({ digest }) => Buffer.from(digest).toString('base64url')))).not.toContain(
    token,
  );
  expect(again.get(`${token}x`)).toBeUndefined();
});

test('a session ends after a week, to the millisecond', async () => {
  const sessions = await Sessions.load(store, await Keys.load(store), clock);
  const token = await open(sessions);
  now += sessionMs - 1;
  expect(sessions.get(token)).toBeDefined();
  now += 1;
  expect(sessions.get(token)).toBeUndefined();
});

test('a session of a key speaks with that key’s rights and ends with it', async () => {
  const keys = await Keys.load(store);
  const made = keys.prepareAdd(newKeyOptions.parse({ name: 'anna', kind: 'person' }), clock, randomBytes);
  made.apply();
  const principal = keys.byId(made.id, clock.now());
  if (!principal) throw new Error('the key was not made');
  const sessions = await Sessions.load(store, keys, clock);
  const token = await open(sessions, principal);
  expect(sessions.get(token)?.principal).toMatchObject({ name: 'anna', role: 'member' });
  keys.prepareRevoke(made.id, clock).apply();
  expect(sessions.get(token)).toBeUndefined();
});

test('the twenty-first browser of one key ends the oldest session, in memory and in the rows', async () => {
  const sessions = await Sessions.load(store, await Keys.load(store), clock);
  const tokens: string[] = [];
  for (let browser = 0; browser < 21; browser += 1) {
    now += 1;
    tokens.push(await open(sessions));
  }
  expect(tokens.map((token) => sessions.get(token) !== undefined)).toEqual([
    false,
    ...Array<boolean>(20).fill(true),
  ]);
  expect(await store.read('SELECT * FROM session')).toHaveLength(20);
});

test('opening a session sweeps out those that have expired', async () => {
  const sessions = await Sessions.load(store, await Keys.load(store), clock);
  await open(sessions);
  now += sessionMs;
  await open(sessions);
  expect(await store.read('SELECT * FROM session')).toHaveLength(1);
});

test('signing out takes the row away, and signing out twice is no error', async () => {
  const sessions = await Sessions.load(store, await Keys.load(store), clock);
  const token = await open(sessions);
  for (let time = 0; time < 2; time += 1) {
    const closed = sessions.prepareClose(token);
    await store.commit({ leaves: [], bodies: [], rows: closed.rows, urgency: 'closing' });
    closed.apply();
  }
  expect(sessions.get(token)).toBeUndefined();
  expect(await store.read('SELECT * FROM session')).toHaveLength(0);
});

test('ending all sessions of a key ends no other key’s', async () => {
  const keys = await Keys.load(store);
  const made = keys.prepareAdd(newKeyOptions.parse({ name: 'anna', kind: 'person' }), clock, randomBytes);
  made.apply();
  const principal = keys.byId(made.id, clock.now());
  if (!principal) throw new Error('the key was not made');
  const sessions = await Sessions.load(store, keys, clock);
  const tokens = [await open(sessions), await open(sessions), await open(sessions, principal)];
  const closed = sessions.prepareCloseAll(ownerBySocket.key);
  await store.commit({ leaves: [], bodies: [], rows: closed.rows, urgency: 'closing' });
  closed.apply();
  expect(closed.count).toBe(2);
  expect(tokens.map((token) => sessions.get(token) !== undefined)).toEqual([false, false, true]);
  expect(await store.read('SELECT * FROM session')).toHaveLength(1);
});

test('a link works once, within an hour, and a seventeenth forgets the first', () => {
  const links = new SignInLinks(clock, randomBytes);
  const code = links.make();
  expect([links.use(code), links.use(code), links.use('guessed')]).toEqual([true, false, false]);
  const late = links.make();
  now += signInLinkMs;
  expect(links.use(late)).toBe(false);
  const first = links.make();
  for (let link = 0; link < 16; link += 1) links.make();
  expect(links.use(first)).toBe(false);
});
