import { expect, test } from 'vitest';
import { parseConfiguration } from '#config';
import { PricesInUse } from './prices-in-use.ts';

const payee = { vendor: 'openai', baseUrl: 'https://vendor.example/v1' };
const row =
  '{ wire: openai-chat, baseUrl: "https://vendor.example/v1", authentication: none, destination: { local: no } }';

test('the list of prices is read for a configuration that pays somebody, and for no other', async () => {
  const prices = new PricesInUse();
  await prices.ready(parseConfiguration('', 'commonhold.yaml'));
  expect(() => prices.priceOf(payee, 'gpt-4o')).toThrow(
    expect.objectContaining({ code: 'internal', values: { detail: 'prices were not read' } }),
  );
  await prices.ready(parseConfiguration(`providers: { vendor: ${row} }`, 'commonhold.yaml'));
  expect(prices.priceOf(payee, 'gpt-4o')).toBeDefined();
});

test('the list is read once, whoever asks for it', async () => {
  const prices = new PricesInUse();
  const [one, another] = await Promise.all([prices.list(), prices.list()]);
  expect(one).toBe(another);
});
