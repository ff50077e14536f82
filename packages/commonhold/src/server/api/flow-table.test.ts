import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Destination } from '#call';
import type { Keys } from '#identity';
import type { Flow } from '#ledger';
import { csvText } from './csv.ts';
import { flowSums, flowViews } from './flow-groups.ts';
import { flowsCsv } from './flow-table.ts';
import type { FlowSumsView, FlowsView } from './flows-view.ts';
import { processingCsv, processingMarkdown, processingRows } from './processing-record.ts';

const names: Readonly<Record<string, string>> = { p_a: '=HYPERLINK("https://x.example")', p_b: 'Bo | *Bo*' };
const keys = {
  ofPrincipal: (id: string) => ({ name: names[id] ?? id, kind: 'person', revoked: undefined }),
} as unknown as Keys;

const vendor = {
  type: 'sent',
  provider: 'vendor',
  local: 'no',
  legalEntity: 'Vendor, Inc.',
  country: 'US',
  retentionDays: 30,
  trainsOnData: false,
} as const satisfies Flow['end'];
const little: Flow['end'] = {
  type: 'sent',
  provider: 'little-known',
  local: 'no',
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: undefined,
};
const inside: Flow['end'] = { ...little, provider: 'local', local: 'verified' };
const agents: Flow['end'] = { ...little, provider: 'agent' };
const refused: Flow['end'] = { type: 'refused', error: 'policy_denied' };

const count = fc.nat(1000);
const anyFlow: fc.Arbitrary<Flow> = fc.record({
  principal: fc.constantFrom('p_a', 'p_b', 'erased'),
  labels: fc.constantFrom(undefined, [], ['personal'], ['personal', 'secret']),
  end: fc.constantFrom(vendor, little, inside, agents, refused),
  sums: fc.record({
    calls: count,
    attempts: count,
    sized: count,
    sentBytes: count,
    answered: count,
    receivedBytes: count,
  }),
});

function flow(changes: Partial<Flow>): Flow {
  return {
    principal: 'p_a',
    labels: ['personal'],
    end: vendor,
    sums: { calls: 1, attempts: 2, sized: 2, sentBytes: 2048, answered: 1, receivedBytes: 64 },
    ...changes,
  };
}

function viewOf(flows: readonly Flow[], by: FlowsView['by'] = 'flow'): FlowsView {
  const totals = flowSums(flows);
  return {
    whose: 'all',
    from: '2026-11-01',
    to: '2026-11-30',
    by,
    totals,
    flows: flowViews(keys, flows, by),
  };
}

describe('flows', () => {
  test('add up to the same by whatever they are grouped', () => {
    fc.assert(
      fc.property(fc.array(anyFlow), (flows) => {
        const totals = flowSums(flows);
        for (const by of ['flow', 'principal', 'label', 'destination', 'country'] as const) {
          const groups = flowViews(keys, flows, by);
          for (const name of Object.keys(totals) as (keyof FlowSumsView)[]) {
            if (name === 'leftNode') continue;
            expect(groups.reduce((sum, group) => sum + group[name], 0)).toBe(totals[name]);
          }
          expect(groups.reduce((sum, group) => sum + group.leftNode, 0)).toBe(totals.leftNode);
        }
      }),
    );
  });

  test('do not count what stayed in this node as having left it, and the owner’s other machines as left', () => {
    const own: Flow['end'] = { ...vendor, local: 'declared' };
    expect(flowSums([flow({ end: inside }), flow({ end: own }), flow({ end: refused })]).leftNode).toBe(2);
  });

  test('do not count as left what an agent ran by itself, nor add it to rented machines of an unknown country', () => {
    const flows = [flow({ end: agents }), flow({ end: little })];
    expect(flowSums(flows).leftNode).toBe(2);
    expect(flowSums([flow({ end: agents })]).leftNode).toBe(0);
    const countries = flowViews(keys, flows, 'country').map(({ destination }) => destination);
    expect(countries).toEqual([{ local: 'no', isAgents: true }, { local: 'no' }]);
  });

  test('of one destination are two when what was known of it changed between them', () => {
    const moved: Flow['end'] = { ...vendor, country: 'IE' };
    expect(viewOf([flow({}), flow({ end: moved })], 'destination').flows).toHaveLength(2);
  });
});

describe('a table for spreadsheets', () => {
  test.each(['=1+1', '+1', '-1', '@x', ' =1', '\t=1', '\r=1'])('holds %j as text', (text) => {
    expect(csvText([[text]])).toMatch(/^"?'/);
  });

  test('keeps every other cell to the letter, with quotes where the format needs them', () => {
    expect(csvText([['a', 'b, c', 'say "d"', 'e\nf', 5, 'x=1']])).toBe(
      'a,"b, c","say ""d""","e\nf",5,x=1\r\n',
    );
  });

  test('names what is unknown, what is erased and what was never sent', () => {
    const erased = flow({ principal: 'erased', labels: undefined, end: little });
    const text = flowsCsv(viewOf([flow({}), erased, flow({ labels: [], end: refused })]));
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^from,to,principal,.*bytes_sent_rounded_up/);
    expect(text).toContain(
      `"'=HYPERLINK(""https://x.example"")",person,personal,yes,,vendor,"Vendor, Inc.",US,rented,1,2,2,2048,1,64`,
    );
    expect(text).toContain('erased,erased,erased,yes,,little-known,unknown,unknown,rented,');
    expect(text).toContain('none found,no,policy_denied,,,,,');
    expect(new Set(lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length)).size).toBe(1);
  });

  test('says of a tool that an agent ran by itself that this node did not send it, and on whose word it stands there', () => {
    const [, row] = flowsCsv(viewOf([flow({ end: agents })])).split('\r\n');
    expect(row).toContain(`,by the agent,,agent,unknown,unknown,"the agent's own, told by its hook",`);
    expect(row).not.toContain('rented');
  });

  test('leaves columns empty that it adds up over', () => {
    const text = flowsCsv(viewOf([flow({}), flow({ principal: 'p_b' })], 'country'));
    expect(text.split('\r\n')[1]).toBe('2026-11-01,2026-11-30,,,,yes,,,,US,rented,2,4,4,4096,2,128');
  });
});

describe('the record of processing', () => {
  const flows = [
    flow({}),
    flow({ principal: 'p_b', labels: [] }),
    flow({ end: little, sums: { ...flow({}).sums, sized: 1 } }),
    flow({ end: inside, principal: 'erased', labels: undefined }),
    flow({ end: refused, sums: { ...flow({}).sums, attempts: 0 } }),
  ];
  const view = viewOf(flows);
  const known: Destination = { ...vendor, processorContract: true, transferBasis: 'standard-clauses' };
  const retention = { everyHours: 24, labelDays: { exam: 30 }, bodyDays: 365 };
  const rows = processingRows(view.flows, retention, (name) => (name === 'vendor' ? known : undefined));

  test('takes what is known now of a recipient only while that is the same company', () => {
    const [row] = processingRows(viewOf([flow({})]).flows, retention, () => ({
      ...known,
      legalEntity: 'Another, Inc.',
    }));
    expect(row).toMatchObject({ processorContract: 'unknown', transferBasis: 'unknown' });
  });

  test('has a row for each recipient, with what is known of it and “unknown” for the rest', () => {
    expect(rows.map(({ destination }) => destination).sort()).toEqual(['little-known', 'local', 'vendor']);
    expect(rows.find(({ destination }) => destination === 'vendor')).toEqual({
      recipient: 'Vendor, Inc.',
      destination: 'vendor',
      country: 'US',
      machine: 'rented',
      purpose: 'unknown',
      senders: '2 people',
      dataSubjects: 'unknown',
      dataCategories: 'personal (2), no label found (2)',
      processorContract: 'yes, as known now',
      transferBasis: 'standard-clauses, as known now',
      recipientKeeps: '30 days',
      recipientTrains: 'no',
      nodeKeeps: '365 days; 30 days with the label exam',
      sendings: 4,
      bytes: '4.0 KiB',
    });
    expect(rows.find(({ destination }) => destination === 'little-known')).toMatchObject({
      recipient: 'unknown',
      country: 'unknown',
      recipientKeeps: 'unknown',
      recipientTrains: 'unknown',
      bytes: '2.0 KiB in 1 sendings; of 1 the size is unknown',
    });
    expect(rows.find(({ destination }) => destination === 'local')).toMatchObject({
      recipient: 'nobody: it stayed in this node',
      senders: 'somebody who was erased',
      dataCategories: 'erased (2)',
      transferBasis: 'no transfer',
    });
  });

  test('says of tools that agents ran by themselves that nobody here knows whom they sent to', () => {
    const [row] = processingRows(viewOf([flow({ end: agents })]).flows, retention, () => undefined);
    expect(row).toMatchObject({
      recipient: 'tools that agents ran by themselves; whom these sent to is unknown',
      machine: "the agent's own, told by its hook",
      country: 'unknown',
    });
  });

  test('is a table, and a document in which no name can make a heading, a cell or a link', () => {
    expect(processingCsv(rows).trimEnd().split('\r\n')).toHaveLength(rows.length + 1);
    const bad: Flow['end'] = { ...vendor, legalEntity: '# A | [b](https://c.example)\n\n## D' };
    const badRows = processingRows(
      viewOf([flow({ end: bad })]).flows,
      { everyHours: 24, labelDays: {} },
      () => undefined,
    );
    const text = processingMarkdown(badRows, view, 1);
    expect(text.match(/^## /gm)).toHaveLength(1);
    expect(text).toContain('\\# A \\| \\[b\\](https://c.example) \\#\\# D');
    expect(text).toContain('names of people are not reliably found');
    expect(text).toContain('Another 1 calls were refused');
  });

  test('says so when nothing was sent', () => {
    expect(processingMarkdown([], viewOf([]), 0)).toContain('Nothing was sent in this time.');
  });
});
