import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '#base';
import type { GenerateCall } from '#call';
import { readStream } from '../codec.contract.ts';
import { native } from './index.ts';
import { LineSplitter, maximumLineBytes } from './line-splitter.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const lines = (...parts: readonly object[]) =>
  utf8(parts.map((part) => `${JSON.stringify(part)}\n`).join(''));
const call: GenerateCall = {
  operation: 'generate',
  stream: true,
  model: 'asked-for',
  sampling: { topP: 0.5, temperature: 1 },
  messages: [{ role: 'user', content: [{ type: 'text', text: 'é' }] }],
};

describe('the native request', () => {
  test('is canonical JSON with the name of the model in place', () => {
    const { body, warnings } = native.request.serialize(call, 'tiny');
    expect(new TextDecoder().decode(body)).toBe(
      '{"messages":[{"content":[{"text":"é","type":"text"}],"role":"user"}],"model":"tiny","operation":"generate","sampling":{"temperature":1,"topP":0.5},"stream":true}',
    );
    expect(warnings).toEqual([]);
    expect(native.request.path(call, 'tiny')).toBe('/native');
  });

  test('refuses fields that it does not know', () => {
    const { value } = parseStrictJson(native.request.serialize(call, 'tiny').body);
    expect(() => native.request.parse({ ...value, temprature: 1 })).toThrow(/temprature/);
    expect(() => native.request.parse({ ...value, sampling: { seed: 'x' } })).toThrow(
      'sampling.seed: expected number',
    );
  });
});

describe('the native stream', () => {
  const finish = { type: 'finish', choice: 0, reason: 'stop' };

  test('is complete when every choice that began has ended', () => {
    const text = { type: 'text', choice: 0, text: 'a' };
    expect(readStream(native, lines({ type: 'start' }, text, finish))).toHaveLength(3);
    expect(() => readStream(native, lines(text, finish, { ...text, choice: 1 }))).toThrow('broke off');
    expect(() => readStream(native, lines({ type: 'start' }))).toThrow('broke off');
    expect(() => readStream(native, lines(text, finish).subarray(0, -1))).toThrow('broke off');
  });

  test('keeps parts of a kind that it does not know, and fields that it does not know', () => {
    const later = { type: 'hologram', choice: 0, data: [1] };
    const [part, more] = readStream(
      native,
      lines(later, { type: 'text', choice: 0, text: 'a', tone: 'b' }, finish),
    );
    expect(part).toEqual({ type: 'unknown', wire: 'native', value: later });
    expect(more).toEqual({ type: 'text', choice: 0, text: 'a', tone: 'b' });
  });

  test.each([
    ['no JSON', 'hello\n'],
    ['no object', '[1]\n'],
    ['no type', '{"choice":0}\n'],
    ['a wrong field', '{"type":"text","choice":"0","text":"a"}\n'],
    ['a code that is not in the catalogue', '{"type":"error","code":"oops","values":{}}\n'],
  ])('refuses a line with %s', (_, text) => {
    expect(() => readStream(native, utf8(text))).toThrow('could not be read');
  });

  test('may end early after an error, which says why', () => {
    const error = { type: 'error', code: 'engine_failed', values: { model: 'm', detail: 'NaN' } };
    expect(readStream(native, lines({ type: 'text', choice: 0, text: 'a' }, error)).at(-1)).toEqual(error);
  });

  test('refuses a line without end', () => {
    const splitter = new LineSplitter();
    const piece = new Uint8Array(1024 * 1024).fill(0x20);
    expect(() => {
      for (let sent = 0; sent <= maximumLineBytes; sent += piece.length) splitter.push(piece);
    }).toThrow('longer than');
  });
});
