import { describe, expect, test } from 'vitest';
import { providerOptions } from '../options.ts';

const row = (more: object) => ({ authentication: 'stored', ...more });

describe('a row that names a vendor', () => {
  test('needs neither protocol nor address: the first way of the catalog holds', () => {
    expect(providerOptions.parse(row({ vendor: 'mistral' }))).toMatchObject({
      wire: 'openai-chat',
      baseUrl: 'https://api.mistral.ai/v1',
    });
  });

  test('may choose the protocol, and gets the address that belongs to it', () => {
    expect(providerOptions.parse(row({ vendor: 'deepseek', wire: 'anthropic-messages' })).baseUrl).toBe(
      'https://api.deepseek.com/anthropic/v1',
    );
  });

  test('keeps every word that its owner wrote', () => {
    const own = { vendor: 'anthropic', wire: 'openai-chat', baseUrl: 'https://proxy.example/v1' };
    expect(providerOptions.parse(row(own))).toMatchObject(own);
  });

  test('shows the credential where the vendor wants it, unless the address is another', () => {
    const azure = 'https://one.openai.azure.com/openai/v1';
    expect(providerOptions.parse(row({ vendor: 'azure-openai', baseUrl: azure }))).toMatchObject({
      wire: 'openai-responses',
      credentialHeader: 'api-key',
    });
    expect(providerOptions.parse(row({ vendor: 'mistral' }))).not.toHaveProperty('credentialHeader');
  });

  test.each([
    ['an address that only the customer knows', { vendor: 'azure-openai' }, 'baseUrl'],
    ['a vendor that no protocol of ours reaches', { vendor: 'aws-bedrock' }, 'wire'],
    ['no vendor and no protocol', { baseUrl: 'https://a.example' }, 'wire'],
    ['a protocol that the vendor is not known to speak', { vendor: 'mistral', wire: 'ollama' }, 'baseUrl'],
  ])('is refused for %s', (_, more, field) => {
    const parsed = providerOptions.safeParse(row({ destination: { local: 'no' }, ...more }));
    expect(parsed.error?.issues.map(({ path }) => path[0])).toContain(field);
  });
});

describe('what a row sends besides', () => {
  test.each(['authorization', 'x-api-key', 'host', 'x-commonhold-key', 'Version'])(
    'may not be the header %s',
    (name) => {
      expect(providerOptions.safeParse(row({ vendor: 'mistral', headers: { [name]: 'x' } })).success).toBe(
        false,
      );
    },
  );

  test('may be a header of its own and a query', () => {
    const more = { headers: { 'x-tenant': 'a b' }, query: { 'api-version': '2024-10-21' } };
    expect(providerOptions.parse(row({ vendor: 'mistral', ...more }))).toMatchObject(more);
  });

  test('a star stands at the end of a name and nowhere else', () => {
    const models = (name: string) =>
      providerOptions.safeParse(row({ vendor: 'mistral', models: [name] })).success;
    expect(['claude-*', 'm', '*', 'a*b', 'a**'].map(models)).toEqual([true, true, false, false, false]);
  });
});
