import { appendFile, copyFile, readFile, rename } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  addCheckpointLengthMax,
  cosignatureVerifierFor,
  type CosignatureVerifier,
  openCosignedCheckpoint,
  parseCheckpoint,
  parseNote,
  verifierFor,
  witnessedCheckpointPath,
} from '@commonhold/tlog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { signatureChecks } from '../packages/commonhold/src/witness/index.ts';
import { otherLog, sha256 } from './node/other-log.ts';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

interface Accepted {
  readonly witness?: { readonly name: string; readonly verifierKeys: readonly string[] };
  readonly logs: readonly { readonly origin: string; readonly size?: number }[];
}

const comment = '# What the witness of our neighbours is told by its owner.\n';

/** Without a key, and with headers as they stand. */
function send(
  node: TestNode,
  method: string,
  path: string,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, node.baseUrl), { method, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, type: reply.headers['content-type'], body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const ask = (node: TestNode, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  send(node, 'POST', '/witness/add-checkpoint', body, headers);

const monitorPath = (origin: string): string => `/witness/${witnessedCheckpointPath(sha256, origin)}`;

describe('a node as the witness of another', () => {
  let home: string;
  let otherHome: string;
  let node: TestNode;
  let other: TestNode;
  let otherKey: string;
  let otherOrigin: string;

  beforeAll(async () => {
    home = await newHome(comment);
    otherHome = await newHome();
    [node, other] = await Promise.all([startTestNode(home), startTestNode(otherHome)]);
    ({ verifierKey: otherKey } = await api<{ verifierKey: string }>(other, 'GET', '/api/receipts/key'));
    otherOrigin = otherKey.split('+')[0] ?? '';
  });
  afterAll(async () => {
    await Promise.all([node.stop(), other.stop()]);
    await removeHome(home);
    await removeHome(otherHome);
  });

  const headOfOther = async (): Promise<string> => {
    const reply = await fetch(new URL('/api/checkpoint', other.baseUrl), {
      headers: { authorization: `Bearer ${other.key}` },
    });
    expect(reply.status).toBe(200);
    return reply.text();
  };

  const cosignaturesOf = async (note: string): Promise<readonly string[]> => {
    const { witness } = await api<Accepted>(node, 'GET', '/api/witnesses/accepted');
    const cosigners = (witness?.verifierKeys ?? [])
      .map((key) => cosignatureVerifierFor(sha256, key, signatureChecks))
      .filter((verifier): verifier is CosignatureVerifier => verifier !== undefined);
    const log = verifierFor(sha256, otherKey, signatureChecks);
    return openCosignedCheckpoint(note, log ? [log] : [], cosigners).cosignatures.map(({ name }) => name);
  };

  test('is none, and has no such address, until its owner accepts a log', async () => {
    const unknown = await send(node, 'POST', '/never-heard-of');
    expect(unknown.status).toBe(401);
    expect(await ask(node, 'old 0\n\n')).toEqual(unknown);
    expect((await send(node, 'GET', monitorPath(otherOrigin))).status).toBe(401);
    const key = await commonhold(home, ['witness', 'key']);
    expect([key.code, key.errors]).toEqual([1, expect.stringContaining('no witness yet')]);
  });

  test('accepts what its owner says on the command line, into a file that keeps its comments', async () => {
    const accepted = await commonhold(home, ['witness', 'accept', otherKey]);
    expect(accepted.errors).toBe('');
    expect(accepted.code).toBe(0);
    expect(accepted.output).toContain(`heads of ${otherOrigin} when it asks`);
    const { witness } = await api<Accepted>(node, 'GET', '/api/witnesses/accepted');
    expect(witness?.verifierKeys).toHaveLength(2);
    for (const key of witness?.verifierKeys ?? []) expect(accepted.output).toContain(`\n${key}\n`);
    expect(await readFile(join(home, 'commonhold.yaml'), 'utf8')).toBe(
      `${comment}\nwitnesses:\n  accept:\n    - key: ${otherKey}\n`,
    );
    const again = await commonhold(home, ['witness', 'accept', otherKey]);
    expect([again.code, again.output]).toEqual([0, expect.stringContaining('already')]);
    const wrong = await commonhold(home, ['witness', 'accept', witness?.verifierKeys[0] ?? '']);
    expect([wrong.code, wrong.errors]).toEqual([1, expect.stringContaining('the key of a witness')]);
  });

  test('cosigns the head of the other node with two keys, and shows it to monitors', async () => {
    const head = await headOfOther();
    const answer = await ask(node, `old 0\n\n${head}`, { 'content-type': 'text/anything' });
    expect(answer.status).toBe(200);
    const { witness } = await api<Accepted>(node, 'GET', '/api/witnesses/accepted');
    expect(await cosignaturesOf(head + answer.body)).toEqual([witness?.name, witness?.name]);
    const shown = await send(node, 'GET', monitorPath(otherOrigin));
    expect(shown).toMatchObject({ status: 200, body: head + answer.body });
    const { size } = parseCheckpoint(parseNote(head).text);
    expect(await ask(node, `old 0\n\n${head}`)).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      body: `${size}\n`,
    });
    expect((await ask(node, `old ${size}\n\n${head}`)).status).toBe(200);
    const status = await api<{ witnessedLogs: number }>(node, 'GET', '/api/status');
    expect(status.witnessedLogs).toBe(1);
  });

  /** The steps of litewitness's own script, and its answers, but for an unknown log, for which the standard has 404. */
  test('answers the steps of the script that litewitness is tested with as litewitness does', async () => {
    const log = otherLog('log.example/script');
    await commonhold(home, ['witness', 'accept', log.verifierKey]);
    const wrong = { ...log.signer, sign: () => new Uint8Array(64) };
    const elsewhere = log.request(1, 3, { origin: `${log.origin}-elsewhere` });
    const statuses: number[] = [];
    for (const body of [
      log.request(0, 1),
      log.request(1, 3, { signers: [wrong] }),
      elsewhere,
      log.request(1, 3, { proof: [] }),
      log.request(1, 3, { proof: [log.root(2), log.root(3)] }),
      log.request(1, 3),
      log.request(1, 5),
      log.request(3, 5),
      log.request(0, 5),
    ]) {
      statuses.push((await ask(node, body)).status);
    }
    expect(statuses).toEqual([200, 403, 404, 422, 422, 200, 409, 200, 409]);
    // A signed head that does not follow is told of where the owner looks.
    expect(node.errors()).toContain('signed a head that does not follow');
  });

  test('refuses what is no request by its status, and writes nothing of it into its log', async () => {
    const log = otherLog('log.example/edges');
    await commonhold(home, ['witness', 'accept', log.verifierKey]);
    const sizeOf = async () => (await api<{ log: { size: number } }>(node, 'GET', '/api/status')).log.size;
    const before = await sizeOf();
    const good = log.request(0, 1);
    expect((await ask(node, 'hello')).status).toBe(400);
    expect((await ask(node, '')).status).toBe(400);
    expect((await ask(node, Uint8Array.from([...Buffer.from(good), 0xff]))).status).toBe(400);
    expect((await ask(node, new Uint8Array(addCheckpointLengthMax + 1))).status).toBe(413);
    expect((await ask(node, good, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await ask(node, good, { host: 'elsewhere.example' })).status).toBe(403);
    expect((await ask(node, good, { origin: 'https://page.example' })).status).toBe(403);
    expect((await send(node, 'GET', monitorPath(log.origin))).status).toBe(404);
    expect((await send(node, 'GET', '/witness/add-checkpoint')).status).toBe(401);
    expect((await send(node, 'GET', '/witness/..%2f..%2fcommonhold.yaml/checkpoint')).status).toBe(401);
    // Heartbeats are a minute apart, so at most one falls into this test.
    expect((await sizeOf()) - before).toBeLessThanOrEqual(1);
    expect((await ask(node, good)).status).toBe(200);
  });

  test('takes so many requests in a second and no more, and tells the rest to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => ask(node, 'hello')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([400, 429]));
  });

  test('lets nobody but the owner say whose heads it cosigns', async () => {
    const log = otherLog('log.example/wanted');
    const { key } = JSON.parse(
      (await commonhold(home, ['keys', 'add', 'Auditor', '--role', 'auditor', '--json'])).output,
    ) as { key: string };
    const as = (method: string, path: string, body?: unknown) =>
      fetch(new URL(path, node.baseUrl), {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect((await as('POST', '/api/witnesses/accepted', { key: log.verifierKey })).status).toBe(403);
    expect((await as('DELETE', `/api/witnesses/accepted/${encodeURIComponent(otherOrigin)}`)).status).toBe(
      403,
    );
    expect((await as('GET', '/api/witnesses/accepted')).status).toBe(200);
  });

  test('takes over who is accepted when the file is edited by hand', async () => {
    const log = otherLog('log.example/by-hand');
    await appendFile(join(home, 'commonhold.yaml'), `    - key: ${log.verifierKey}\n`);
    await expect.poll(async () => (await ask(node, log.request(0, 1))).status).toBe(200);
  });

  test('forgets nothing of a log that it refuses and accepts again', async () => {
    const refused = await commonhold(home, ['witness', 'refuse', otherOrigin]);
    expect(refused.code).toBe(0);
    const head = await headOfOther();
    expect((await ask(node, `old 0\n\n${head}`)).status).toBe(404);
    const unknown = await commonhold(home, ['witness', 'refuse', otherOrigin]);
    expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining('does not cosign')]);
    await commonhold(home, ['witness', 'accept', otherKey]);
    expect((await ask(node, `old 0\n\n${head}`)).status).toBe(409);
  });

  test('without its key refuses to cosign, and goes on with everything else', async () => {
    const file = join(home, 'keys', 'witness.key');
    const head = await headOfOther();
    const { size } = parseCheckpoint(parseNote(head).text);
    await node.stop();
    await rename(file, `${file}.away`);
    node = await startTestNode(home);
    expect((await ask(node, `old ${size}\n\n${head}`)).status).toBe(503);
    await expect.poll(() => node.errors()).toContain('witness.key is missing');
    expect((await api<{ log: { size: number } }>(node, 'GET', '/api/status')).log.size).toBeGreaterThan(0);
    await node.stop();
    await rename(`${file}.away`, file);
    node = await startTestNode(home);
    expect((await ask(node, `old ${size}\n\n${head}`)).status).toBe(200);
  });

  test('says so at its first start when it was restored from a backup, after which it may have forgotten', async () => {
    const folder = await newHome();
    const [backup, restored] = [join(folder, 'backup'), join(folder, 'home')];
    expect((await commonhold(home, ['backup', backup])).code).toBe(0);
    expect((await commonhold(restored, ['restore', backup])).code).toBe(0);
    await copyFile(join(home, 'test.key'), join(restored, 'test.key'));
    // Its log goes on after the backup, but nobody is asked who could say so.
    const copy = await startTestNode(restored);
    await copy.stop();
    expect(copy.errors()).toContain('has forgotten what it cosigned after the backup');
    const again = await startTestNode(restored);
    await again.stop();
    expect(again.errors()).not.toContain('has forgotten');
    await removeHome(folder);
  });

  test('has a record that is proved, with the making of its key and every change of whom it accepts', async () => {
    await node.stop();
    const verified = await commonhold(home, ['verify', '--json']);
    const report = JSON.parse(verified.output) as { verdict: string; findings: unknown[] };
    expect(report).toMatchObject({ verdict: 'proved', findings: [] });
    node = await startTestNode(home);
  });
});
