import type { ChatRequest, GenerateRequest, Options } from 'ollama';
import type { JsonObject } from '#base';
import { each, type Words } from './words.fixture.ts';

/** The same for Ollama's client. */
const tool = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };
const schema = { type: 'object', properties: { city: { type: 'string' } } };

const chatFields = {
  format: { format: schema },
  keep_alive: { keep_alive: '5m' },
  logprobs: { logprobs: true },
  options: { options: { temperature: 0.5 } },
  think: { think: true },
  tools: { tools: [tool] },
  top_logprobs: { logprobs: true, top_logprobs: 2 },
} satisfies Record<Exclude<keyof ChatRequest, 'model' | 'messages' | 'stream'>, JsonObject>;

const generateFields = {
  context: { context: [1, 2] },
  format: { format: 'json' },
  height: { height: 64 },
  images: { images: ['iVBORw0KGgo='] },
  keep_alive: { keep_alive: 0 },
  logprobs: { logprobs: true },
  options: { options: { num_ctx: 2048 } },
  raw: { raw: true },
  steps: { steps: 4 },
  suffix: { suffix: 'x' },
  system: { system: 'Be brief.' },
  template: { template: '{{ .Prompt }}' },
  think: { think: 'low' },
  top_logprobs: { logprobs: true, top_logprobs: 2 },
  width: { width: 64 },
} satisfies Record<Exclude<keyof GenerateRequest, 'model' | 'prompt' | 'stream'>, JsonObject>;

const options = {
  ...each(
    [
      'num_ctx',
      'num_batch',
      'num_gpu',
      'main_gpu',
      'num_thread',
      'num_keep',
      'seed',
      'num_predict',
      'top_k',
      'top_p',
      'min_p',
      'tfs_z',
      'typical_p',
      'repeat_last_n',
      'temperature',
      'repeat_penalty',
      'presence_penalty',
      'frequency_penalty',
      'mirostat',
      'mirostat_tau',
      'mirostat_eta',
    ],
    (name) => ({ options: { [name]: 1 } }),
  ),
  ...each(
    [
      'numa',
      'low_vram',
      'f16_kv',
      'logits_all',
      'vocab_only',
      'use_mmap',
      'use_mlock',
      'embedding_only',
      'penalize_newline',
    ],
    (name) => ({ options: { [name]: true } }),
  ),
  stop: { options: { stop: ['\n'] } },
} satisfies Record<keyof Options, JsonObject>;

const messages = (...list: readonly JsonObject[]): JsonObject => ({ messages: list });
const asked = { role: 'user', content: 'x' };

export const ollamaWords: Words = {
  wire: 'ollama',
  path: '/api/chat',
  base: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
  groups: {
    'Fields of a chat': chatFields,
    Options: options,
    Others: {
      'num_predict -1': { options: { num_predict: -1 } },
      'think "low"': { think: 'low' },
      'think "max"': { think: 'max' },
      'think false': { think: false },
      truncate: { truncate: false },
      shift: { shift: false },
      thinking: messages(asked, { role: 'assistant', content: 'z', thinking: 'Hm.' }, asked),
      'a tool, its call and its result': messages(
        asked,
        { role: 'assistant', content: '', tool_calls: [{ function: { name: 'weather', arguments: {} } }] },
        { role: 'tool', content: 'Sunny', tool_name: 'weather' },
      ),
      'an image': messages({ role: 'user', content: 'x', images: ['iVBORw0KGgo='] }),
      'a tool of another type': { tools: [{ type: 'web_search' }] },
    },
  },
};

export const ollamaPromptWords: Words = {
  wire: 'ollama',
  path: '/api/generate',
  base: { model: 'm', prompt: 'Hello' },
  groups: { 'Fields of a prompt': generateFields },
};
