import type { FlowView } from 'commonhold/api';
import { expect, test } from 'vitest';
import { where as text } from '../../text/english/where.ts';
import { countryOf, flowMap } from './flow-map.ts';
import { nodeWords, placeNote, toneOf, whereText } from './flow-words.ts';

const sums = { calls: 3, attempts: 3, leftNode: 0, sized: 3, sentBytes: 9, answered: 0, receivedBytes: 0 };
const destination = { provider: 'agent', local: 'no', isAgents: true } as const;
const tools: FlowView = { labels: [], destination, ...sums };

test('a tool that an agent ran by itself stands on its agent’s machine, by its hook’s word, and nowhere as rented', () => {
  const [node] = flowMap([tools], true).columns.where;
  if (node === undefined) throw new Error('the tool is in no column');
  const words = [
    nodeWords(node, text),
    whereText(tools, text),
    placeNote(destination, text),
    toneOf(destination),
  ];
  expect(JSON.stringify(words)).not.toMatch(/rented|legal entity|Country unknown/);
  expect(nodeWords(node, text)).toEqual({ name: 'tools of agents', note: '3 times, told by its hook' });
  expect(placeNote(destination, text)).toContain('told by its hook');
  expect(countryOf(node)).toBe('agents');
});
