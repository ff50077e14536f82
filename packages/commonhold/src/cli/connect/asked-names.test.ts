import { expect, test } from 'vitest';
import { apps } from '#apps';
import type { NodeClient } from '../node/node-client.ts';
import { warningsAbout } from './asked-names.ts';

const [claudeCode] = apps;
if (claudeCode === undefined) throw new Error('there are no apps');

/** A node on which a name leads to the engine inside. */
const node = {
  get: async () => ({ data: [{ commonhold: { candidates: [{ provider: 'local', model: 'small' }] } }] }),
} as unknown as NodeClient;

type Names = Parameters<typeof warningsAbout>[2]['names'];

const warned = async (names: Names, subscription = false): Promise<string> =>
  (
    await warningsAbout(
      node,
      claudeCode,
      { beginning: 'claude-', version: '1', row: 'commonhold providers add anthropic', names },
      subscription,
    )
  ).join('\n');

test('nothing is said of names that lead somewhere', async () => {
  expect(await warned([{ name: 'claude-x', leadsTo: ['a'] }])).toBe('');
});

test('each name that leads nowhere is named, and no other, with a route to a model of this node', async () => {
  const text = await warned([
    { name: 'claude-x', leadsTo: ['a'] },
    { name: 'claude-y', leadsTo: [], why: 'unknown' },
    { name: 'claude-z', leadsTo: [], why: 'unknown' },
  ]);
  expect(text).toContain('claude-y, claude-z');
  expect(text).toContain('commonhold providers add anthropic');
  expect(text).toContain('      claude-z:\n        - { provider: local, model: small }');
  expect(text).not.toContain('claude-x');
});

test('a row that lacks its credential is not added once more, and who comes with a subscription is not sent to one', async () => {
  const why = 'credential-missing';
  const text = await warned([{ name: 'claude-x', leadsTo: [], why }], true);
  expect(text).toContain('commonhold keys provider NAME');
  expect(text).not.toContain('providers add');
  expect(text).not.toContain('--subscription');
});
