import { expect, test } from 'vitest';
import { codecs } from '#wires';
import type { Candidate } from '../candidate.ts';
import { withVendorsNames } from './vendors-names.ts';

const anthropicCall = codecs['anthropic-messages'].request.parse({
  model: 'm',
  max_tokens: 7,
  messages: [{ role: 'user', content: 'max_tokens' }],
});
const bytes = codecs['openai-chat'].request.serialize(anthropicCall, 'm').body;
const candidate = (renamed: Candidate['renamed']): Candidate => ({ renamed }) as unknown as Candidate;
const said = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString());

test('a field at the top goes by the name that the vendor has for it, and its value and all others stay', () => {
  const theirs = withVendorsNames(bytes, anthropicCall, candidate({ max_tokens: 'max_completion_tokens' }));
  const { max_tokens: limit, ...rest } = said(bytes) as Record<string, unknown>;
  expect(said(theirs)).toEqual({ ...rest, max_completion_tokens: limit });
  expect(Buffer.from(theirs).toString()).toContain('"content":"max_tokens"');
});

test.each([
  ['no names are known', undefined],
  ['none of its fields is among them', { seed: 'random_seed', toString: 'x' }],
])('not a byte changes where %s', (_, renamed) => {
  expect(withVendorsNames(bytes, anthropicCall, candidate(renamed))).toBe(bytes);
});
