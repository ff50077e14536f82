import { expect, test } from 'vitest';
import type { Candidate } from './candidate.ts';
import { candidatesFor, nameHere, route } from './route.ts';

const named = (model: string) => [{ model } as Candidate];
const routes = {
  byModel: new Map([['claude-opus', named('exact')]]),
  byPrefix: new Map([
    ['claude-', (model: string) => named(`short ${model}`)],
    ['claude-haiku-', (model: string) => named(`long ${model}`)],
  ]),
};
const modelOf = (asked: string) => candidatesFor(routes, asked)?.[0]?.model;

test('a name that a row writes out comes before one that only begins so, and the longest beginning counts', () => {
  expect(modelOf('claude-opus')).toBe('exact');
  expect(modelOf('claude-sonnet-5')).toBe('short claude-sonnet-5');
  expect(modelOf('claude-haiku-5')).toBe('long claude-haiku-5');
});

test('a name that ends where the beginning does, or begins otherwise, is unknown', () => {
  expect(modelOf('claude-')).toBeUndefined();
  expect(() => route(routes, 'gpt-5')).toThrow(/gpt-5/);
});

test('the tag that Ollama’s clients put behind every name means the name without it, unless a row has it', () => {
  expect(modelOf('claude-opus:latest')).toBe('exact');
  const tagged = { byModel: new Map([...routes.byModel, ['claude-opus:latest', named('tagged')]]) };
  expect(candidatesFor(tagged, 'claude-opus:latest')?.[0]?.model).toBe('tagged');
  // What a key may use is asked by the name that is served, so that a tag neither opens a model nor closes it.
  expect(nameHere(routes, 'claude-opus:latest')).toBe('claude-opus');
  expect(nameHere(tagged, 'claude-opus:latest')).toBe('claude-opus:latest');
  expect(nameHere(routes, 'claude-sonnet:latest')).toBe('claude-sonnet:latest');
  expect(candidatesFor(tagged, 'claude-opus:8b')).toBeUndefined();
});
