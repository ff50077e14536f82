import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import {
  api,
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

interface Verdict {
  readonly verdict: string;
  readonly size: number;
  readonly checkpoint?: { readonly note: string };
  readonly pairs: { readonly intents: number; readonly outcomes: number };
  readonly findings: readonly { readonly what: string }[];
}

describe('the log of a node as files', () => {
  let upstream: CountingUpstream;
  let home: string;
  let elsewhere: string;
  let node: TestNode;
  let key: string;

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(providerYaml(upstream.port));
    elsewhere = await newHome();
    node = await startTestNode(home);
    ({ verifierKey: key } = await api<{ verifierKey: string }>(node, 'GET', '/api/receipts/key'));
  });
  afterAll(async () => {
    await node.stop();
    await upstream.close();
    await removeHome(home);
    await removeHome(elsewhere);
  });

  const calls = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const reply = await chat(node, {
        model: 'test-model',
        messages: [{ role: 'user', content: 'a secret' }],
      });
      expect(reply.status).toBe(200);
      await reply.text();
    }
  };

  /** Without a key, and with the path as it stands: no client tidies it up. */
  const get = (path: string): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }> =>
    new Promise((resolve, reject) => {
      const sent = request(node.baseUrl, { path }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            bytes: Buffer.concat(chunks),
          }),
        );
      });
      sent.once('error', reject);
      sent.end();
    });

  const verify = async (place: string, by = key): Promise<Verdict> => {
    const { output, errors } = await commonhold(elsewhere, ['log', 'verify', place, '--key', by, '--json']);
    expect(errors).toBe('');
    return JSON.parse(output) as Verdict;
  };

  const size = async (): Promise<number> =>
    Number((await readFile(join(home, 'log/checkpoint'), 'utf8')).split('\n')[1]);

  const serve = async (extent: string): Promise<void> => {
    await writeFile(
      join(home, 'commonhold.yaml'),
      `${providerYaml(upstream.port)}publish: { serve: ${extent} }\n`,
    );
    const expected = { off: [401, 401], hashes: [200, 404], entries: [200, 200] }[extent];
    await eventually(async () => {
      const bundles = (await get('/log/tile/entries/000')).status;
      const head = (await get('/log/checkpoint')).status;
      return head === expected?.[0] && bundles === expected[1] ? true : undefined;
    });
  };

  test('follows its calls: a stranger proves the folder with the key alone, while the node runs', async () => {
    await calls(130);
    await eventually(async () => ((await size()) > 260 ? true : undefined));
    const report = await verify(join(home, 'log'));
    expect(report).toMatchObject({ verdict: 'proved', findings: [] });
    expect(report.pairs.intents).toBe(130);
    expect(report.size).toBeGreaterThan(260);
  });

  test('is not given to anybody before the owner says so', async () => {
    for (const path of ['checkpoint', 'tile/0/000', 'tile/entries/000', '']) {
      expect((await get(`/log/${path}`)).status).toBe(401);
    }
  });

  test('is served as hashes alone, with the types and the lifetimes that its files have', async () => {
    await serve('hashes');
    const head = await get('/log/checkpoint');
    expect(head.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(head.bytes.toString()).toContain(key.split('+')[0]);
    const tile = await get('/log/tile/0/000');
    expect(tile.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(tile.bytes).toEqual(await readFile(join(home, 'log/tile/0/000')));
    const [partial] = await readdir(join(home, 'log/tile/0/001.p'));
    const { status, headers } = await get(`/log/tile/0/001.p/${partial}`);
    expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=3600']);
    expect((await get('/log/tile/entries/000')).status).toBe(404);
  });

  test.each([
    '',
    'tile',
    'tile/0',
    'tile/0/000.p',
    'tile/0/000.p/0',
    'tile/00/000',
    'tile/0/0000',
    'tile/0/999',
    '.next',
    '../commonhold.yaml',
    'tile/0/../../../keys/signing.key',
    '..%2fkeys%2fsigning.key',
    'tile/0/%2e%2e/%2e%2e/%2e%2e/keys/signing.key',
    'tile/0/000%00',
    'checkpoint/',
    '/checkpoint',
    'tile\\0\\000',
  ])('has nothing at /log/%s', async (path) => {
    // What the server takes for another path of its own wants a key.
    expect([400, 401, 404]).toContain((await get(`/log/${path}`)).status);
  });

  test('is served with its entries, and proved over the network as in the folder', async () => {
    await serve('entries');
    const address = new URL('/log/', node.baseUrl).href;
    expect(await verify(address)).toMatchObject({ verdict: 'proved', findings: [] });
    await serve('hashes');
    const withheld = await verify(address);
    expect(withheld.findings[0]?.what).toContain('tile/entries/000 is missing');
    await serve('off');
  });

  test('ends with the closing entry, goes on after a kill, and is made anew when somebody took it away', async () => {
    await node.stop();
    const closed = await verify(join(home, 'log'));
    expect(closed).toMatchObject({ verdict: 'proved', completeness: { grade: 'complete' } });
    const copy = join(elsewhere, 'copy');
    await cp(join(home, 'log'), copy, { recursive: true });
    node = await startTestNode(home);
    await calls(20);
    await node.kill();
    node = await startTestNode(home);
    await eventually(async () => ((await size()) > closed.size + 40 ? true : undefined));
    expect(await verify(join(home, 'log'))).toMatchObject({ verdict: 'proved', findings: [] });
    await node.stop();
    await writeFile(join(home, 'log/checkpoint'), 'nonsense');
    node = await startTestNode(home);
    await eventually(async () => ((await size().catch(() => 0)) > closed.size + 40 ? true : undefined));
    expect(await verify(join(home, 'log'))).toMatchObject({ verdict: 'proved', findings: [] });
    // The copy stays what it was, and one flipped byte of it is found and named.
    expect(await verify(copy)).toMatchObject({ verdict: 'proved', size: closed.size });
    const bundle = join(copy, 'tile/entries/000');
    const bytes = await readFile(bundle);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(bundle, bytes);
    const broken = await commonhold(elsewhere, ['log', 'verify', copy, '--key', key]);
    expect(broken).toMatchObject({ code: 1, output: expect.stringContaining('tile/entries/000') });
  });

  test('is not proved by the key of somebody else, nor where there is no folder', async () => {
    const other = 'commonhold.example/log/test+63dc4887+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h';
    expect(await verify(join(home, 'log'), other)).toMatchObject({ verdict: 'broken' });
    const witness = 'w.example+e25d5acc+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB';
    const ofWitness = await commonhold(elsewhere, ['log', 'verify', join(home, 'log'), '--key', witness]);
    expect(ofWitness).toMatchObject({ code: 1, errors: expect.stringContaining('no verifier key') });
    const nowhere = await commonhold(elsewhere, ['log', 'verify', join(home, 'no'), '--key', key]);
    expect(nowhere).toMatchObject({ code: 1, errors: expect.stringContaining('cannot be read') });
  });
});
