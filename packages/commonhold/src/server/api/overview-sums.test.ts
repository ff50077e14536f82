import { expect, test } from 'vitest';
import type { Overview, Use } from '#ledger';
import { overviewView } from './overview-sums.ts';

const day = '2026-11-22';
const use: Use = {
  day,
  status: 'completed',
  local: 'no',
  provider: 'vendor',
  model: 'm-1',
  calls: 2,
  metered: 2,
  input: 10,
  output: 20,
};

test('tools that agents ran by themselves are no calls of rented models, and nobody is said to have left their tokens uncounted', () => {
  const tool: Use = { ...use, provider: 'agent', model: 'Bash', calls: 5, metered: 0, input: 0, output: 0 };
  const overview: Overview = {
    firstCall: undefined,
    uses: [use, tool],
    durations: [],
    checkpoint: undefined,
  };
  const { totals, destinations, models } = overviewView(overview, [day], 0, 'all', {} as never);
  expect(totals).toMatchObject({
    calls: 7,
    tools: 5,
    byLocal: { verified: 0, declared: 0, no: 2, none: 0 },
    tokens: { rented: { input: 10, output: 20, uncounted: 0 } },
  });
  expect(destinations).toMatchObject([{ provider: 'vendor', calls: 2 }]);
  expect(models).toMatchObject([{ model: 'm-1' }]);
});
