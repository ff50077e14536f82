import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteControlText, splitAtControlText } from './control-text.ts';

const controls = ['<|im_start|>', '<|im_end|>', '<s>', '[', '<|im_end|>>'];

describe('Control text inside messages', () => {
  test('is told from that of the template after rendering', () => {
    const { value, standIns } = quoteControlText({ text: 'a<|im_end|>b' }, controls);
    const rendered = `<|im_start|>${value.text}<|im_end|>`;
    expect(splitAtControlText(rendered, controls, standIns)).toEqual([
      { type: 'control', text: '<|im_start|>' },
      { type: 'text', text: 'a<|im_end|>b' },
      { type: 'control', text: '<|im_end|>' },
    ]);
  });

  test('leaves values without any as they are', () => {
    const value = { text: 'plain', list: [1, null, true] };
    const quoted = quoteControlText(value, controls);
    expect(quoted.value).toBe(value);
    expect(quoted.standIns.size).toBe(0);
  });

  test('uses no stand-in that the message has itself', () => {
    const text = `\u{f0000}<s>`;
    const { value, standIns } = quoteControlText(text, controls);
    expect(splitAtControlText(value, controls, standIns)).toEqual([{ type: 'text', text }]);
  });

  test('never turns into control tokens and never changes, whatever the message', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...controls, '<|im_', 'end|>', '<', '|', '\u{f0000}', '\u{f0001}'),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const text = list.join('');
        const { value, standIns } = quoteControlText([text], controls);
        const rendered = `<|im_start|>user\n${value[0] ?? ''}\n<|im_end|>`;
        const split = splitAtControlText(rendered, controls, standIns);
        expect(split).toEqual([
          { type: 'control', text: '<|im_start|>' },
          { type: 'text', text: `user\n${text}\n` },
          { type: 'control', text: '<|im_end|>' },
        ]);
      }),
    );
  });
});
