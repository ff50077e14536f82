import { describe, expect, test } from 'vitest';
import { changesOf, type Draft, draftOf, isNewName, onTopOf, withoutFile, withText } from './draft.ts';
import { lineDiff, withGaps } from './line-diff.ts';

const base = (texts: Readonly<Record<string, string>>): Draft['base'] => ({
  digest: JSON.stringify(texts),
  files: Object.entries(texts).map(([name, text]) => ({ name, text })),
});

describe('a draft of rules', () => {
  test('changes nothing until a text is another, and nothing again when it is the same', () => {
    const draft = draftOf(base({ 'a.cedar': 'a' }));
    expect(changesOf(draft)).toEqual([]);
    const changed = withText(draft, 'a.cedar', 'b');
    expect(changesOf(changed)).toEqual([{ name: 'a.cedar', before: 'a', after: 'b' }]);
    expect(changesOf(withText(changed, 'a.cedar', 'a'))).toEqual([]);
  });

  test('keeps its own text where somebody else changed the same file, and hands theirs out beside it', () => {
    const start = base({ 'a.cedar': 'a', 'b.cedar': 'b', 'c.cedar': 'c', 'd.cedar': 'd' });
    let draft = withText(draftOf(start), 'a.cedar', 'mine');
    draft = withText(draft, 'new.cedar', 'n');
    draft = withoutFile(draft, 'c.cedar');
    draft = withText(draft, 'd.cedar', 'the same');
    const theirs = base({ 'a.cedar': 'theirs', 'b.cedar': 'B', 'd.cedar': 'the same', 'c.cedar': 'c' });
    const { draft: next, clashes } = onTopOf(draft, theirs);
    expect(clashes).toEqual([{ name: 'a.cedar', theirs: 'theirs' }]);
    expect(next.base).toEqual(theirs);
    expect(next.files).toEqual([
      { name: 'a.cedar', text: 'mine' },
      { name: 'b.cedar', text: 'B' },
      { name: 'd.cedar', text: 'the same' },
      { name: 'new.cedar', text: 'n' },
    ]);
  });

  test('loses no file that it changed and somebody else took away', () => {
    const draft = withText(draftOf(base({ 'a.cedar': 'a' })), 'a.cedar', 'mine');
    const { draft: next, clashes } = onTopOf(draft, base({}));
    expect(next.files).toEqual([{ name: 'a.cedar', text: 'mine' }]);
    expect(clashes).toEqual([{ name: 'a.cedar', theirs: undefined }]);
  });

  test.each([
    ['rules.cedar', true],
    ['floor/pupils.cedar', true],
    ['../rules.cedar', false],
    ['tests/rules.cedar', false],
    ['a/b/c.cedar', false],
    ['rules.txt', false],
    ['.cedar', false],
  ])('may have a new file %s: %s', (name, right) => {
    expect(isNewName(name)).toBe(right);
  });
});

describe('two texts line by line', () => {
  const marks = { both: ' ', before: '-', after: '+' } as const;
  const shown = (before: string, after: string): string[] =>
    lineDiff(before, after).map((line) => marks[line.in] + line.text);

  test('differ only in the lines that one of them has', () => {
    expect(shown('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([' a', '-b', '+B', ' c', '+d']);
    expect(shown('', 'a\n')).toEqual(['+a']);
    expect(shown('a\n', '')).toEqual(['-a']);
    expect(shown('same\n', 'same\n')).toEqual([' same']);
  });

  test('are shown with what is far from a change left out and counted', () => {
    const many = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
    const gaps = withGaps(lineDiff(many, many.replace('line 10', 'other')));
    expect(gaps.filter((line) => line.in === 'gap')).toEqual([
      { in: 'gap', lines: 7 },
      { in: 'gap', lines: 6 },
    ]);
  });

  test('that have too many different lines all count as changed, and none is lost', () => {
    const [one, two] = ['a', 'b'].map((letter) =>
      Array.from({ length: 2001 }, (_, at) => `${letter}${at}`).join('\n'),
    );
    expect(lineDiff(one ?? '', two ?? '')).toHaveLength(4002);
  });
});
