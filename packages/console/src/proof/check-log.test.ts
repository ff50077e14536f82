import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkGrowth, checkLog } from './check-log.ts';

const before = { size: 3, root: btoa('r'.repeat(32)), seen: 0, note: '' };
const key = 'commonhold.example/log/test+63dc4887+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h';
const signal = new AbortController().signal;

beforeEach(() => vi.stubGlobal('location', { href: 'https://node.example/ledger' }));
afterEach(() => vi.unstubAllGlobals());

/** A published log with these files and no others. */
function publish(files: Readonly<Record<string, string | undefined>>): void {
  vi.stubGlobal('fetch', async (url: string) => {
    const text = files[new URL(url).pathname];
    return new Response(text, { status: text === undefined ? 404 : 200 });
  });
}

test('a log that publishes nothing is waited for and not accused', async () => {
  publish({});
  expect(await checkGrowth('/log/', key, before, signal)).toBe('behind');
});

test('a head that the key has not signed is no beginning of anything', async () => {
  publish({ '/log/checkpoint': 'no note' });
  expect(await checkGrowth('/log/', key, before, signal)).toBe('other');
});

test.each([{}, { '/log/checkpoint': 'no note' }])(
  'what is no log is said to be none, and not a fault of the page',
  async (files) => {
    publish(files);
    const found = await checkLog({
      address: '/log/',
      verifierKey: key,
      earlier: before,
      onProgress: () => undefined,
      signal,
    });
    expect(found.type).toBe('wrong');
  },
);
