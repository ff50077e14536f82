import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './node/scripted-upstream.ts';

const words = `only-in-this-test-${'q'.repeat(30)}`;

let upstream: ScriptedUpstream;
let home: string;
let node: TestNode;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.answer = { type: 'text', pieces: ['As you said: ', words] };
  home = await newHome(providerYaml(upstream.port, 'labels:\n  own: [ward]\n'));
  node = await startTestNode(home);
});

test('nothing is erased before it is settled how the keys could be recovered, and a look costs nothing', async () => {
  const id = await call(node.key, 'before-recovery');
  const asked = ['erase', '--call', id, '--reason', 'request', '--yes'];
  expect(await commonhold(home, asked)).toMatchObject({
    code: 1,
    output: expect.stringContaining('1 call'),
    errors: expect.stringContaining('commonhold key recovery set'),
  });
  expect(await run('show', id)).toMatchObject({ bodies: [{}, {}] });
  expect(await commonhold(home, ['key', 'recovery', 'none'])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('--yes'),
  });
  expect((await commonhold(home, ['key', 'recovery', 'none', '--yes'])).code).toBe(0);
  expect((await commonhold(home, asked)).code).toBe(0);
  await proved();
});
afterAll(async () => {
  await node.stop();
  await removeHome(home);
  await upstream.close();
});

/** A whole call; its id. */
async function call(key: string, run: string): Promise<string> {
  const reply = await fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'x-commonhold-run': run,
    },
    body: JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: words }] }),
  });
  expect(reply.status).toBe(200);
  await reply.text();
  return reply.headers.get('x-commonhold-call') ?? '';
}

/** A file that the node took away between two looks holds nothing any more. */
function goneMeanwhile(thrown: unknown): Buffer {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return Buffer.alloc(0);
  throw thrown;
}

/** Files of the home folder in which the text stands, byte for byte. */
async function filesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(goneMeanwhile);
    if (bytes.includes(text)) found.push(entry.name);
  }
  return found;
}

interface Erased {
  readonly preview: Readonly<Record<string, unknown>>;
  readonly report: Readonly<Record<string, unknown>>;
}

async function run<Reply>(...parameters: readonly string[]): Promise<Reply> {
  const ran = await commonhold(home, [...parameters, '--json']);
  expect(ran.errors).toBe('');
  return JSON.parse(ran.output) as Reply;
}

async function proved(): Promise<void> {
  expect(await run('verify', '--bodies')).toMatchObject({ verdict: 'proved', findings: [] });
}

describe('an owner at the command line', () => {
  test('sees what an erasure would do, and nothing happens without --yes where nobody can be asked', async () => {
    const id = await call(node.key, 'preview');
    const shown = await commonhold(home, ['erase', '--call', id, '--reason', 'mistake']);
    expect(shown.code).toBe(1);
    expect(shown.errors).toContain('--yes');
    for (const heading of ['What goes', 'What stays', 'What cannot be reached', id]) {
      expect(shown.output).toContain(heading);
    }
    expect(await run('erase', '--call', id)).toMatchObject({ preview: { calls: 1, bodies: { count: 2 } } });
    expect((await commonhold(home, ['show', id, '--json'])).code).toBe(0);
  });

  test('erases a call with what came after it, and a look at it says when', async () => {
    const [first, later] = [await call(node.key, 'talk'), await call(node.key, 'talk')];
    const { report } = await run<Erased>('erase', '--call', first, '--reason', 'mistake', '--yes');
    expect(report).toMatchObject({ calls: 2, leaves: 1, left: 0 });
    for (const id of [first, later]) {
      const shown = await commonhold(home, ['show', id]);
      expect(shown.code).toBe(0);
      expect(shown.errors).toMatch(/it was erased at \d{4}-/);
      const facts = await fetch(new URL(`/api/calls/${id}`, node.baseUrl), {
        headers: { authorization: `Bearer ${node.key}` },
      });
      expect(await facts.json()).toMatchObject({
        call: {
          principal: { id: 'erased' },
          asked: 'erased',
          erased: report['lastLeaf'],
          attemptDetails: [{ intent: { facts: {}, decision: ['allow:valid-key'] }, status: 'completed' }],
        },
      });
    }
    await proved();
  });

  test('erases a person by the name of a key, which loses its name once it is revoked', async () => {
    const name = 'Anna Xanthippe';
    const made = await run<{ key: string }>('keys', 'add', name, '--kind', 'person');
    const id = await call(made.key, 'anna');
    expect(await filesWith(name)).not.toEqual([]);
    expect((await commonhold(home, ['keys', 'revoke', name])).code).toBe(0);
    const { report } = await run<Erased>('erase', '--person', name, '--reason', 'request', '--yes');
    expect(report).toMatchObject({ calls: 1, domains: 1, keyNames: 1 });
    expect((await commonhold(home, ['show', id])).errors).toContain('erased');
    const keys = await run<{ name: string }[]>('keys', 'list');
    expect(keys.map((key) => key.name)).not.toContain(name);
    expect(await filesWith(name)).toEqual([]);
    await proved();
    expect((await commonhold(home, ['erase', '--person', name, '--json'])).errors).toContain(name);
  });

  test('holds what must not go, and a hold that has ended holds nothing', async () => {
    const id = await call(node.key, 'held');
    const [hold] = await run<{ id: string }[]>('hold', 'add', '--call', id);
    const refused = await commonhold(home, ['erase', '--call', id, '--reason', 'law', '--yes', '--json']);
    expect(JSON.parse(refused.output)).toMatchObject({ preview: { calls: 0, held: 1 } });
    expect((await commonhold(home, ['show', id])).code).toBe(0);
    expect(await run('hold', 'list')).toHaveLength(1);
    await run('hold', 'remove', hold?.id ?? '');
    expect(await run('erase', '--call', id, '--reason', 'law', '--yes')).toMatchObject({
      report: { calls: 1 },
    });
    await proved();
  });

  test('leaves nothing of what was said in any file of the home folder', async () => {
    await run('erase', '--before', '2100-01-01', '--reason', 'other', '--yes');
    await run('compact');
    expect(await filesWith(words)).toEqual([]);
    await proved();
    const next = await call(node.key, 'after');
    expect((await commonhold(home, ['show', next])).output).toContain(words);
  });
});

test('a member may not erase, nor see or make holds', async () => {
  const made = await run<{ key: string }>('keys', 'add', 'member', '--kind', 'app');
  for (const [method, path] of [
    ['POST', '/api/erasure/preview'],
    ['POST', '/api/erasure'],
    ['POST', '/api/erasure/compact'],
    ['GET', '/api/holds'],
    ['POST', '/api/holds'],
  ] as const) {
    const reply = await fetch(new URL(path, node.baseUrl), {
      method,
      headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    expect(reply.status, path).toBe(403);
  }
});
