import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DestinationsView, DestinationView } from '../packages/commonhold/src/server/index.ts';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

const configuration = (retention: string): string => `
providers:
  vendor:
    wire: openai-chat
    baseUrl: https://api.vendor.example/v1
    authentication: stored
    vendor: openai
    destination: { ${retention} }
    models: [large]
  unknown-place:
    wire: openai-chat
    baseUrl: https://api.other.example/v1
    authentication: stored
    destination: { local: "no" }
`;

describe('where calls can go', () => {
  let home: string;
  let node: TestNode;
  beforeAll(async () => {
    home = await newHome(configuration('retentionDays: 7'));
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  async function seen(): Promise<readonly DestinationView[]> {
    const { output } = await commonhold(home, ['destinations', '--json']);
    return (JSON.parse(output) as DestinationsView).destinations;
  }

  test('is every row and the engine inside, with the facts that hold and whose word each is', async () => {
    const [local, vendor, other] = await seen();
    expect(local).toEqual({ name: 'local', local: 'verified', regions: [], models: [], facts: [] });
    expect(vendor).toMatchObject({
      name: 'vendor',
      local: 'no',
      vendor: { id: 'openai' },
      models: ['large'],
    });
    const fact = (name: string) => vendor?.facts.find((one) => one.name === name);
    expect(fact('retentionDays')).toMatchObject({ value: 7, by: 'owner', catalog: { value: 30 } });
    expect(fact('trainsOnData')).toMatchObject({
      value: false,
      by: 'catalog',
      catalog: { evidence: 'page' },
    });
    expect(fact('parentCompany')).not.toHaveProperty('value');
    expect(other?.facts.every(({ by }) => by === 'nobody')).toBe(true);
  });

  test('is a list for people, which says of which place nothing is known', async () => {
    const { output, errors } = await commonhold(home, ['destinations']);
    expect(output).toMatch(/^local +- +verified +this machine/m);
    expect(output).toMatch(/^vendor +openai +no +unknown .* 7 +no +2026-11-22, \d+ days? ago +-$/m);
    expect(errors).toMatch(/unknown-place: nothing is known of it/);
    expect(errors).not.toMatch(/vendor: nothing/);
  });

  test('is shown one by one, with the page that each fact was read on', async () => {
    const { output } = await commonhold(home, ['destinations', 'show', 'vendor']);
    expect(output).toMatch(
      /^days kept, at most +7 +you say so; the catalog: 30, read 2026-11-22, .*https:\/\/.*openai\.com/m,
    );
    expect(output).toMatch(
      /^models made by +unknown +believed to be OpenAI, not read, so it decides nothing$/m,
    );
    const json = await commonhold(home, ['destinations', 'show', 'vendor', '--json']);
    expect((JSON.parse(json.output) as DestinationView).name).toBe('vendor');
    const missing = await commonhold(home, ['destinations', 'show', 'nowhere']);
    expect(missing.code).toBe(1);
    expect(missing.errors).toContain('no destination named "nowhere"');
  });

  test('changes with commonhold.yaml, and the log has the change before it holds', async () => {
    const size = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${node.key}` };
      const status = await (await fetch(new URL('/api/status', node.baseUrl), { headers })).json();
      return (status as { log: { size: number } }).log.size;
    };
    const before = await size();
    await writeFile(join(home, 'commonhold.yaml'), configuration('retentionDays: unknown'));
    await expect
      .poll(async () => (await seen())[1]?.facts.find(({ name }) => name === 'retentionDays'), {
        timeout: 20_000,
      })
      .not.toHaveProperty('value');
    expect(await size()).toBeGreaterThan(before);
  });
});
