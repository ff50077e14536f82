import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectorFile, detectorNameProblem, provenDetectorFile } from './detector-file.ts';
import type { OwnDetector } from './own-detector.ts';
import { OwnLooks } from './own-looks.ts';

const labels = new Set(['personal', 'student', 'suspicious-hint']);
const valid = {
  label: 'student',
  why: 'Numbers of our students.',
  cues: ['SN-'],
  pattern: String.raw`SN-\d{6}`,
  examples: { finds: ['asked by SN-123456 today'], leaves: ['SN-12345', 'order 123456'] },
};

function read(file: object, name = 'student-number'): OwnDetector {
  return provenDetectorFile(name, labels).parse(file);
}

function problems(file: object, name = 'student-number'): string[] {
  const parsed = provenDetectorFile(name, labels).safeParse(file);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function foundIn(text: string, detector: OwnDetector): string[] {
  return [...new OwnLooks([detector]).look(text)].flatMap(({ findings }) =>
    findings.map(({ start, end }) => text.slice(start, end)),
  );
}

describe('a file of a detector', () => {
  test('finds what its pattern fits, in any case of letters and however it was typed', () => {
    const detector = read(valid);
    expect(foundIn('sn-123456, SN-654321 and SN‑111111 ＳＮ-222222', detector)).toEqual([
      'sn-123456',
      'SN-654321',
      'SN‑111111',
      'ＳＮ-222222',
    ]);
  });

  test('finds its words as whole words, with up to three letters more', () => {
    const { cues: _, pattern: __, ...rest } = valid;
    const examples = { finds: ['He feels worthless.'], leaves: ['It is worth it.'] };
    const detector = read({ ...rest, words: ['worthless', 'Blue Heron'], examples });
    expect(foundIn('worthlessly, blue herons, worthlessness', detector)).toEqual([
      'worthlessly',
      'blue herons',
    ]);
    expect(foundIn('Worthless?', detector)).toEqual(['Worthless']);
  });

  test('tells only the part of a match that is named value', () => {
    const detector = read({ ...valid, pattern: String.raw`SN-(?<value>\d{6})` });
    expect(foundIn('SN-123456', detector)).toEqual(['123456']);
  });

  test('sees signs that show nothing only where it reads what is written', () => {
    const hidden = String.fromCodePoint(
      ...Array.from('ignore this', (letter) => 0xe0000 + (letter.codePointAt(0) ?? 0)),
    );
    const file = {
      ...valid,
      reads: 'as-written',
      cues: ['\u{E0065}', '\u{E0069}'],
      pattern: String.raw`[\x{E0020}-\x{E007E}]{8,200}`,
      examples: { finds: [`nice weather${hidden}`], leaves: ['nice weather'] },
    };
    expect(foundIn(`nice weather${hidden}.`, read(file))).toEqual([hidden]);
    expect(problems({ ...file, reads: 'plain' })).toContainEqual(
      expect.stringContaining('cues.0: it is too short'),
    );
  });

  test.each([
    ['a field that nobody knows', { patern: 'x' }, /Unrecognized key/],
    ['a label that nobody made', { label: 'nobody' }, /label: there is no label named nobody/],
    [
      'a hint under a label that is built in',
      { label: 'personal', confidence: 'hint' },
      /label: a hint raises only/,
    ],
    ['nothing to look for', { pattern: undefined, cues: [] }, /neither a pattern nor words/],
    ['cues without a pattern', { pattern: undefined, words: ['abc'] }, /cues: cues are for a pattern/],
    ['a pattern without cues', { cues: [] }, /pattern: a pattern needs cues/],
    ['words that are read as written', { reads: 'as-written', words: ['abc'] }, /words: words are never/],
    ['a pattern that is none', { pattern: '(' }, /pattern: .*missing/],
    ['a reference back', { pattern: String.raw`(SN-)\1` }, /pattern: .*RE2/],
    ['a look around', { pattern: 'SN-(?=1)' }, /pattern: .*RE2/],
    ['a pattern that fits everything', { pattern: '(SN-)?' }, /pattern: it fits an empty text/],
    ['a pattern of too many steps', { pattern: 'SN-(?:x{500}){2}y{500}' }, /pattern: it is too large/],
    ['no examples', { examples: { finds: [], leaves: ['x'] } }, /examples.finds: Too small/],
    ['no reason', { why: ' ' }, /why: Too small/],
  ])('is refused with %s', (_, change, said) => {
    expect(problems({ ...valid, ...change })).toContainEqual(expect.stringMatching(said));
  });

  test('is refused when an example is not found or found, and says which', () => {
    const examples = { finds: ['SN-123456', 'SN 123456'], leaves: ['none', 'SN-999999 here'] };
    expect(problems({ ...valid, examples })).toEqual([
      'examples.finds.1: it should be found here and is not',
      'examples.leaves.1: it should find nothing here and finds "SN-999999"',
    ]);
    const { examples: results } = detectorFile('student-number', labels).parse({ ...valid, examples });
    expect(results.map(({ passed }) => passed)).toEqual([true, false, true, false]);
  });

  test.each(['email', 'dictionary', 'presidio', 'Upper', '1st', 'a b', ''])('may not be named %j', (name) => {
    expect(detectorNameProblem(name)).toBeDefined();
    expect(problems(valid, name)).not.toEqual([]);
  });

  test('is read or refused, whatever stands in it, and nothing else happens', () => {
    const field = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }), fc.jsonValue());
    const any = fc.record(
      {
        label: fc.oneof(fc.constant('student'), field),
        why: fc.string(),
        cues: fc.oneof(
          fc.constant(['SN-']),
          fc.array(fc.string({ unit: 'binary', minLength: 2, maxLength: 40 }), { maxLength: 4 }),
          field,
        ),
        pattern: fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.stringMatching(/^[a-c.*+?()[\]{}|^$\\0-9]{0,30}$/),
        ),
        words: fc.oneof(fc.constant([]), field),
        where: fc.oneof(fc.constant('everywhere'), fc.string()),
        examples: fc.oneof(
          fc.constant(valid.examples),
          fc.record({
            finds: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
            leaves: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(any, (file) => {
        const parsed = detectorFile('fuzzed', labels).safeParse(file);
        if (!parsed.success) expect(parsed.error.issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
