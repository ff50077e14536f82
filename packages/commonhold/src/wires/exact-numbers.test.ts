import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, type GenerateCall, type WireName } from '#call';
import { codecs } from './codecs.ts';
import { hasLongNumbers, parseExactly } from './exact-numbers.ts';

const order = '{"order":12345678901234567890,"x":-9007199254740993}';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const request: GenerateCall = {
  operation: 'generate',
  model: 'm',
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'x' }] },
    { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', arguments: order }] },
    { role: 'tool', callId: 'c', content: [{ type: 'text', text: 'y' }] },
  ],
  sampling: {},
  maxOutputTokens: 9,
  stream: false,
};
const names = (Object.keys(codecs) as readonly WireName[]).filter((name) => name !== 'native');

describe('a number in the arguments of a tool that no double holds', () => {
  test.each(names)('is the same number on the wire %s, asked and answered', (name) => {
    const codec = codecs[name];
    const sent = Buffer.from(codec.request.serialize(request, 'm').body).toString();
    expect(sent).toContain('12345678901234567890');
    expect(sent).toContain('-9007199254740993');
    const answer = codec.reply.serialize(
      collect([
        { type: 'start', id: 'a', model: 'm' },
        { type: 'tool-call', choice: 0, index: 0, id: 'c', name: 'f' },
        { type: 'tool-arguments', choice: 0, index: 0, text: order },
        { type: 'finish', choice: 0, reason: 'tool-calls' },
      ]),
      { call: 'c', model: 'm', created: 1, request },
    );
    const [choice] = collect(codec.reply.parse(answer)).choices;
    expect(choice?.content).toMatchObject([{ type: 'tool-call', arguments: order }]);
  });
});

describe('JSON with long numbers', () => {
  test('is written as it was read', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.bigInt().map(String),
          fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
        ),
      )
      .map((list) => `[${list.join(',')}]`);
    fc.assert(
      fc.property(text, (json) => {
        const plain = JSON.stringify(JSON.parse(json));
        expect(JSON.stringify(parseExactly(json))).toBe(hasLongNumbers(bytes(json)) ? json : plain);
      }),
    );
  });

  test.each([
    ['{"a":12345678901234567890}', true],
    ['{"a":"12345678901234567890"}', false],
    ['{"a":"\\"","b":[12345678901234567890]}', true],
    ['{"a":9007199254740992}', false],
    ['{"a":0.12345678901234567890}', false],
    ['{"a":1234567890123456}', false],
  ])('is known as such: %s is %s', (json, expected) => {
    expect(hasLongNumbers(bytes(json))).toBe(expected);
  });
});
