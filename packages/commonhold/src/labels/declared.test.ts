import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineLabels, parseDeclaredLabels } from './declared.ts';

const vocabulary = { own: new Set(['patients']) };

describe('declared labels', () => {
  test('are read from a list, whatever its spaces and capitals', () => {
    expect(parseDeclaredLabels(' Personal ,patients', vocabulary)).toEqual(['personal', 'patients']);
  });

  test('that nobody knows are refused by name, because a misspelt label would protect nothing', () => {
    expect(() => parseDeclaredLabels('personal,patient', vocabulary)).toThrow('patient');
  });

  test('beyond a sane number are refused', () => {
    expect(() => parseDeclaredLabels(Array(33).fill('code').join(','), vocabulary)).toThrow('33');
  });

  test('only rise: combined labels hold every label of every source, once and in order', () => {
    const labels = fc.array(fc.constantFrom('code', 'personal', 'secret', 'patients'));
    fc.assert(
      fc.property(fc.array(labels), (sources) => {
        const combined = combineLabels(...sources);
        expect(new Set(combined)).toEqual(new Set(sources.flat()));
        expect(combined).toEqual([...new Set(combined)].sort());
      }),
    );
  });
});
