import { execFileSync } from 'node:child_process';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
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

interface WireError {
  readonly error: { readonly code: string; readonly message: string; readonly type: string };
}
interface Listed {
  readonly calls: readonly { readonly status: string }[];
}

describe('what a client can get wrong', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(`${providerYaml(upstream.port)}limits: { requestBytes: 1048576 }\n`);
    await mkdir(join(home, 'models'));
    await writeFile(join(home, 'models', 'garbage.gguf'), 'this is no model');
    node = await startTestNode(home);
  });
  afterAll(async () => {
    expect(upstream.seen).toEqual([]);
    const { calls } = await api<Listed>(node, 'GET', '/api/calls');
    // Only what had passed the door is on record, and nothing is left open.
    expect(calls.filter(({ status }) => status === 'open' || status === 'completed')).toEqual([]);
    await node.stop();
    await upstream.close();
    const verified = await commonhold(home, ['verify', '--bodies']);
    expect(verified.output).toMatch(/^Proved\./);
    await removeHome(home);
  });

  async function post(
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; error: WireError['error'] }> {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}`, ...headers },
      body,
    });
    return { status: reply.status, error: ((await reply.json()) as WireError).error };
  }
  const good = JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: 'Hello' }] });

  const cases: readonly [string, string | Uint8Array, Record<string, string>, number, string, RegExp][] = [
    ['a wrong key', good, { authorization: 'Bearer chk_nobody' }, 401, 'key_unknown', /not known here/],
    ['no key', good, { authorization: '' }, 401, 'key_missing', /No key was sent/],
    ['broken JSON', '{"model": "test-model", "messages": [', {}, 400, 'json_invalid', /not valid JSON/],
    [
      'the same key twice',
      '{"model":"test-model","model":"other","messages":[]}',
      {},
      400,
      'json_duplicate_key',
      /"?model"?/,
    ],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"model":"'), Buffer.of(0xc3, 0x28), Buffer.from('"}')]),
      {},
      400,
      'json_not_utf8',
      /UTF-8/,
    ],
    ['a model that nobody has', good.replace('test-model', 'missing'), {}, 404, 'model_unknown', /missing/],
    [
      'a message without a role',
      '{"model":"test-model","messages":[{"content":"x"}]}',
      {},
      400,
      'request_invalid',
      /role/,
    ],
    ['a compressed body', good, { 'content-encoding': 'gzip' }, 415, 'body_encoding_refused', /gzip/],
    [
      'a form',
      good,
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'content_type_refused',
      /form/,
    ],
    [
      'a label that nobody knows',
      good,
      { 'x-commonhold-labels': 'top-secret' },
      422,
      'labels_invalid',
      /top-secret/,
    ],
    [
      'a call from a page of another site',
      good,
      { origin: 'https://evil.example' },
      403,
      'origin_refused',
      /origin/,
    ],
    ['a model file of garbage', good.replace('test-model', 'garbage'), {}, 503, 'model_invalid', /garbage/],
  ];
  test.each(cases)(
    "%s is answered clearly, in OpenAI's shape",
    async (_name, body, headers, status, code, says) => {
      const answer = await post(body, headers);
      expect(answer.error.code).toBe(code);
      expect(answer.status).toBe(status);
      expect(answer.error.message).toMatch(says);
      expect(typeof answer.error.type).toBe('string');
    },
  );

  test('a body of 50 MB is refused by its size', async () => {
    const answer = await post(
      `{"model":"test-model","messages":[{"role":"user","content":"${'x'.repeat(50_000_000)}"}]}`,
    );
    expect(answer).toMatchObject({ status: 413, error: { code: 'body_too_large' } });
  });

  test('a body that never says its size is refused when it grows beyond the limit', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = request(`${node.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${node.key}`,
          'transfer-encoding': 'chunked',
        },
      });
      sending.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.on('error', reject);
      for (let piece = 0; piece < 40; piece++) sending.write('x'.repeat(50_000));
      sending.end();
    });
    expect(status).toBe(413);
  });

  test("a host name that is not ours is refused, as an attacker's page would send it", async () => {
    const status = await new Promise((resolve, reject) => {
      const asking = request(`${node.baseUrl}/models`, {
        headers: { host: 'evil.example', authorization: `Bearer ${node.key}` },
      });
      asking.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asking.on('error', reject);
      asking.end();
    });
    expect(status).toBe(403);
  });

  test('a path that is not served says so', async () => {
    const reply = await fetch(`${node.baseUrl}/completions`, {
      headers: { authorization: `Bearer ${node.key}` },
    });
    expect(reply.status).toBe(404);
    expect(((await reply.json()) as WireError).error.code).toBe('not_found');
  });

  test('the wrong method says which is right', async () => {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      headers: { authorization: `Bearer ${node.key}` },
    });
    expect(reply.status).toBe(405);
    expect(((await reply.json()) as WireError).error.message).toContain('POST');
  });
});

describe('what can be wrong with the machine', () => {
  test('a port in use ends the start with one sentence and nothing left behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const home = await newHome();
    const started = await commonhold(home, ['start', '--offline'], '', { COMMONHOLD_PORT: String(port) });
    expect(started.code).toBe(1);
    expect(started.errors).toMatch(new RegExp(`^Port ${port} is in use`));
    // The second start makes and shows the owner's key, because the first one could not.
    const node = await startTestNode(home);
    expect(node.key).toMatch(/^chk_/);
    await node.stop();
    other.close();
    await removeHome(home);
  });

  test('a home folder that another node holds is left alone, and its process is named', async () => {
    const home = await newHome();
    const node = await startTestNode(home);
    const second = await commonhold(home, ['start', '--offline']);
    expect(second.code).toBe(1);
    expect(second.errors).toContain(`process ${node.process.pid}`);
    expect((await fetch(new URL('/healthz', node.baseUrl))).status).toBe(200);
    await node.stop();
    await removeHome(home);
  });

  test.skipIf(process.getuid?.() !== 0)('a home folder of another user is refused', async () => {
    const home = await newHome();
    await chown(home, 12_345, 12_345);
    const started = await commonhold(home, ['start', '--offline']);
    expect(started.code).toBe(1);
    expect(started.errors).toContain('user id 12345');
    await removeHome(home);
  });

  test('a mistake in commonhold.yaml is named with its place', async () => {
    const home = await newHome('limits: { requestBytes: lots }\n');
    const started = await commonhold(home, ['start', '--offline']);
    expect(started.code).toBe(1);
    expect(started.errors).toMatch(/commonhold\.yaml is not valid: limits\.requestBytes/);
    await removeHome(home);
  });

  test('an address that others can reach is refused without a declared proxy', async () => {
    const home = await newHome('server: { address: 0.0.0.0 }\n');
    const started = await commonhold(home, ['start', '--offline']);
    expect(started.code).toBe(1);
    expect(started.errors).toContain('0.0.0.0');
    await removeHome(home);
  });

  const canMount = process.getuid?.() === 0 && process.platform === 'linux' && mountWorks();
  test.skipIf(!canMount)(
    'a full disk refuses the call before anything is sent, and the next start needs no repair',
    async () => {
      const upstream = await startCountingUpstream(0);
      const home = await newHome(providerYaml(upstream.port));
      const small = join(home, 'disk');
      await mkdir(small);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=0700', 'tmpfs', small]);
      const ask = (node: TestNode): Promise<Response> =>
        chat(node, { model: 'test-model', user: 'x', messages: [{ role: 'user', content: 'Hello' }] });
      try {
        await writeFile(join(small, 'commonhold.yaml'), providerYaml(upstream.port));
        const node = await startTestNode(small);
        expect((await ask(node)).status).toBe(200);
        // The node keeps 64 MiB free for ending what was begun, so for new calls the disk is full from here on.
        await writeFile(join(small, 'filler'), Buffer.alloc(110 * 1024 * 1024, 1));
        const refused = await eventually(async () => {
          const reply = await ask(node);
          return reply.status === 503 ? reply : undefined;
        });
        expect(((await refused.json()) as WireError).error.code).toBe('record_unavailable');
        const seen = upstream.seen.length;
        expect((await ask(node)).status).toBe(503);
        expect(upstream.seen.length).toBe(seen);
        await node.stop();
        expect((await commonhold(small, ['verify', '--bodies'])).output).toMatch(/^Proved\./);

        const again = await startTestNode(small);
        expect((await ask(again)).status).toBe(503);
        await rm(join(small, 'filler'));
        const answered = await eventually(async () => {
          const reply = await ask(again);
          return reply.status === 200 ? reply : undefined;
        });
        expect(answered.status).toBe(200);
        await again.stop();
      } finally {
        execFileSync('umount', ['-l', small]);
        await upstream.close();
        await removeHome(home);
      }
    },
  );

  function mountWorks(): boolean {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'], { stdio: 'ignore' });
      execFileSync('umount', ['/mnt'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }
});
