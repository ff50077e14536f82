import { expect, test } from 'vitest';
import { providerOptions } from '../options.ts';
import { listAddress } from './list-address.ts';

const addressOf = (row: object): string =>
  listAddress(providerOptions.parse({ authentication: 'stored', destination: { local: 'no' }, ...row })).href;

test.each([
  [{ vendor: 'openai' }, 'https://api.openai.com/v1/models'],
  [{ vendor: 'anthropic' }, 'https://api.anthropic.com/v1/models?limit=1000'],
  [{ vendor: 'gemini-paid' }, 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000'],
  [{ vendor: 'ollama', destination: { local: 'declared' } }, 'http://127.0.0.1:11434/api/tags'],
  [
    { wire: 'openai-chat', baseUrl: 'https://a.example/x/', query: { 'api-version': '2024-10-21' } },
    'https://a.example/x/models?api-version=2024-10-21',
  ],
])('the list of %j is at %s', (row, address) => {
  expect(addressOf(row)).toBe(address);
});

test('a vendor that gives its list elsewhere is asked there, and a row at another address is never led there', () => {
  expect(addressOf({ vendor: 'cohere' })).toBe('https://api.cohere.com/v1/models?page_size=1000');
  expect(addressOf({ vendor: 'cohere', baseUrl: 'https://mine.example/v1' })).toBe(
    'https://mine.example/v1/models',
  );
});
