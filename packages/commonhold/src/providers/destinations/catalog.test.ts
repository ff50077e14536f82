import { describe, expect, test } from 'vitest';
import { findVendor, parseVendors, vendors } from './catalog.ts';
import { referencePage } from './reference.fixture.ts';
import { type Fact, factNames, type Vendor } from './fact.ts';

/** Whose pages are not under the vendor's id. */
const ownPlaces: Readonly<Record<string, string>> = {
  'azure-openai': 'microsoft',
  'gemini-paid': 'google',
  'gemini-unpaid': 'google',
  anthropic: 'claude.com',
  localai: 'mudler',
  tgi: 'huggingface',
  'llama-server': 'ggml-org',
  'lm-studio': 'lmstudio-ai',
  sglang: 'sgl-project',
  xai: 'x.ai',
};

/** Every fact of every vendor and of its regions, with where it stands. */
function* everyFact(): Generator<readonly [string, Fact<unknown>]> {
  for (const { id, facts, regions = {} } of vendors) {
    for (const name of factNames) yield [`${id}.${name}`, facts[name]];
    for (const [region, { country, area }] of Object.entries(regions)) {
      yield [`${id}.${region}.country`, country];
      yield [`${id}.${region}.area`, area];
    }
  }
}

describe('the catalog of vendors', () => {
  test('answers every question about every vendor with a value and its evidence, or with a reason', () => {
    expect(() => parseVendors(vendors)).not.toThrow();
  });

  test('has no page that was read in the future, or before the first of them was', () => {
    for (const [place, fact] of everyFact()) {
      if (fact.evidence !== 'page') continue;
      expect(Date.parse(fact.read), place).toBeGreaterThanOrEqual(Date.parse('2026-11-22'));
      expect(Date.parse(fact.read), place).toBeLessThanOrEqual(Date.now());
    }
  });

  test('cites no page of a third party', () => {
    const own: Readonly<Record<string, readonly string[]>> = {
      openai: ['openai.com'],
      anthropic: ['anthropic.com', 'claude.com'],
      'gemini-paid': ['google.dev'],
      'gemini-unpaid': ['google.dev'],
      mistral: ['mistral.ai'],
      'mistral-experiment': ['mistral.ai'],
      groq: ['groq.com'],
      together: ['together.ai'],
      fireworks: ['fireworks.ai'],
      openrouter: ['openrouter.ai'],
      xai: ['x.ai'],
      cohere: ['cohere.com'],
      'azure-openai': ['microsoft.com', 'github.com/MicrosoftDocs'],
      'aws-bedrock': ['aws.amazon.com'],
      'hugging-face-providers': ['huggingface.co'],
      'hugging-face-endpoints': ['huggingface.co'],
    };
    for (const [place, fact] of everyFact()) {
      if (fact.evidence !== 'page') continue;
      const { host, pathname } = new URL(fact.source);
      const owners = own[place.split('.')[0] ?? ''] ?? [];
      const ours = owners.some(
        (owner) =>
          host === owner || host.endsWith(`.${owner}`) || `${host}${pathname}`.startsWith(`${owner}/`),
      );
      expect(ours, `${place}: ${fact.source}`).toBe(true);
    }
  });

  test('can reach every vendor that people ask for, and cites only its own pages for how', () => {
    const asked =
      'openai anthropic gemini-paid gemini-unpaid mistral deepseek groq together fireworks openrouter xai cohere azure-openai vllm llama-server ollama lm-studio localai tgi sglang';
    for (const id of asked.split(' ')) {
      const { connections = [], kind } = findVendor(id) ?? {};
      expect(connections.length, id).toBeGreaterThan(0);
      for (const { baseUrl = 'https://own.example', source } of connections) {
        const { protocol, search, pathname } = new URL(baseUrl);
        expect(protocol, id).toBe(kind === 'service' ? 'https:' : 'http:');
        expect([search, pathname.at(-1) === '/' && pathname !== '/'], id).toEqual(['', false]);
        // A way that nobody has read of may stand in the catalog, and none does.
        if (source === undefined) throw new Error(`no page says how ${id} is reached`);
        const owner = ownPlaces[id] ?? id;
        // Some of them write their documentation in a public repository of their own.
        const page = new URL(source.page);
        const place = page.hostname === 'github.com' ? (page.pathname.split('/')[1] ?? '') : page.hostname;
        expect(place.toLowerCase(), id).toContain(owner);
      }
    }
  });

  test('says of no program that people run themselves where it runs or what it keeps', () => {
    for (const { kind, facts } of vendors) {
      if (kind !== 'own-server') continue;
      expect(factNames.filter((name) => facts[name].evidence === 'page')).toEqual([]);
    }
  });

  const [first] = vendors;
  const retentionDays = (fact: unknown) => ({ ...first, facts: { ...first?.facts, retentionDays: fact } });
  test.each([
    ['a value without evidence', retentionDays({ value: 30 })],
    [
      'a page without the day of reading',
      retentionDays({ evidence: 'page', value: 30, source: 'https://a.example/' }),
    ],
    [
      'a page that is not https',
      retentionDays({ evidence: 'page', value: 30, source: 'http://a.example/', read: '2026-11-22' }),
    ],
    [
      'a day that no calendar has',
      retentionDays({ evidence: 'page', value: 30, source: 'https://a.example/', read: '2026-02-30' }),
    ],
    [
      'general knowledge that claims to have been read',
      retentionDays({ evidence: 'general-knowledge', value: 30, read: '2026-11-22' }),
    ],
    ['something unknown without a reason', retentionDays({ evidence: 'unknown' })],
    ['something unknown with a value', retentionDays({ evidence: 'unknown', why: 'x', value: 30 })],
    ['a value of another form', retentionDays({ evidence: 'general-knowledge', value: '30 days' })],
    ['a question left out', { ...first, facts: { legalEntity: first?.facts.legalEntity } }],
    [
      'a question that nobody asks',
      { ...first, facts: { ...first?.facts, colour: { evidence: 'unknown', why: 'x' } } },
    ],
  ])('refuses %s', (_, vendor) => {
    expect(() => parseVendors([vendor])).toThrow();
  });

  test('refuses two vendors of one id', () => {
    expect(() => parseVendors([first, first])).toThrow(/ids repeat/);
  });

  test('is found by id, and a name of every object is none', () => {
    expect(findVendor('openai')?.title).toBe('OpenAI API');
    expect(findVendor('constructor')).toBeUndefined();
  });
});

/** After a change: `npx vitest run packages/commonhold/src/providers/destinations/catalog.test.ts -u`. */
test('docs/reference/destinations.md is the catalog', async () => {
  const page = new URL('../../../../../docs/reference/destinations.md', import.meta.url).pathname;
  await expect(referencePage(vendors satisfies readonly Vendor[])).toMatchFileSnapshot(page);
});
