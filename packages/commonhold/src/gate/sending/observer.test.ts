import { expect, test } from 'vitest';
import { CommonholdError } from '#base';
import { Observer } from './observer.ts';

const usage = { inputTokens: 20, outputTokens: 1, source: 'reported', raw: { output_tokens: 1 } } as const;
const text = { type: 'text', choice: 0, text: 'x'.repeat(400) } as const;

function seen(...parts: Parameters<Observer['see']>[0][]): Observer {
  const observer = new Observer([]);
  for (const part of parts) observer.see(part);
  return observer;
}

test('an answer that broke off counts by what came of it, where the destination told only what it began with', () => {
  const broken = seen({ type: 'usage', usage }, text);
  broken.fail(new CommonholdError('client_gone'));
  expect(broken.result(80, 1, []).usage).toEqual({ ...usage, outputTokens: 100, source: 'estimated' });
});

test('a whole answer counts by what its destination told, however long it looks', () => {
  expect(seen({ type: 'usage', usage }, text).result(80, 1, []).usage).toEqual(usage);
});

test('an answer that broke off after more was told than came counts by what was told', () => {
  const told = { ...usage, outputTokens: 500 };
  const broken = seen({ type: 'usage', usage: told }, text);
  broken.fail(new CommonholdError('upstream_broke', { destination: 'x' }));
  expect(broken.result(80, 1, []).usage).toEqual(told);
});
