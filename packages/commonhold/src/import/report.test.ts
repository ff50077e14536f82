import { describe, expect, test } from 'vitest';
import type { ImportedUse } from '#ledger';
import { reportMarkdown } from './report-markdown.ts';
import { type ReportMeans, reportOf } from './report.ts';
import { weightsByName } from './stand-ins.ts';

const nothing: ImportedUse = {
  vendor: 'anthropic',
  model: 'claude-sonnet-4-5',
  day: '2026-09-01',
  from: 'claude-code',
  calls: 1,
  metered: 0,
  input: 0,
  output: 0,
  cached: 0,
  told: 0,
  toldDollars: 0,
  listed: 0,
  listedDollars: 0,
  lists: {},
  partial: {},
  found: {},
};
const means: ReportMeans = {
  labelOf: (detector) => (detector === 'secret-key' ? 'secret' : 'personal'),
  routes: [],
  pullable: ['qwen3-8b'],
  vendorsWith: (model) => (model.startsWith('gpt-oss') ? ['groq', 'together'] : []),
};

describe('the report of what was imported', () => {
  test('adds up what each month cost by model, and keeps apart what nobody knows', () => {
    const { months } = reportOf(
      {
        uses: [
          { ...nothing, calls: 3, listed: 2, listedDollars: 0.5, lists: { 'prices 1 of 2026-09-23': 2 } },
          { ...nothing, day: '2026-09-30', calls: 1, told: 1, toldDollars: 0.25 },
          { ...nothing, day: '2026-10-01', model: 'claude-haiku-4-5' },
          { ...nothing, day: '', model: 'unknown' },
        ],
        files: [],
      },
      means,
    );
    expect(months.map(({ month }) => month)).toEqual(['2026-10', '2026-09', '']);
    expect(months[1]?.models).toMatchObject([
      {
        model: 'claude-sonnet-4-5',
        calls: 4,
        cost: {
          told: { calls: 1, dollars: 0.25 },
          listed: { calls: 2, dollars: 0.5 },
          unknown: { calls: 1 },
        },
      },
    ]);
  });

  test('says of a secret when it went out first and last, and to whom, most calls first', () => {
    const { found } = reportOf(
      {
        uses: [
          { ...nothing, day: '2026-09-05', found: { 'secret-key': { places: 1, calls: 1 } } },
          { ...nothing, vendor: 'openai', found: { 'secret-key': { places: 5, calls: 3 } } },
          { ...nothing, day: '2026-11-01', found: { email: { places: 1, calls: 1 } } },
        ],
        files: [],
      },
      means,
    );
    expect(found[0]).toEqual({
      detector: 'secret-key',
      label: 'secret',
      places: 6,
      calls: 4,
      first: '2026-09-01',
      last: '2026-09-05',
      vendors: ['openai', 'anthropic'],
    });
  });

  test('says of each model of late whether others could run it, and nothing of a vendor that was not used of late', () => {
    const { vendors } = reportOf(
      {
        uses: [
          { ...nothing, day: '2026-01-01', vendor: 'mistral', model: 'mistral-large' },
          { ...nothing, day: '2026-09-01' },
          { ...nothing, day: '2026-09-02', vendor: 'openai', model: 'gpt-oss-120b' },
        ],
        files: [],
      },
      means,
    );
    const late = Object.fromEntries(vendors.map((vendor) => [vendor.vendor, vendor.late.models]));
    expect(late).toEqual({
      mistral: [],
      anthropic: [{ model: 'claude-sonnet-4-5', calls: 1, weights: 'closed', alsoListed: [] }],
      openai: [{ model: 'gpt-oss-120b', calls: 1, weights: 'open', alsoListed: ['groq', 'together'] }],
    });
  });

  test.each([
    ['claude-3-opus', 'closed'],
    ['gpt-4o', 'closed'],
    ['anthropic/claude-sonnet-4', 'closed'],
    ['openai/gpt-oss-20b', 'open'],
    ['Qwen/Qwen3-32B', 'open'],
    ['deepseek-chat', 'open'],
    ['mistral-large-latest', 'unknown'],
    ['my-own', 'unknown'],
  ])('tells from the name that the weights of %s are %s', (model, weights) => {
    expect(weightsByName(model)).toBe(weights);
  });

  test('lets no name of a file or a model write into its Markdown', () => {
    const report = reportOf(
      {
        uses: [{ ...nothing, model: '![x](http://evil/|a)\n# Head' }],
        files: [{ digest: 'AAAA', name: '<b>|`', from: 'jsonl', calls: 1, time: '2026-09-01T00:00:00.000Z' }],
      },
      means,
    );
    const markdown = reportMarkdown(report, new Date('2026-11-22T00:00:00Z'));
    expect(markdown).not.toMatch(/^# Head|(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<b/m);
    const cells = (row: string): number => row.replaceAll(String.raw`\|`, '').split('|').length;
    for (const block of markdown.split('\n\n').filter((one) => one.startsWith('|'))) {
      const rows = block.split('\n');
      expect(new Set(rows.map(cells)).size).toBe(1);
    }
  });
});
