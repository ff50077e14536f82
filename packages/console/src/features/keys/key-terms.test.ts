import { expect, test } from 'vitest';
import { changesOf, limitsOf, noTerms, scopeOf, termsOf } from './key-terms.ts';

const key = {
  expires: '2027-04-01T00:00:00.000Z',
  scope: { models: ['house', 'other'], operations: ['generate', 'tool'] },
  limits: { requestsPerMinute: 60, budgets: ['5 USD/month', '100 calls/day tell'] },
};

test('terms stand in a form as people write them, an end at midnight as the day that it ends', () => {
  expect(termsOf(key)).toEqual({
    expires: '2027-03-31',
    models: 'house, other',
    wires: [],
    operations: ['generate', 'tool'],
    requests: '60',
    tokens: '',
    concurrent: '',
    budgets: '5 USD/month, 100 calls/day tell',
  });
  expect(termsOf({ ...key, expires: '2027-03-31T12:00:00.000Z' }).expires).toBe('2027-03-31T12:00:00.000Z');
});

test('a form in which nothing was changed changes nothing', () => {
  expect(changesOf(termsOf(key), termsOf(key))).toEqual({});
  expect(changesOf(noTerms, { ...noTerms, models: ' , ' })).toEqual({});
});

test('what was changed is sent with its whole group, and what was emptied is taken away', () => {
  const before = termsOf(key);
  expect(changesOf(before, { ...before, requests: '' })).toEqual({ limits: { budgets: key.limits.budgets } });
  expect(changesOf(before, { ...before, models: '', operations: [] })).toEqual({ scope: null });
  expect(changesOf(before, noTerms)).toEqual({ expires: 'never', scope: null, limits: null });
});

test('a new key without terms is sent without them, and one with some with those alone', () => {
  expect([scopeOf(noTerms), limitsOf(noTerms)]).toEqual([undefined, undefined]);
  const some = { ...noTerms, wires: ['ollama'], concurrent: '2' };
  expect([scopeOf(some), limitsOf(some)]).toEqual([{ wires: ['ollama'] }, { concurrentCalls: 2 }]);
});
