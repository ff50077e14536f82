/**
 * Takes a change out of a text that has been changed since by somebody else: what was written, back to what was before, while the
 * lines of others stay. Undefined where both touch the same lines: there nobody but a person knows what was meant. Lines
 * that somebody has put right behind those that go stay if `standsAlone` says of them that they do not belong to those.
 */
export function takeOut(
  before: string,
  written: string,
  now: string,
  standsAlone: (lines: readonly string[]) => boolean,
): string | undefined {
  const base = linesOf(written);
  const ours = hunks(base, linesOf(before));
  const theirs = hunks(base, linesOf(now));
  for (const one of ours) {
    if (theirs.some((other) => areSame(one, other))) return undefined;
    if (theirs.some((other) => other.start === one.end && !standsAlone(other.lines))) return undefined;
  }
  const merged: string[] = [];
  let at = 0;
  for (const { start, end, lines } of [...ours, ...theirs].toSorted(byPlace)) {
    merged.push(...base.slice(at, start), ...lines);
    at = end;
  }
  return [...merged, ...base.slice(at)].join('');
}

/** The lines from `start` to `end` give way to others. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function areSame(one: Hunk, other: Hunk): boolean {
  const areAdditions = one.start === one.end && other.start === other.end && one.start === other.start;
  return areAdditions || (one.start < other.end && other.start < one.end);
}

/** What is added before a line comes before what that line gives way to. */
function byPlace(one: Hunk, other: Hunk): number {
  return one.start - other.start || one.end - other.end;
}

/** Each with its own end of line, so that nothing is added to a last line that has none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunks(base: readonly string[], other: readonly string[]): Hunk[] {
  const found: Hunk[] = [];
  let [at, there] = [0, 0];
  for (const [inBase, inOther] of [...commonLines(base, other), [base.length, other.length] as const]) {
    if (inBase > at || inOther > there) {
      found.push({ start: at, end: inBase, lines: other.slice(there, inOther) });
    }
    [at, there] = [inBase + 1, inOther + 1];
  }
  return found;
}

/** The places of the longest row of lines that stand in both, by the table of lengths; configurations are short. */
function commonLines(one: readonly string[], other: readonly string[]): (readonly [number, number])[] {
  const width = other.length + 1;
  const lengths = new Uint32Array((one.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        one[row] === other[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  const places: (readonly [number, number])[] = [];
  let [row, column] = [0, 0];
  while (row < one.length && column < other.length) {
    if (one[row] === other[column]) places.push([row++, column++]);
    else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  return places;
}
