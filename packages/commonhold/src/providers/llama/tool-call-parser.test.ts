import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ToolCallParser } from './tool-call-parser.ts';

function run(pieces: readonly string[]) {
  const parser = new ToolCallParser(['weather', 'time']);
  const events = [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
  let text = '';
  const calls: { name: string; arguments: string }[] = [];
  for (const event of events) {
    if (event.type === 'text') text += event.text;
    if (event.type === 'call') calls.push({ name: event.name, arguments: '' });
    const last = calls.at(-1);
    if (event.type === 'arguments' && last) last.arguments += event.text;
  }
  return { text, calls };
}

const two =
  'Let me see.\n<tool_call>\n{"name": "weather", "arguments": {"city": "Ly}\\"on", "days": [1, {"a": 2}]}}\n</tool_call>\n' +
  '<tool_call>{"name":"time","arguments":{}}</tool_call>';

describe('Tool calls in text', () => {
  test('are found with their arguments as written', () => {
    expect(run([two])).toEqual({
      text: 'Let me see.\n',
      calls: [
        { name: 'weather', arguments: '{"city": "Ly}\\"on", "days": [1, {"a": 2}]}' },
        { name: 'time', arguments: '{}' },
      ],
    });
  });

  test('are the same however the text is split', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < two.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(two.slice(at, at + size));
          at += size;
        }
        expect(run(pieces)).toEqual(run([two]));
      }),
    );
  });

  test('can be a list and can have their fields in another order', () => {
    expect(run(['<tool_call>[{"arguments": {"city": "X"}, "name": "weather"}]</tool_call>']).calls).toEqual([
      { name: 'weather', arguments: '{"city":"X"}' },
    ]);
  });

  test('of tools that were not offered, and broken ones, stay text', () => {
    for (const text of [
      '<tool_call>{"name": "rm", "arguments": {}}</tool_call>',
      '<tool_call>nonsense</tool_call>',
      'a <tool_call and no more',
      '<tool_call>{"name": "weather"',
    ]) {
      expect(run([text])).toEqual({ text, calls: [] });
    }
  });

  test('that break off keep the arguments written until then', () => {
    expect(run(['<tool_call>{"name": "weather", "arguments": {"city": "Ly']).calls).toEqual([
      { name: 'weather', arguments: '{"city": "Ly' },
    ]);
  });

  test('never swallow text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('<tool_call>', '</tool_call>', '<tool'))),
        (pieces) => {
          const { text, calls } = run(pieces);
          if (calls.length === 0) expect(text).toBe(pieces.join(''));
        },
      ),
    );
  });
});
