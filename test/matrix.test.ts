import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canAsk, canTell, type Outcome, play } from './matrix/cells.ts';
import { type FakeVendors, startFakeVendors } from './matrix/fake-vendors.ts';
import { oddBytesOf } from './matrix/odd-bytes.ts';
import type { Written } from './matrix/said.ts';
import { features } from './matrix/scenes.ts';
import { type Cell, written } from './matrix/table.ts';
import { wires } from './matrix/wires.ts';
import { eventually } from './node/eventually.ts';
import { api, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/**
 * Every client's wire to every provider's wire, through a node of its own process. The clients are the official ones. The vendors
 * take only what their published types and documents allow. What a client asked for is compared with what the vendor read in the
 * bytes that reached it, and what the vendor answered with what the client's own parser understood.
 */
describe('every client on every vendor', () => {
  let vendors: FakeVendors;
  let home: string;
  let node: TestNode;
  const table = new Map<string, Map<string, Map<string, Cell>>>();
  const wrong: string[] = [];

  beforeAll(async () => {
    vendors = await startFakeVendors();
    const providers = [...wires.keys()].map(
      (wire) => `
  at-${wire}:
    wire: ${wire}
    baseUrl: http://127.0.0.1:${vendors.port}/${wire}
    authentication: none
    destination: { local: declared }
    models: [served-by-${wire}]`,
    );
    home = await newHome(`providers:${providers.join('')}\n`);
    node = await startTestNode(home);
    for (const client of wires.keys()) {
      const rows = [...features.keys()].map((feature) => {
        const cells = [...wires.keys()].map((vendor): [string, Cell] => [vendor, { type: 'unasked' }]);
        return [feature, new Map(cells)] as const;
      });
      table.set(client, new Map(rows));
    }
    // Each vendor is a lane of its own: it answers one scene after the other.
    await Promise.all([...wires.keys()].map((vendor) => playAll(vendor)));
  }, 180_000);
  afterAll(async () => {
    await node.stop();
    await vendors.close();
    await removeHome(home);
  });

  async function playAll(vendor: string): Promise<void> {
    for (const [client, { client: connect }] of wires) {
      for (const [feature, scenes] of features) {
        const run = `${client}.${vendor}.${feature.replaceAll(' ', '-')}`;
        const origin = new URL(node.baseUrl).origin;
        const speaker = connect({ origin, key: node.key, model: `served-by-${vendor}`, run });
        const played: Outcome[] = [];
        for (const scene of scenes) {
          if (canAsk(client, scene, speaker) && canTell(vendor, scene)) {
            played.push(await play(vendors, client, vendor, speaker, scene));
          }
        }
        const cell = await cellOf(run, client === vendor, played);
        table.get(client)?.get(feature)?.set(vendor, cell);
      }
    }
  }

  async function cellOf(run: string, isSame: boolean, played: readonly Outcome[]): Promise<Cell> {
    if (played.length === 0) return { type: 'unasked' };
    wrong.push(...played.flatMap((outcome) => outcome.wrong.map((what) => `${run}: ${what}`)));
    const refusals = new Set(played.flatMap(({ refused }) => (refused === undefined ? [] : [refused])));
    if (refusals.size > 0) return { type: 'refused', why: [...refusals] };
    const warnings = await warningsOf(run, played.length);
    const changed = new Set(played.flatMap((outcome) => outcome.changed));
    for (const field of changed) {
      if (isSame || !warnings.some((warning) => speaksOf(warning, field))) {
        wrong.push(`${run}: ${field} was changed and nobody was told; warnings: ${warnings.join('; ')}`);
      }
    }
    return warnings.length === 0 ? { type: 'ok' } : { type: 'warned', why: warnings };
  }

  /** From the record, once every call of the run has its outcome there. */
  async function warningsOf(run: string, calls: number): Promise<readonly string[]> {
    const ended = await eventually(async () => {
      const page = await api<{ calls: { id: string; status: string }[] }>(
        node,
        'GET',
        `/api/calls?run=${encodeURIComponent(run)}`,
      );
      const all = page.calls.filter(({ status }) => status !== 'open');
      return all.length >= calls ? all : undefined;
    });
    const warnings = new Set<string>();
    for (const { id } of ended) {
      const { call } = await api<{ call: { warnings: string[] } }>(node, 'GET', `/api/calls/${id}`);
      for (const warning of call.warnings) warnings.add(warning);
    }
    return [...warnings].sort();
  }

  test('is all the wires that a provider can speak', async () => {
    const schema = await readFile('docs/reference/commonhold.schema.json', 'utf8');
    const named = [...schema.matchAll(/"(openai-chat|[a-z]+-[a-z]+|ollama|gemini)"/g)].map(
      ([, name]) => name,
    );
    for (const wire of wires.keys()) expect(named).toContain(wire);
  });

  test('loses nothing without a word, in either direction', () => {
    expect(wrong.join('\n\n')).toBe('');
  });

  test('on its own wire loses nothing at all', () => {
    for (const [client, rows] of table) {
      for (const cells of rows.values()) expect(['ok', 'unasked']).toContain(cells.get(client)?.type);
    }
  });

  test.each([...wires.keys()])(
    'on the wire %s gets its bytes through as they are, and the answer too',
    async (wire) => {
      const { path, request, answer, stream } = oddBytesOf(wire, `served-by-${wire}`);
      const whole = { contentType: 'application/json', body: answer };
      await untouched(wire, path, request, whole);
      await untouched(wire, stream.path ?? path, stream.request, {
        contentType: stream.type,
        body: stream.answer,
      });
    },
  );

  async function untouched(wire: string, path: string, request: string, written: Written): Promise<void> {
    vendors.script(wire, { type: 'bytes', written });
    vendors.heard(wire);
    const reply = await fetch(new URL(path, node.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-commonhold-key': node.key },
      body: request,
    });
    const said = Buffer.from(await reply.arrayBuffer()).toString('utf8');
    expect(said).toBe(written.body);
    expect(reply.headers.get('content-type')).toBe(written.contentType);
    expect(vendors.heard(wire).map(({ bytes }) => bytes.toString('utf8'))).toEqual([request]);
  }

  test('is the table in the documentation', async () => {
    const page = await readFile('docs/reference/wires.md', 'utf8');
    const from = page.indexOf(begin) + begin.length;
    const to = page.indexOf(end);
    expect(to).toBeGreaterThan(from);
    const whole = `${page.slice(0, from)}\n\n${written(table)}\n\n${page.slice(to)}`;
    await expect(whole).toMatchFileSnapshot('../docs/reference/wires.md');
  });
});

/** What the table stands between in the documentation. */
const begin = '<!-- matrix -->';
const end = '<!-- end of matrix -->';

/** Which warnings tell that a field did not arrive as it was asked for. */
const words: Readonly<Record<string, RegExp>> = {
  effort: /effort|reasoning|think/i,
  stop: /stop/i,
  single: /parallel/i,
  choice: /tool_choice/i,
  tokens: /max_tokens|max_output_tokens/i,
};

function speaksOf(warning: string, field: string): boolean {
  return words[field]?.test(warning) ?? false;
}
