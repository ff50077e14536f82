import { describe, expect, test } from 'vitest';
import { catalogModel } from './catalog-model.fixture.ts';
import { chosen, everything, readChoice, writeChoice } from './catalog-choice.ts';

const fit = (fits: 'now' | 'when others are closed' | 'too large') => ({
  fits,
  needsBytes: 1,
  plannedContextTokens: 1,
  why: '',
});
const rows = [
  catalogModel({ name: 'huge', fit: fit('too large'), goodFor: ['code', 'tools'] }),
  catalogModel({ name: 'large', fit: fit('when others are closed'), licence: { id: 'MIT', osi: true } }),
  catalogModel({
    name: 'mid',
    fit: fit('now'),
    openness: { weights: 'yes', data: 'unknown', trainingCode: 'yes', source: '' },
  }),
  catalogModel({ name: 'small', fit: fit('now'), goodFor: ['short texts in English'] }),
];
const names = (choice: Partial<typeof everything>): readonly string[] =>
  chosen(rows, { ...everything, ...choice }).map(({ name }) => name);

describe('what is chosen from the catalog', () => {
  test('has what fits first, and leaves the rest in the order of the node', () => {
    expect(names({})).toEqual(['mid', 'small', 'large', 'huge']);
  });

  test('has every word that was asked for, in name, licence or use, in any case', () => {
    expect(names({ words: ' CODE  tools ' })).toEqual(['huge']);
    expect(names({ words: 'mit' })).toEqual(['large']);
    expect(names({ words: 'english apache' })).toEqual(['small']);
    expect(names({ words: 'code english' })).toEqual([]);
  });

  test('counts as fully open only what is known to be', () => {
    expect(names({ open: 'full' })).toEqual(['small', 'large', 'huge']);
    expect(names({ open: 'weights' })).toEqual(['mid']);
  });

  test('leaves out what never fits, and nothing that does when other programs are closed', () => {
    expect(names({ fitsOnly: true, licence: undefined })).toEqual(['mid', 'small', 'large']);
  });

  test('is the same after it was written into the address and read from there', () => {
    const choice = { words: 'a & b', licence: 'MIT', open: 'full', fitsOnly: true } as const;
    expect(readChoice(writeChoice(choice))).toEqual(choice);
    expect(writeChoice(everything).toString()).toBe('');
    expect(readChoice(new URLSearchParams('open=perhaps'))).toEqual(everything);
  });
});
