import type { FlowView } from 'commonhold/api';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut } from './flow-layout.ts';
import { countryOf, flowMap, isOthers, type MapNode, nodesMax, sides, weightOf } from './flow-map.ts';

function flow(who: string, labels: readonly string[], provider: string | undefined, count = 1): FlowView {
  const isInside = provider === 'local';
  return {
    principal: { id: who, name: who, kind: 'person', revoked: false },
    labels,
    ...(provider === undefined
      ? { refused: 'policy_denied' }
      : {
          destination: {
            provider,
            local: isInside ? ('verified' as const) : ('no' as const),
            ...(provider === 'b' ? { country: 'FR' } : {}),
          },
        }),
    calls: count,
    attempts: provider === undefined ? 0 : count,
    leftNode: 0,
    sized: 0,
    sentBytes: 0,
    answered: 0,
    receivedBytes: 0,
  };
}

const anyFlows = fc.uniqueArray(
  fc
    .tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom([], ['personal'], ['code', 'secret']),
      fc.constantFrom('a', 'b', 'local', undefined),
      fc.integer({ min: 1, max: 9999 }),
    )
    .map(([who, labels, provider, count]) => flow(`p_${who}`, labels, provider, count)),
  { selector: (one) => JSON.stringify([one.principal, one.labels, one.destination]) },
);

const weight = (nodes: readonly { readonly weight: number }[]): number =>
  nodes.reduce((sum, node) => sum + node.weight, 0);

describe('the drawing', () => {
  test('has everything in every column, drawn by name or not, and as much in a bar as at each of its edges', () => {
    fc.assert(
      fc.property(anyFlows, fc.boolean(), (flows, areAllShown) => {
        const map = flowMap(flows, areAllShown);
        const total = flows.reduce((sum, one) => sum + weightOf(one), 0);
        for (const side of sides) expect(weight(map.columns[side])).toBe(total);
        const edge = (node: MapNode, end: 'from' | 'to') =>
          weight(map.ribbons.filter((ribbon) => ribbon[end] === node));
        for (const node of map.columns.what) {
          expect(edge(node, 'to')).toBe(node.weight);
          expect(edge(node, 'from')).toBe(node.weight);
        }
      }),
    );
  });

  test('puts nothing on top of anything else, and every height is to one scale', () => {
    fc.assert(
      fc.property(anyFlows, (flows) => {
        const map = flowMap(flows, true);
        const { nodes, height } = layOut(map, 900);
        for (const side of sides) {
          const column = nodes.filter(({ node }) => node.side === side);
          for (const [at, one] of column.entries()) {
            expect(one.y).toBeGreaterThanOrEqual(-1e-9);
            expect(one.y + one.height).toBeLessThanOrEqual(height + 1e-9);
            expect(one.height * map.total).toBeCloseTo(340 * one.node.weight, 3);
            const next = column[at + 1];
            if (next !== undefined) expect(next.y).toBeGreaterThan(one.y + one.height);
          }
        }
      }),
    );
  });

  test('draws the smallest of many together, and one that is alone by its name', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => flow(`p_${at}`, [], 'a', 100 - at));
    const whole = flowMap(many(nodesMax.who + 1), false).columns.who;
    expect(whole.some(isOthers)).toBe(false);
    const folded = flowMap(many(nodesMax.who + 5), false).columns.who;
    expect(folded).toHaveLength(nodesMax.who + 1);
    expect(folded.at(-1)).toMatchObject({ count: 5, weight: 90 + 89 + 88 + 87 + 86 });
  });

  test('groups places by country, and puts last what went nowhere, however much that is', () => {
    const flows = [flow('p', [], undefined, 99), flow('p', [], 'local', 5), flow('p', [], 'b', 9)];
    expect(flowMap([...flows, flow('p', [], 'a', 2)], false).columns.where.map(countryOf)).toEqual([
      'FR',
      'here',
      '',
      'nowhere',
    ]);
  });
});
