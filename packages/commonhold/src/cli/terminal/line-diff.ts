/** Lines beyond which a comparison takes noticeable time; no configuration of an app has so many. */
const linesMax = 4000;

/** What a person has to see of a change: lines that go and come, with two lines around them. */
export function lineDiff(before: string, after: string): string[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const marked = old.length + fresh.length > linesMax ? replaced(old, fresh) : compared(old, fresh);
  const near = (at: number): boolean =>
    marked.slice(Math.max(0, at - 2), at + 3).some((line) => !line.startsWith(' '));
  const shown: string[] = [];
  for (const [at, line] of marked.entries()) {
    if (near(at)) shown.push(line);
    else if (shown.at(-1) !== '  …') shown.push('  …');
  }
  return shown;
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

function replaced(old: readonly string[], fresh: readonly string[]): string[] {
  return [...old.map((line) => `- ${line}`), ...fresh.map((line) => `+ ${line}`)];
}

/** By the longest list of lines that both have, in order. */
function compared(old: readonly string[], fresh: readonly string[]): string[] {
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (one: number, other: number): number => common[one * width + other] ?? 0;
  for (let one = old.length - 1; one >= 0; one--) {
    for (let other = fresh.length - 1; other >= 0; other--) {
      common[one * width + other] =
        old[one] === fresh[other]
          ? at(one + 1, other + 1) + 1
          : Math.max(at(one + 1, other), at(one, other + 1));
    }
  }
  const lines: string[] = [];
  let one = 0;
  let other = 0;
  while (one < old.length || other < fresh.length) {
    if (one < old.length && other < fresh.length && old[one] === fresh[other]) {
      lines.push(`  ${old[one]}`);
      one += 1;
      other += 1;
    } else if (one < old.length && (other >= fresh.length || at(one + 1, other) >= at(one, other + 1))) {
      lines.push(`- ${old[one]}`);
      one += 1;
    } else {
      lines.push(`+ ${fresh[other]}`);
      other += 1;
    }
  }
  return lines;
}
