import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dictionary } from './dictionary.ts';
import { detect } from './detect.ts';

const dictionary = new Dictionary([
  { label: 'personal', terms: ['Ada Lovelace', 'Müller', 'Ann', 'Anna', 'Łukasz'] },
  { label: 'project', terms: ['Blue Heron', 'heron', 'Straße 7', 'O’Neill'] },
  { label: 'customer', terms: ['Müller'] },
]);

const found = (text: string): string[] =>
  detect(text, [], dictionary).map(({ start, end, label }) => `${label}: ${text.slice(start, end)}`);

describe("the owner's terms", () => {
  test.each([
    ['in any case', 'ada LOVELACE', ['personal: ada LOVELACE']],
    ['over a line break', 'Ada\n  Lovelace', ['personal: Ada\n  Lovelace']],
    [
      'with up to three letters more',
      'Müllers, Müllerin, Annas',
      [
        'customer: Müllers',
        'personal: Müllers',
        'customer: Müllerin',
        'personal: Müllerin',
        'personal: Annas',
      ],
    ],
    ['with accents typed apart', 'Mu\u0308ller', ['customer: Mu\u0308ller', 'personal: Mu\u0308ller']],
    ['in full-width letters', 'Ａｎｎａ', ['personal: Ａｎｎａ']],
    ['the longest where one is in another', 'blue herons', ['project: blue herons']],
    ['beside signs', '(Łukasz)', ['personal: Łukasz']],
  ])('are found %s', (_, text, expected) => {
    expect(found(text).toSorted()).toEqual(expected.toSorted());
  });

  test.each([
    ['within a word', 'Annabelle, hermann, Banna'],
    ['with more than three letters more', 'Müllereien'],
    ['without their accents', 'Muller'],
    ['short ones with letters more', 'Anne'],
    ['when only a part of the term is there', 'Ada and Lovelace; Blue'],
    ['far apart', 'Ada      Lovelace'],
  ])('are not found %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  test('are found among a hundred thousand others, wherever they stand', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => `person${at.toString(36)} of place${at % 500}`);
    const large = new Dictionary([{ label: 'personal', terms: many }]);
    expect(large.size).toBe(100_000);
    const term = fc.nat(99_999).map((at) => many[at] ?? '');
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '.', 'person', ' of '), maxLength: 20 });
    fc.assert(
      fc.property(around, term, around, (before, value, after) => {
        const text = `${before} | ${value} | ${after}`;
        const here = detect(text, [], large).filter(({ start }) => start === before.length + 3);
        expect(here.map(({ end }) => text.slice(before.length + 3, end))).toEqual([value]);
      }),
    );
  });
});
