/** The page of two calls side by side. */

const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;

export const compareCalls = {
  title: 'Two calls side by side',
  lead: 'Facts first; the texts when you open them.',
  missing: 'Two calls are needed here. Pick them in the list.',
  choose: 'Pick calls in the list',
  fact: 'Fact',
  left: 'Left',
  right: 'Right',
  verdict: 'Verdict',
  same: 'same',
  differs: 'differs',
  absent: 'not there',
  summary: (differing: number, all: number) =>
    differing === 0 ? `All ${all} facts are the same.` : `${differing} of ${all} facts differ.`,
  facts: {
    time: 'time',
    who: 'who',
    project: 'project',
    origin: 'how it came about',
    operation: 'operation',
    wire: 'protocol',
    asked: 'model asked for',
    model: 'model that answered',
    provider: 'where it went',
    local: 'owned or rented',
    status: 'status',
    error: 'error',
    attempts: 'attempts',
    input: 'tokens in',
    output: 'tokens out',
    took: 'took',
    firstByte: 'first byte after',
    labels: 'labels',
    decision: 'decision',
    policy: 'digest of the rules',
    warnings: 'warnings',
    run: 'run',
  },
  texts: 'Their texts',
  closed: (name: string) =>
    `Closed. Opening both is written into the log twice, once for each call, as done by ${name}.`,
  openAs: (name: string) => `Open both as ${name}`,
  request: 'What was asked',
  answer: 'What came back',
  equal: 'Both texts are the same, word for word.',
  counts: (both: string, left: string, right: string) =>
    `${counted(both, 'word is', 'words are')} in both, ${left} only in the left one, ${right} only in the right one.`,
  legend: 'Struck out: only in the left one. Underlined: only in the right one.',
  onlyLeft: 'only left: ',
  onlyRight: 'only right: ',
  endOfMark: ' (until here) ',
  tooLong: (left: string, right: string, most: string) =>
    `Too long to compare: beyond their common beginning and end, ${left} words stand against ${right}, and this page compares at most ${most}. Open each call to read it.`,
  unreadable: 'One of the two cannot be read as messages, so there is nothing to compare.',
};
