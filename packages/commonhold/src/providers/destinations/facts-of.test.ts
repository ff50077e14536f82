import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { providerOptions } from '../options.ts';
import { factAgeDays, factMaxAgeDays } from './age.ts';
import { vendors } from './catalog.ts';
import { factNames } from './fact.ts';
import { destinationOf, factsOf } from './facts-of.ts';

function rowOf(more: object) {
  return providerOptions.parse({
    wire: 'openai-chat',
    baseUrl: 'https://a.example/v1',
    authentication: 'none',
    ...more,
  });
}

function refusalOf(more: object): string {
  const parsed = providerOptions.safeParse({ ...rowOf({ vendor: 'openai' }), vendor: undefined, ...more });
  return parsed.success ? '' : z.prettifyError(parsed.error);
}

describe('the facts of a row', () => {
  test('without a vendor are what the owner wrote, and nothing else is known', () => {
    const { facts, regions, local } = factsOf(rowOf({ destination: { local: 'declared', country: 'DE' } }));
    expect(facts.country).toEqual({ by: 'owner', value: 'DE', catalog: undefined });
    expect(regions).toEqual(['DE', 'EU', 'EEA']);
    expect(local).toBe('declared');
    expect(factNames.filter((name) => facts[name].value !== undefined)).toEqual(['country']);
  });

  test('beside a vendor are what was read on its pages', () => {
    const { facts, local } = factsOf(rowOf({ vendor: 'openai' }));
    expect(facts.retentionDays).toMatchObject({ by: 'catalog', value: 30, catalog: { evidence: 'page' } });
    expect(facts.trainsOnData.value).toBe(false);
    expect(local).toBe('no');
  });

  test('never hold what is only believed of any vendor, nor a value where the catalog has none', () => {
    for (const { id, facts, kind } of vendors) {
      const row = rowOf({ vendor: id, destination: kind === 'service' ? {} : { local: 'declared' } });
      const resolved = factsOf(row).facts;
      for (const name of factNames) {
        if (facts[name].evidence === 'page') expect(resolved[name].value, `${id}.${name}`).toBeDefined();
        else expect(resolved[name].value, `${id}.${name}`).toBeUndefined();
      }
    }
  });

  test('are the owner’s where the owner says so, and show what they replace', () => {
    const { facts } = factsOf(rowOf({ vendor: 'openai', destination: { retentionDays: 0 } }));
    expect(facts.retentionDays).toMatchObject({ by: 'owner', value: 0, catalog: { value: 30 } });
  });

  test('are unknown where the owner says unknown, whatever was read', () => {
    const { facts } = factsOf(
      rowOf({
        vendor: 'openai',
        destination: { retentionDays: 'unknown', trainsOnData: 'unknown', maker: 'unknown' },
      }),
    );
    for (const name of ['retentionDays', 'trainsOnData', 'maker'] as const) {
      expect(facts[name], name).toMatchObject({ by: 'owner', value: undefined });
    }
  });

  test('know the place by the region that the vendor was told', () => {
    const { facts, regions } = factsOf(rowOf({ vendor: 'aws-bedrock', region: 'eu-central-1' }));
    expect(facts.country.value).toBe('DE');
    expect(regions).toEqual(['DE', 'EU', 'EEA']);
  });

  test('do not mix the place that the owner names with the one that the catalog names', () => {
    const { facts, regions } = factsOf(
      rowOf({ vendor: 'aws-bedrock', region: 'eu-central-1', destination: { area: 'UK' } }),
    );
    expect(facts.country).toMatchObject({ by: 'nobody', value: undefined });
    expect(regions).toEqual(['UK', 'EU-ADEQUATE']);
  });

  test('reach the gate as a destination that says the same', () => {
    const row = rowOf({ vendor: 'mistral', destination: { country: 'FR', makerCountry: 'FR' } });
    expect(destinationOf('m', row)).toMatchObject({
      provider: 'm',
      local: 'no',
      legalEntity: 'Mistral AI',
      country: 'FR',
      companyCountry: 'FR',
      makerCountry: 'FR',
      retentionDays: undefined,
      trainsOnData: false,
    });
  });

  test('are never verified as local: only the engine inside is', () => {
    expect(destinationOf('o', rowOf({ vendor: 'ollama', destination: { local: 'declared' } })).local).toBe(
      'declared',
    );
  });
});

describe('a row is refused', () => {
  test.each([
    ['when neither it nor a service says whether it is local', { vendor: 'ollama' }, /declared or no/],
    [
      'when it calls a service local',
      { vendor: 'openai', destination: { local: 'declared' } },
      /machines of its own/,
    ],
    ['for a vendor that the catalog does not have', { vendor: 'acme' }, /vendor/],
    ['for a region without a vendor', { region: 'eu', destination: { local: 'no' } }, /beside a vendor/],
    [
      'for a region that the vendor does not have',
      { vendor: 'openai', region: 'mars' },
      /none of the regions/,
    ],
    [
      'for a region named like a field of every object',
      { vendor: 'openai', region: 'constructor' },
      /none of the regions/,
    ],
    [
      'for a country outside the area',
      { vendor: 'openai', destination: { country: 'US', area: 'EU' } },
      /US is not in EU/,
    ],
    [
      'for a country that is not two capitals',
      { vendor: 'openai', destination: { parentCountry: 'usa' } },
      /two capital/,
    ],
  ])('%s', (_, more, reason) => {
    expect(refusalOf(more)).toMatch(reason);
  });
});

test('the age of a fact is counted in whole days and is old after half a year', () => {
  expect(factAgeDays('2026-11-22', Date.UTC(2026, 10, 22, 23))).toBe(0);
  expect(factAgeDays('2026-11-22', Date.UTC(2027, 4, 22))).toBe(181);
  expect(factAgeDays('2026-11-22', Date.UTC(2026, 0, 1))).toBe(0);
  expect(factMaxAgeDays).toBe(180);
});
