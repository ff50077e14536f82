/**
 * What two texts have in common and what only one of them has, word by word: the longest common subsequence, found with
 * a table. Punctuation and white space are words of their own kind, so a difference in them is shown too.
 */
export type Difference =
  | { readonly type: 'compared'; readonly runs: readonly Run[]; readonly words: WordCounts }
  | { readonly type: 'too-long'; readonly left: number; readonly right: number; readonly most: number };

export interface Run {
  readonly in: 'both' | 'left' | 'right';
  readonly text: string;
}

interface WordCounts {
  readonly both: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Words that may differ on each side once what they begin and end with in common is set aside. The table then has 9
 * million cells of two bytes, which a browser fills in a tenth of a second; the cost grows with the square.
 */
export const differingWordsMax = 3000;

/** A word with the space after it, one sign with the space after it, or space alone. */
const word = /[\p{L}\p{M}\p{N}_]+\s*|[^\s\p{L}\p{M}\p{N}_]\s*|\s+/gu;

export function wordDifference(left: string, right: string): Difference {
  const [one, two] = [left.match(word) ?? [], right.match(word) ?? []];
  const shortest = Math.min(one.length, two.length);
  let start = 0;
  while (start < shortest && one[start] === two[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === two.at(-1 - end)) end += 1;
  const [onlyOne, onlyTwo] = [one.slice(start, one.length - end), two.slice(start, two.length - end)];
  if (onlyOne.length > differingWordsMax || onlyTwo.length > differingWordsMax) {
    return { type: 'too-long', left: onlyOne.length, right: onlyTwo.length, most: differingWordsMax };
  }
  const steps: [Run['in'], string][] = [
    ...one.slice(0, start).map((text): [Run['in'], string] => ['both', text]),
    ...stepsOf(onlyOne, onlyTwo),
    ...one.slice(one.length - end).map((text): [Run['in'], string] => ['both', text]),
  ];
  const words = { both: 0, left: 0, right: 0 };
  const runs: { in: Run['in']; text: string }[] = [];
  for (const [side, text] of steps) {
    if (/[\p{L}\p{N}]/u.test(text)) words[side] += 1;
    const last = runs.at(-1);
    if (last?.in === side) last.text += text;
    else runs.push({ in: side, text });
  }
  return { type: 'compared', runs, words };
}

/** Where both have a choice, what only the left has comes first. */
function stepsOf(left: readonly string[], right: readonly string[]): [Run['in'], string][] {
  const width = right.length + 1;
  // Length of the longest common subsequence of what follows; at most `differingWordsMax`, so 16 bits hold it.
  const common = new Uint16Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const at = row * width + column;
      common[at] =
        left[row] === right[column]
          ? (common[at + width + 1] ?? 0) + 1
          : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0);
    }
  }
  const steps: [Run['in'], string][] = [];
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    const [one, two] = [left[row], right[column]];
    const at = row * width + column;
    if (one !== undefined && one === two) {
      steps.push(['both', one]);
      row += 1;
      column += 1;
    } else if (
      one !== undefined &&
      (two === undefined || (common[at + width] ?? 0) >= (common[at + 1] ?? 0))
    ) {
      steps.push(['left', one]);
      row += 1;
    } else {
      steps.push(['right', two ?? '']);
      column += 1;
    }
  }
  return steps;
}
