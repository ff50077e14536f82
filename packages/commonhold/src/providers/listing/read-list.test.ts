import { describe, expect, test } from 'vitest';
import { fitsWire, readList } from './read-list.ts';

/** Entries as the vendors' own pages show them in November 2026, shortened to what is read and something that is not. */
const lists = {
  openai: { object: 'list', data: [{ id: 'gpt-5', object: 'model', created: 1, owned_by: 'openai' }] },
  mistral: {
    object: 'list',
    data: [{ id: 'mistral-small-2603', aliases: ['mistral-small-latest'], max_context_length: 131_072 }],
  },
  groq: {
    object: 'list',
    data: [{ id: 'llama-3.3-70b', active: true, context_window: 131_072, max_completion_tokens: 32_768 }],
  },
  together: [{ id: 'a/b', context_length: 32_768, pricing: { input: 0.3, output: 0.5, hourly: 0 } }],
  openrouter: {
    data: [
      {
        id: 'anthropic/claude',
        context_length: 200_000,
        top_provider: { context_length: 200_000, max_completion_tokens: 64_000 },
        pricing: { prompt: '0.000003', completion: '0.000015', request: '0' },
      },
      { id: 'openrouter/auto', context_length: 2_000_000, pricing: { prompt: '-1', completion: '-1' } },
    ],
  },
  vllm: { object: 'list', data: [{ id: 'qwen', root: 'Qwen/Qwen3', max_model_len: 40_960 }] },
  anthropic: {
    data: [{ type: 'model', id: 'claude-opus-4-6', max_input_tokens: 200_000, max_tokens: 128_000 }],
    has_more: true,
    first_id: 'claude-opus-4-6',
    last_id: 'claude-opus-4-6',
  },
  gemini: {
    models: [{ name: 'models/gemini-2.5-pro', inputTokenLimit: 1_048_576, outputTokenLimit: 65_536 }],
    nextPageToken: 'more',
  },
  ollama: { models: [{ name: 'llama3.2:3b', model: 'llama3.2:3b', size: 2, digest: 'ab', details: {} }] },
  cohere: {
    models: [{ name: 'command-a', endpoints: ['chat'], context_length: 256_000 }],
    next_page_token: '',
  },
};

describe('a list of models', () => {
  test.each([
    ['openai', 'openai', [{ name: 'gpt-5' }]],
    [
      'mistral',
      'openai',
      [{ name: 'mistral-small-2603', aliases: ['mistral-small-latest'], contextTokens: 131_072 }],
    ],
    ['groq', 'openai', [{ name: 'llama-3.3-70b', contextTokens: 131_072, outputTokens: 32_768 }]],
    ['together', 'openai', [{ name: 'a/b', contextTokens: 32_768, price: { input: 0.3, output: 0.5 } }]],
    ['vllm', 'openai', [{ name: 'qwen', contextTokens: 40_960 }]],
    ['anthropic', 'anthropic', [{ name: 'claude-opus-4-6', contextTokens: 200_000, outputTokens: 128_000 }]],
    ['gemini', 'gemini', [{ name: 'gemini-2.5-pro', contextTokens: 1_048_576, outputTokens: 65_536 }]],
    ['ollama', 'ollama', [{ name: 'llama3.2:3b' }]],
    ['cohere', 'cohere', [{ name: 'command-a', contextTokens: 256_000 }]],
  ] as const)('of %s is read, and what it does not say is not known', (vendor, form, models) => {
    expect(readList(lists[vendor], vendor)).toMatchObject({ form, models });
  });

  test('says what to ask for next, in the words of its protocol, and nothing where it is whole', () => {
    expect(readList(lists.anthropic, undefined)?.next).toEqual({ after_id: 'claude-opus-4-6' });
    expect(readList(lists.gemini, undefined)?.next).toEqual({ pageToken: 'more' });
    expect(readList(lists.cohere, undefined)).not.toHaveProperty('next');
    expect(readList({ ...lists.anthropic, has_more: false }, undefined)).not.toHaveProperty('next');
  });

  test('has prices only of vendors whose unit is known, and none below zero', () => {
    const [claude, auto] = readList(lists.openrouter, 'openrouter')?.models ?? [];
    expect(claude?.price).toEqual({ input: 3, output: 15 });
    expect(auto).not.toHaveProperty('price');
    expect(readList(lists.openrouter, undefined)?.models[0]).not.toHaveProperty('price');
    expect(readList(lists.together, 'mistral')?.models[0]).not.toHaveProperty('price');
  });

  test.each([
    ['a page for people', undefined],
    ['an error', { error: { message: 'no' } }],
    ['a list of something else', { data: [{ name: 'x' }] }],
    ['a list with a nameless entry', { data: [{ id: 'a' }, { id: '' }] }],
    ['a number', 3],
    ['nothing', null],
  ])('is not %s', (_, document) => {
    expect(readList(document, 'openai')).toBeUndefined();
  });

  test('belongs to a protocol', () => {
    expect(fitsWire('anthropic', 'openai-chat')).toBe(false);
    expect(fitsWire('openai', 'gemini')).toBe(false);
    expect(fitsWire('openai', 'openai-responses')).toBe(true);
    expect(fitsWire('cohere', 'openai-chat')).toBe(true);
    expect(fitsWire('ollama', 'ollama')).toBe(true);
  });
});
