import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchMax, windowMax } from '../detector.ts';
import { OwnPattern } from './own-pattern.ts';

function patternOf(source: string, cues: readonly string[]): OwnPattern {
  const pattern = OwnPattern.of(source, cues, false);
  if (typeof pattern === 'string') throw new Error(pattern);
  return pattern;
}

function matchesIn(text: string, pattern: OwnPattern): string[] {
  return [...pattern.look(text)].flatMap(({ match }) =>
    match === undefined ? [] : [text.slice(match.start, match.end)],
  );
}

// With the engine of JavaScript most of these would not end in a lifetime.
test.each([
  ['(a+)+$', 'a', '!'],
  ['(a|a)*b', 'a', 'c'],
  ['(a|aa)+$', 'a', '!'],
  ['([a-z]+)*[0-9]', 'abc', '!'],
  [String.raw`^(\w+\s?)*!$`, 'aaaa ', '?'],
  ['(.*)(.*)(.*)(.*)(.*)(.*)x', 'ab', 'y'],
  ['(?:a?){100}a{100}', 'a', 'b'],
  ['((a{1,6}){1,6}){1,6}b', 'a', 'c'],
  ['a|a.*b', 'a', 'c'],
  [String.raw`[\p{L}\p{N}]{1,200}x`, 'é1', '!'],
])('%s comes to an end on a text of nothing but cues, in steps that each are small', (source, piece, end) => {
  const pattern = patternOf(source, [piece.slice(0, 2).padEnd(2, 'a')]);
  const text = piece.repeat(Math.ceil((20 * windowMax) / piece.length)) + end;
  let steps = 0;
  for (const { characters } of pattern.look(text)) {
    steps += 1;
    // Whoever looks may pause after each step, so that no step may be worth more than a long piece of easy text.
    expect(characters).toBeLessThanOrEqual(windowMax * 1000);
  }
  expect(steps).toBeGreaterThan(20);
});

test('finds the same wherever in a long text it stands, once, and nothing that is cut', () => {
  const pattern = patternOf(String.raw`\bSN-[0-9]{1,200}\b`, ['SN-']);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 200 })), {
        minLength: 1,
        maxLength: 8,
      }),
      (places) => {
        const numbers = places.map(([, digits]) => `SN-${'7'.repeat(digits)}`);
        const text = places.map(([gap], index) => `${'. '.repeat(gap)} ${numbers[index] ?? ''}`).join('');
        expect(matchesIn(text, pattern)).toEqual(numbers);
      },
    ),
    { numRuns: 100 },
  );
});

test('what is longer than a window can hold whole is not found, and not found in part', () => {
  const pattern = patternOf('SN-[0-9]+', ['SN-']);
  expect(matchesIn(`SN-${'7'.repeat(matchMax - 3)}`, pattern)).toHaveLength(1);
  expect(matchesIn(`SN-${'7'.repeat(matchMax)}`, pattern)).toEqual([]);
  expect(matchesIn(`SN-${'7'.repeat(3 * windowMax)} SN-1`, pattern)).toEqual(['SN-1']);
});

test('a beginning or an end of a text is not found where a window begins or ends', () => {
  const filled = `${'x'.repeat(1000)} SN-1 ${'y'.repeat(1000)}`;
  expect(matchesIn(filled, patternOf(String.raw`\ASN-1`, ['SN-']))).toEqual([]);
  expect(matchesIn('SN-'.repeat(2000), patternOf(String.raw`SN-\z`, ['SN-']))).toEqual(['SN-']);
});

test('signs of patterns are letters in a cue', () => {
  expect(matchesIn('a.b axb', patternOf('a.b', ['a.b']))).toEqual(['a.b']);
  for (const cue of ['(((', '[a-', String.raw`\d`, '^^', '$$', '|||', '{1}', '//', '--'])
    expect(typeof OwnPattern.of('x+', [cue], false)).toBe('object');
});
