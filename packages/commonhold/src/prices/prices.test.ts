import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, test, vi } from 'vitest';
import type { Usage } from '#call';
import { priceOptions } from './options.ts';
import { engineIsFree } from './price.ts';
import { listDay, listName, PriceList } from './price-list.ts';
import { priceOf } from './price-of.ts';

const list = await PriceList.load();
const at = Date.UTC(2026, 10, 22);
const openai = { provider: 'lab', vendor: 'openai', baseUrl: 'https://x.test/v1', isOwn: false };
const usage = (inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage => ({
  inputTokens,
  outputTokens,
  source: 'reported',
  ...more,
});
const unknown = { source: 'unknown', why: 'no-price' };
const none = priceOptions.parse({});

describe('the list of prices', () => {
  test('is the one that is installed, and its day is the day on which that version came out', async () => {
    const at = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
    const { version } = JSON.parse(await readFile(new URL('../package.json', `file://${at}`), 'utf8')) as {
      version: string;
    };
    expect(listName).toBe(`genai-prices ${version}`);
    expect(listDay).toBe('2026-09-23');
  });

  test('prices a call of a vendor by its tokens, and says which list and of which day', () => {
    const price = priceOf(none, list, { ...openai, model: 'gpt-5' });
    // 1.25 and 10 dollars a million: 1000 tokens in, 100 out.
    expect(price.costOf(usage(1000, 100), at)).toEqual({
      source: 'list',
      nanos: 2_250_000,
      currency: 'USD',
      list: listName,
      priced: listDay,
    });
  });

  test('counts what came from a cache, and what went into one, at their own prices', () => {
    const gpt = priceOf(none, list, { ...openai, model: 'gpt-5' });
    expect(gpt.costOf(usage(1000, 0, { cachedInputTokens: 400 }), at)).toMatchObject({ nanos: 800_000 });
    const claude = priceOf(none, list, { ...openai, vendor: 'anthropic', model: 'claude-sonnet-4-5' });
    const written = usage(1000, 0, { raw: { cache_creation_input_tokens: 1000 } });
    expect(claude.costOf(written, at)).toMatchObject({ nanos: 3_750_000 });
  });

  test('takes the name under which the destination answered where ours has no price', () => {
    const deployed = priceOf(none, list, { ...openai, vendor: 'azure-openai', model: 'our-own-deployment' });
    expect(deployed.costOf(usage(1000, 0), at)).toEqual(unknown);
    expect(deployed.costOf(usage(1000, 0), at, 'gpt-4o')).toMatchObject({ source: 'list', nanos: 2_500_000 });
  });

  test.each([
    ['a model that it does not have', { ...openai, model: 'gpt-of-tomorrow' }],
    ['a vendor that it does not have', { ...openai, vendor: 'gemini-unpaid', model: 'gemini-2.5-pro' }],
    ['an address that is no vendor’s', { ...openai, vendor: undefined, model: 'gpt-5' }],
    ['a server of the owner’s own', { ...openai, isOwn: true, model: 'gpt-5' }],
  ])('does not know what %s costs, and says so instead of zero', (_name, asked) => {
    expect(priceOf(none, list, asked).costOf(usage(1000, 100), at)).toEqual(unknown);
  });

  test('knows a vendor by its address where no row says whose it is', () => {
    const asked = { ...openai, vendor: undefined, baseUrl: 'https://api.openai.com/v1', model: 'gpt-5' };
    expect(priceOf(none, list, asked).costOf(usage(1000, 0), at)).toMatchObject({ nanos: 1_250_000 });
  });

  test('gives way to what a destination says that it took', () => {
    const asked = { ...openai, vendor: 'openrouter', model: 'openai/gpt-5' };
    expect(priceOf(none, list, asked).costOf(usage(1000, 0, { raw: { cost: 0.0123 } }), at)).toEqual({
      source: 'destination',
      nanos: 12_300_000,
      currency: 'USD',
    });
  });

  test('asks nobody: without any network it gives the same answers', () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    priceOf(none, list, { ...openai, model: 'gpt-5' }).costOf(usage(1, 1), at);
    priceOf(none, list, { ...openai, model: 'never-heard-of' }).costOf(usage(1, 1), at);
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });
});

test('the list knows how much many models read, of those vendors alone that it knows', () => {
  expect(list.contextOf(openai, 'gpt-5')).toBe(400_000);
  expect(list.contextOf(openai, 'gpt-of-tomorrow')).toBeUndefined();
  expect(list.contextOf({ ...openai, vendor: 'gemini-unpaid' }, 'gemini-2.5-pro')).toBeUndefined();
});

describe("the owner's prices", () => {
  const options = priceOptions.parse({
    lab: {
      'gpt-5': { input: 2, cachedInput: 0.5, output: 8, currency: 'EUR' },
      '*': { input: 0, output: 0 },
    },
  });

  test('win over the list, for a model and for the rest of a row', () => {
    const named = priceOf(options, list, { ...openai, model: 'gpt-5' });
    expect(named.costOf(usage(1000, 100, { cachedInputTokens: 200 }), at)).toEqual({
      source: 'owner',
      nanos: 2_500_000,
      currency: 'EUR',
    });
    const other = priceOf(options, list, { ...openai, model: 'gpt-4o' });
    expect(other.costOf(usage(1000, 100), at)).toEqual({ source: 'owner', nanos: 0, currency: 'USD' });
  });

  test('hold for their own row only', () => {
    const elsewhere = priceOf(options, list, { ...openai, provider: 'constructor', model: 'gpt-5' });
    expect(elsewhere.costOf(usage(1000, 0), at)).toMatchObject({ source: 'list' });
  });

  test('do not make a number of tokens believable that no answer has', () => {
    const price = priceOf(options, list, { ...openai, model: 'gpt-5' });
    expect(price.costOf(usage(1e300, 1), at)).toEqual({ source: 'unknown', why: 'no-usage' });
  });
});

test('the engine inside costs nothing, and that is said', () => {
  expect(engineIsFree.costOf(usage(1000, 100), at)).toEqual({ source: 'engine', nanos: 0, currency: '' });
});
