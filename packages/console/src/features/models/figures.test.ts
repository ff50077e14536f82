import { describe, expect, test } from 'vitest';
import { countText, leftText, percentText, rateText, sizeText } from './figures.ts';

describe('figures of models', () => {
  test('are sizes in powers of ten with one digit, and change the unit before four digits are written', () => {
    expect([0, 999, 1000, 98_362_432, 999_949_999, 999_960_000, 22_134_528_992].map(sizeText)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '98.4 MB',
      '999.9 MB',
      '1.0 GB',
      '22.1 GB',
    ]);
  });

  test('are counts of parameters in millions and billions, as models are spoken of', () => {
    expect([900, 134_515_008, 999_600_000, 7_298_011_136].map(countText)).toEqual([
      '900',
      '135 million',
      '1.0 billion',
      '7.3 billion',
    ]);
  });

  test('are rates with a digit after the point only while that is a tenth of something slow', () => {
    expect([0.44, 9.94, 9.96, 84.6].map(rateText)).toEqual(['0.4', '9.9', '10', '85']);
  });

  test('promise no more of the time left than the estimate can hold', () => {
    expect([0.2, 59, 61, 3600, 7_260].map(leftText)).toEqual([
      '1 s',
      '59 s',
      '1 min',
      '1 h 0 min',
      '2 h 1 min',
    ]);
  });

  test('never say that all has come before it has', () => {
    expect(percentText(999_999, 1_000_000)).toBe('99 %');
    expect(percentText(1, 1)).toBe('100 %');
    expect(percentText(0, 0)).toBe('0 %');
  });
});
