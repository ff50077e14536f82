import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differingWordsMax, type Run, wordDifference } from './word-diff.ts';

function runsOf(left: string, right: string): readonly Run[] {
  const difference = wordDifference(left, right);
  if (difference.type !== 'compared') throw new Error('too long');
  return difference.runs;
}

describe('the difference of two texts', () => {
  test('is told in words and not in letters', () => {
    expect(runsOf('The cat sat down.', 'The cart sat down.')).toEqual([
      { in: 'both', text: 'The ' },
      { in: 'left', text: 'cat ' },
      { in: 'right', text: 'cart ' },
      { in: 'both', text: 'sat down.' },
    ]);
  });

  test('counts words and not signs or spaces', () => {
    expect(wordDifference('One, two.', 'One; two!')).toMatchObject({ words: { both: 2, left: 0, right: 0 } });
  });

  test('gives back both texts whole, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '. ', 'é', '\n', '👩'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (one, two) => {
        const [left, right] = [one.join(''), two.join('')];
        const runs = runsOf(left, right);
        const side = (without: Run['in']) =>
          runs
            .filter((run) => run.in !== without)
            .map((run) => run.text)
            .join('');
        expect(side('right')).toBe(left);
        expect(side('left')).toBe(right);
      }),
    );
  });

  test('finds nothing between equal texts, however long they are', () => {
    const long = 'word '.repeat(200_000);
    expect(runsOf(long, long)).toEqual([{ in: 'both', text: long }]);
    expect(runsOf('', '')).toEqual([]);
  });

  test('says so when it is too much to compare, and by how much', () => {
    const many = (word: string) =>
      Array.from({ length: differingWordsMax + 1 }, (_, n) => word + n).join(' ');
    expect(wordDifference(many('a'), many('b'))).toEqual({
      type: 'too-long',
      left: differingWordsMax + 1,
      right: differingWordsMax + 1,
      most: differingWordsMax,
    });
  });
});
