import { expect, test } from 'vitest';
import { isRegion, regionGroups, regionsOf, regionTables } from './regions.ts';

test('a country is a region of its own and in every group that holds it', () => {
  expect(regionsOf({ country: 'DE' })).toEqual(['DE', 'EU', 'EEA']);
  expect(regionsOf({ country: 'NO' })).toEqual(['NO', 'EEA']);
  expect(regionsOf({ country: 'GB' })).toEqual(['GB', 'UK', 'EU-ADEQUATE']);
  expect(regionsOf({ country: 'US' })).toEqual(['US']);
});

test('a place of which only the group is known is in that group and the ones around it, and in no country', () => {
  expect(regionsOf({ area: 'EU' })).toEqual(['EU', 'EEA']);
  expect(regionsOf({ area: 'EEA' })).toEqual(['EEA']);
});

test('an unknown place is nowhere', () => {
  expect(regionsOf({})).toEqual([]);
});

test('the groups hold what they say they hold, country by country', () => {
  for (const group of regionGroups) {
    const { countries, holds, source, read } = regionTables[group];
    expect(new Set(countries).size).toBe(countries.length);
    for (const country of countries) expect(country).toMatch(/^[A-Z]{2}$/);
    for (const inner of holds)
      expect(countries).toEqual(expect.arrayContaining([...regionTables[inner].countries]));
    expect(new URL(source).protocol).toBe('https:');
    if (read !== undefined) expect(new Date(read).toISOString()).toContain(read);
  }
  expect(regionTables.EU.countries).toHaveLength(27);
  expect(regionTables.EEA.countries).toHaveLength(30);
});

test('a country that the Commission finds adequate only for some recipients is not in the group', () => {
  expect(regionsOf({ country: 'CA' })).toEqual(['CA']);
});

test('a rule may name groups and what has the form of a country, and nothing else', () => {
  expect(['EU', 'EU-ADEQUATE', 'UK', 'DE'].every(isRegion)).toBe(true);
  expect(['eu', 'Europe', 'DEU', ''].some(isRegion)).toBe(false);
});
