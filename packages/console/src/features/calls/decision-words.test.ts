import type { PassView, SeenFactView } from 'commonhold/api';
import { describe, expect, test } from 'vitest';
import { english } from '../../text/english.ts';
import {
  changeWords,
  factName,
  factValue,
  foundFacts,
  passTitle,
  remedyWords,
  ruleOf,
  stepWords,
} from './decision-words.ts';

const words = english.deciding;

const place = (provider: string, local: string, country?: string): readonly SeenFactView[] => [
  { name: 'provider', about: 'place', state: 'known', value: provider },
  { name: 'local', about: 'place', state: 'known', value: local },
  country === undefined
    ? { name: 'country', about: 'place', state: 'unknown' }
    : { name: 'country', about: 'place', state: 'known', value: country },
];

const pass = (changes: Partial<PassView> = {}): PassView => ({
  steps: [],
  remedies: [],
  satisfied: [],
  facts: place('acme', 'no', 'US'),
  toChange: [],
  ...changes,
});

describe('a trail', () => {
  test.each([
    ['deny:eu-only', 'The rule “eu-only” forbade it.'],
    ['deny:no-permit', 'No rule permitted it, and what no rule permits is not allowed.'],
    ['error:odd', 'The rule “odd” could not be evaluated, and that counts as a no.'],
    ['error:request', 'The question could not be put to the rules, and that counts as a no.'],
    ['more:1', '1 rule more matched than the trail has room for.'],
    ['more:5', '5 rules more matched than the trail has room for.'],
    ['allow:observe-mode', 'Nothing was enforced on this node then, so it was let go all the same.'],
    ['would-deny:no-permit', 'No rule permitted it. If the rules were enforced, it would have been refused.'],
  ])('has words for %s', (step, sentence) => {
    expect(stepWords(step, words)).toBe(sentence);
  });

  test('never passes off a rule that is only watched as one that decided', () => {
    for (const step of ['would-deny:x', 'would-allow:x', 'would-error:x']) {
      expect(stepWords(step, words)).toContain('only watched');
    }
  });

  test('says of every remedy that was not to be had why', () => {
    const sentences = ['reroute', 'pseudonymise', 'approve', 'passes', 'ponder'].map((name) =>
      stepWords(`remedy-not-available:${name}`, words),
    );
    expect(new Set(sentences).size).toBe(5);
    expect(sentences[4]).toContain('ponder');
  });

  test('shows a step of a newer node as it stands', () => {
    for (const step of ['ponder:long', 'allow', 'deny:']) expect(stepWords(step, words)).toContain(step);
    expect(remedyWords(['ponder:long'], words)).toContain('ponder:long');
  });

  test('tells what was done about a denial, and everybody who had to approve in one sentence', () => {
    expect(remedyWords(['reroute:local'], words)).toContain('the engine inside this node');
    expect(remedyWords(['reroute:lab'], words)).toContain('went on to lab');
    expect(remedyWords(['pseudonymise'], words)).toContain('replaced by pseudonyms');
    expect(remedyWords(['approve:owner', 'approve:bo'], words)).toContain('“owner” and “bo” had to approve');
  });

  test('names rules, and never takes its own words for the name of one', () => {
    const steps = ['deny:a', 'would-allow:b', 'allow:valid-key', 'deny:no-permit', 'error:request', 'more:2'];
    expect(steps.flatMap((step) => ruleOf(step) ?? [])).toEqual(['a', 'b']);
  });
});

describe('each time that the rules were asked', () => {
  test('is headed by the place, and by what had been done before', () => {
    expect(passTitle(pass(), undefined, words)).toBe('For acme, United States, rented');
    expect(passTitle(pass({ facts: place('local', 'verified') }), undefined, words)).toBe(
      'For local, inside this node',
    );
    expect(passTitle(pass(), pass({ remedies: ['pseudonymise'] }), words)).toMatch(/rented, with pseudonyms/);
    expect(passTitle(pass(), pass({ remedies: ['approve:owner'] }), words)).toMatch(/had been approved$/);
    expect(passTitle(pass({ facts: [] }), undefined, words)).toBe('For a place that is not on record');
  });

  test('has its facts in words: what nobody knew is not what nobody kept, and neither is a no', () => {
    const value = (name: string, known: unknown) =>
      factValue({ name, about: 'place', state: 'known', value: known }, words);
    expect(value('trainsOnData', false)).toBe('no');
    expect(value('retentionDays', 1)).toBe('1 day');
    expect(value('region', ['DE', 'EU', 'EEA'])).toBe('Germany, EU, EEA');
    expect(value('companyCountry', 'US')).toBe('United States');
    expect(value('labels', [])).toBe('none');
    expect(value('transferBasis', 'adequacy')).toContain('adequate');
    expect(value('legalEntity', 'constructor')).toBe('constructor');
    expect(value('kind', 'constructor')).toBe('constructor');
    expect(value('phase', { moon: 1 })).toBe('{"moon":1}');
    const states = (['unknown', 'not-kept'] as const).map((state) =>
      factValue({ name: 'maker', about: 'place', state }, words),
    );
    expect(states).toEqual(['not known', 'not on record']);
    expect(factName('phase', words)).toBe('phase');
    expect(factName('constructor', words)).toBe('constructor');
  });
});

describe('what would have to change', () => {
  const looked = pass({
    facts: place('acme', 'no', 'US').map((fact) => ({
      ...fact,
      readBy: fact.name === 'provider' ? [] : ['eu-only'],
    })),
  });

  test('names what the rule looks at, and says where nothing else helps', () => {
    const hard = changeWords({ type: 'forbidden', rule: 'eu-only', isKept: true }, looked, words);
    expect(hard).toBe(
      'What “eu-only” looks at would have to be otherwise: whose machine or country. It takes no remedy, so nothing else lets such a call go.',
    );
  });

  test.each([
    ['reroute', 'Another candidate of the route may do'],
    ['reroute:local', 'The engine inside this node may do'],
    ['reroute:lab', 'lab may do'],
    ['pseudonymise', 'Pseudonyms in place of what was found may do'],
    ['approve:owner', 'Or “owner” would have to approve'],
    ['ponder', 'Its remedy is ponder'],
  ])('says what the remedy %s may do', (remedy, sentence) => {
    expect(
      changeWords({ type: 'forbidden', rule: 'eu-only', isKept: true, remedy }, looked, words),
    ).toContain(sentence);
  });

  test('claims nothing of a rule whose text is not kept', () => {
    const change = { type: 'forbidden', rule: 'gone', isKept: false } as const;
    expect(changeWords(change, looked, words)).toBe(
      'The rule “gone” would have to not apply. Its text is not kept here.',
    );
  });
});

test('how often what was found and replaced is told by name, and a detector of the owner’s by its own', () => {
  const facts = {
    labels: ['code'],
    found: { email: 2, 'own-guard': 1 },
    pseudonyms: { EMAIL: 2 },
    labelsBefore: ['code', 'personal'],
  };
  expect(foundFacts({ facts }, words)).toEqual([
    ['found', 'e-mail addresses: 2, own-guard: 1'],
    ['replaced by pseudonyms', 'EMAIL: 2'],
    ['labels before that', 'code, personal'],
  ]);
  expect(foundFacts({ facts: { labels: [] } }, words)).toEqual([]);
});
