import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '#call';
import { LabelSources, namePattern } from './sources.ts';

const asked = (id: string, name: string): Message => ({
  role: 'assistant',
  content: [{ type: 'tool-call', id, name, arguments: '{}' }],
});
const answered = (callId: string): Message => ({ role: 'tool', callId, content: [] });
const sources = new LabelSources([
  { tool: 'patients_*', label: 'special', arguments: false },
  { tool: 'payroll', label: 'confidential', arguments: true },
]);
const labelsOf = (...messages: Message[]) => sources.labelsOf({ messages });

describe('labels by source', () => {
  test('what a named tool brought has the label, also when it is empty', () => {
    expect(labelsOf(asked('a', 'patients_find'), answered('a'))).toEqual(['special']);
    expect(labelsOf(asked('a', 'weather'), answered('a'))).toEqual([]);
  });

  test('what a tool is given has its label only where the owner said so', () => {
    expect(labelsOf(asked('a', 'patients_find'))).toEqual([]);
    expect(labelsOf(asked('a', 'payroll'))).toEqual(['confidential']);
  });

  test('a result whose call was cut from the history is covered by the star alone, which means every tool', () => {
    expect(labelsOf(answered('a'))).toEqual([]);
    const every = new LabelSources([{ tool: '*', label: 'personal', arguments: false }]);
    expect(every.labelsOf({ messages: [answered('a')] })).toEqual(['personal']);
    expect(every.labelsOf({ messages: [asked('a', 'weather'), answered('a')] })).toEqual(['personal']);
    expect(every.labelsOf({ messages: [asked('a', 'weather')] })).toEqual([]);
  });

  test('a tool whose name is the empty text is not one that nobody names', () => {
    const most = new LabelSources([{ tool: 'a*', label: 'personal', arguments: true }]);
    expect(most.labelsOf({ messages: [asked('a', ''), answered('a')] })).toEqual([]);
  });
});

describe('a pattern of names', () => {
  test('means what an expression with .* in place of each star means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '_', '*'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, name) => {
        const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
        expect(namePattern(glob)(name)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes time that grows with the name and not with the ways to read it', () => {
    const slow = namePattern('a*a*a*a*a*a*a*a*b');
    expect(slow(`${'a'.repeat(1_000_000)}c`)).toBe(false);
    expect(slow(`${'a'.repeat(1_000_000)}b`)).toBe(true);
  });
});
