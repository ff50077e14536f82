/** A line that both texts have, or only one of them. */
export interface DiffLine {
  readonly in: 'both' | 'before' | 'after';
  readonly text: string;
}

/** What is left out between two changes. */
export interface Gap {
  readonly in: 'gap';
  readonly lines: number;
}

/** The table for this many lines on each side is filled before anybody notices; beyond it, all of them count as changed. */
const differingLinesMax = 2000;

/** Lines around a change, so that one sees where it is. */
const contextLines = 3;

/** Two texts line by line, by their longest common subsequence. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [one, two] = [linesOf(before), linesOf(after)];
  const shortest = Math.min(one.length, two.length);
  let start = 0;
  while (start < shortest && one[start] === two[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === two.at(-1 - end)) end += 1;
  return [
    ...one.slice(0, start).map((text) => ({ in: 'both', text }) as const),
    ...middle(one.slice(start, one.length - end), two.slice(start, two.length - end)),
    ...one.slice(one.length - end).map((text) => ({ in: 'both', text }) as const),
  ];
}

/** The same with what is far from any change left out. */
export function withGaps(lines: readonly DiffLine[]): readonly (DiffLine | Gap)[] {
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - contextLines), at + contextLines + 1).some((line) => line.in !== 'both');
  const shown: (DiffLine | Gap)[] = [];
  let left = 0;
  for (const [at, line] of lines.entries()) {
    if (!isNear(at)) {
      left += 1;
      continue;
    }
    if (left > 0) shown.push({ in: 'gap', lines: left });
    left = 0;
    shown.push(line);
  }
  if (left > 0) shown.push({ in: 'gap', lines: left });
  return shown;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function middle(one: readonly string[], two: readonly string[]): DiffLine[] {
  const found: DiffLine[] = [];
  if (one.length > differingLinesMax || two.length > differingLinesMax) {
    return [
      ...one.map((text) => ({ in: 'before', text }) as const),
      ...two.map((text) => ({ in: 'after', text }) as const),
    ];
  }
  const width = two.length + 1;
  const common = new Uint16Array((one.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = two.length - 1; j >= 0; j--) {
      common[i * width + j] = one[i] === two[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < one.length || j < two.length) {
    const [left, right] = [one[i], two[j]];
    if (left !== undefined && left === right) {
      found.push({ in: 'both', text: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      found.push({ in: 'before', text: left });
      i += 1;
    } else {
      found.push({ in: 'after', text: right ?? '' });
      j += 1;
    }
  }
  return found;
}
