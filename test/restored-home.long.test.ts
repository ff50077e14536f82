import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import {
  api,
  chat,
  commonhold,
  type Ended,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';
import { startTinyWitness, type TinyWitness } from './node/tiny-witness.ts';

interface Report {
  readonly verdict: string;
  readonly origin: string;
  readonly size: number;
  readonly unsigned: number;
  readonly continued: readonly { readonly leaf: number; readonly origin: string }[];
  readonly sessions: { readonly running: boolean };
  readonly findings: readonly unknown[];
}
interface Continued {
  readonly done: boolean;
  readonly log: {
    readonly ended: string;
    readonly size: number;
    readonly origin?: string;
    readonly verifierKey?: string;
  };
}

let folder: string;
let upstream: CountingUpstream;
let witness: TinyWitness;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-restored-'));
  upstream = await startCountingUpstream(1);
  witness = await startTinyWitness('witness.example');
});
afterAll(async () => {
  await witness.close();
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
});

const witnessed = (): string => `${providerYaml(upstream.port)}witnesses:\n  ask: [${witness.yaml}]\n`;

/** A node of its own process that takes some calls and stops. */
async function run(home: string, calls: number): Promise<Ended> {
  const node = await startTestNode(home);
  for (let at = 0; at < calls; at++) {
    const reply = await chat(node, { model: 'test-model', messages: [{ role: 'user', content: 'Hello.' }] });
    await reply.arrayBuffer();
    expect(reply.status).toBe(200);
  }
  return node.stop();
}

async function json<Result>(home: string, ...parameters: readonly string[]): Promise<Result> {
  const { output, errors } = await commonhold(home, [...parameters, '--json']);
  if (output === '') throw new Error(errors);
  return JSON.parse(output) as Result;
}

const verify = (home: string): Promise<Report> => json<Report>(home, 'verify', '--bodies');

/** The verifier key of a log, which its running node says. */
async function keyOf(home: string): Promise<string> {
  const node = await startTestNode(home);
  const { output } = await commonhold(home, ['receipt', 'key']);
  await node.stop();
  return output.trim();
}

/** A copy of a backup in a folder of its own, with the key that tests call with. */
async function restored(name: string, backup: string, from: string): Promise<string> {
  const home = join(folder, name);
  expect(await commonhold(home, ['restore', backup])).toMatchObject({ code: 0, errors: '' });
  await copyFile(join(from, 'test.key'), join(home, 'test.key'));
  return home;
}

/** What the record keeps of a restore. */
function settledIn(home: string): unknown {
  const database = new DatabaseSync(join(home, 'commonhold.db'), { readOnly: true });
  const row = database.prepare("SELECT value FROM setting WHERE name = 'restored-copy'").get();
  database.close();
  return row === undefined ? undefined : (JSON.parse(String(row['value'])) as { settled: string }).settled;
}

/** What a start says that is refused. */
async function refusal(home: string, ...parameters: readonly string[]): Promise<string> {
  let error: unknown;
  const node = await startTestNode(home, { parameters }).catch((thrown: unknown) => {
    error = thrown;
  });
  await node?.stop();
  expect(node, 'it started').toBeUndefined();
  return String(error);
}

describe('a node whose log a witness has cosigned', () => {
  let home: string;
  let older: string;
  let newest: string;
  let origin: string;
  let key: string;

  beforeAll(async () => {
    home = await newHome(witnessed());
    await run(home, 2);
    key = await keyOf(home);
    witness.accept(key);
    await run(home, 1);
    older = join(folder, 'older');
    await json(home, 'backup', older);
    ({ origin } = await verify(home));
    await run(home, 2);
    // As if it had been asked for each head: what a start shows it is now the first that it sees.
    witness.forget(origin);
    await run(home, 0);
    newest = join(folder, 'newest');
    await json(home, 'backup', newest);
  });
  afterAll(() => removeHome(home));

  test('starts again from its own folder', async () => {
    expect((await run(home, 0)).code).toBe(0);
    expect(settledIn(home)).toBeUndefined();
  });

  test('does not start from an older backup, signs nothing, and says what the ways out are', async () => {
    const copy = await restored('behind', older, home);
    const before = await verify(copy);
    for (const more of [[], ['--trust-restored']]) {
      const errors = await refusal(copy, ...more);
      expect(errors).toContain(`a head of ${witness.sizeOf(origin)} entries`);
      expect(errors).toContain('witness.example');
      expect(errors).toContain('commonhold log continue');
      expect(errors).toContain('newer copy');
    }
    expect(await verify(copy)).toMatchObject({ verdict: 'proved', size: before.size, continued: [] });

    // Without a word from its owner nothing changes, and with --json they first see what would.
    const asked = await commonhold(copy, ['log', 'continue'], '');
    expect(asked).toMatchObject({ code: 1, errors: expect.stringContaining('--yes') });
    const plan = await json<Continued>(copy, 'log', 'continue');
    expect(plan).toEqual({ done: false, log: expect.objectContaining({ ended: origin, size: before.size }) });
    expect((await verify(copy)).origin).toBe(origin);

    const { log } = await json<Continued>(copy, 'log', 'continue', '--yes');
    expect(log.origin).not.toBe(origin);
    witness.accept(log.verifierKey ?? '');
    expect((await run(copy, 2)).code).toBe(0);
    const report = await verify(copy);
    expect(report).toMatchObject({
      verdict: 'proved',
      findings: [],
      origin: log.origin,
      continued: [{ leaf: before.size, origin }],
    });
    expect(settledIn(copy)).toBe('new-name');
    expect(existsSync(join(copy, 'restored.json'))).toBe(false);
    await run(copy, 0);
    expect(witness.sizeOf(log.origin ?? '')).toBeGreaterThan(before.size);
    const text = (await commonhold(copy, ['verify'])).output;
    expect(text).toContain(origin);
  });

  test('starts from a backup after which nothing was signed, without a word from anybody', async () => {
    // The node has gone on since; this witness has seen nothing of that.
    const fresh = await startTinyWitness('fresh.example');
    const copy = await restored('current', newest, home);
    fresh.accept(key);
    await writeFile(
      join(copy, 'commonhold.yaml'),
      `${providerYaml(upstream.port)}witnesses:\n  ask: [${fresh.yaml}]\n`,
    );
    expect((await run(copy, 1)).code).toBe(0);
    expect(settledIn(copy)).toBe('witnesses');
    expect(await verify(copy)).toMatchObject({ verdict: 'proved', findings: [], origin, continued: [] });
    await fresh.close();
  });

  test('starts offline when no witness answers, but not on a restored copy until somebody decides', async () => {
    witness.isDown = true;
    const { code, errors } = await run(home, 0);
    expect(code).toBe(0);
    expect(errors).toContain('witness.example');
    const copy = await restored('unknown', newest, home);
    const refused = await refusal(copy);
    expect(refused).toContain('--trust-restored');
    expect(refused).toContain('commonhold log continue');
    expect(existsSync(join(copy, 'restored.json'))).toBe(true);
    const trusting = await startTrusting(copy);
    expect(trusting.code).toBe(0);
    expect(settledIn(copy)).toBe('owner');
    expect(existsSync(join(copy, 'restored.json'))).toBe(false);
    expect(await verify(copy)).toMatchObject({ verdict: 'proved', findings: [] });
    witness.isDown = false;
  });
});

describe('a node that runs when a witness claims to have seen more', () => {
  test('stops signing and takes calls, and signs all of them when nobody claims it any more', async () => {
    const other = await startTinyWitness('other.example');
    const home = await newHome(`${providerYaml(upstream.port)}witnesses:\n  ask: [${other.yaml}]\n`);
    const key = await keyOf(home);
    const { origin } = await verify(home);
    other.accept(key);
    other.claim(origin, 1_000_000);
    // The start cannot reach it; the first round can.
    other.failures = 1;
    const node = await startTestNode(home);
    const heldBy = async (): Promise<string | undefined> =>
      (await api<{ witnesses: { signingHeld?: string } }>(node, 'GET', '/api/status')).witnesses.signingHeld;
    expect(await eventually(heldBy)).toContain('a head of 1000000 entries');
    const signed = await headSize(node);

    const reply = await chat(node, { model: 'test-model', messages: [{ role: 'user', content: 'hello' }] });
    expect(reply.status).toBe(200);
    await reply.arrayBuffer();
    const call = reply.headers.get('x-commonhold-call') ?? '';
    const receipt = await get(node, `/api/receipts/${call}`);
    expect(receipt.status).toBe(503);
    expect(await receipt.text()).toContain('signing_held');
    expect(await headSize(node)).toBe(signed);
    expect((await commonhold(home, ['witness', 'list'])).output).toContain('nothing of the log');
    expect((await commonhold(home, ['doctor', '--json'])).output).toContain('a head of 1000000 entries');

    expect((await commonhold(home, ['witness', 'remove', 'other.example'])).code).toBe(0);
    await eventually(async () => ((await heldBy()) === undefined ? true : undefined));
    const now = await get(node, `/api/receipts/${call}`);
    expect(now.status).toBe(200);
    expect(await headSize(node)).toBeGreaterThan(signed);
    expect((await node.stop()).code).toBe(0);
    expect(await verify(home)).toMatchObject({ verdict: 'proved', findings: [], unsigned: 0 });
    await other.close();
    await removeHome(home);
  });
});

describe('a node that nobody witnesses', () => {
  test('starts from a backup, unless its log was served to others', async () => {
    const home = await newHome(providerYaml(upstream.port));
    await run(home, 1);
    const backup = join(folder, 'alone');
    await json(home, 'backup', backup);
    const copy = await restored('alone-home', backup, home);
    expect((await run(copy, 1)).code).toBe(0);
    expect(settledIn(copy)).toBe('nobody-to-ask');
    const served = await restored('served-home', backup, home);
    await writeFile(
      join(served, 'commonhold.yaml'),
      `${providerYaml(upstream.port)}publish: { serve: hashes }\n`,
    );
    expect(await refusal(served)).toContain('was served to');
    await removeHome(home);
  });

  test('does not begin a new log where a restore was cut off before its database had come back', async () => {
    const home = await newHome(providerYaml(upstream.port));
    await run(home, 1);
    const backup = join(folder, 'cut-off');
    await json(home, 'backup', backup);
    const copy = await restored('cut-off-home', backup, home);
    await rm(join(copy, 'commonhold.db'));
    expect(await refusal(copy)).toContain('a restore was cut off here');
    await removeHome(home);
  });

  test('keeps its name while it runs, and an empty folder has none to end', async () => {
    const home = await newHome(providerYaml(upstream.port));
    const none = await commonhold(home, ['log', 'continue', '--yes']);
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('no commonhold.db') });
    const node = await startTestNode(home);
    const running = await commonhold(home, ['log', 'continue', '--yes']);
    expect(running).toMatchObject({ code: 1, errors: expect.stringContaining('in use by another node') });
    await node.stop();
    expect((await verify(home)).continued).toEqual([]);
    await removeHome(home);
  });
});

/** What a node says that ends without being told to, before or after it has said that it runs. */
function get(node: TestNode, path: string): Promise<Response> {
  return fetch(new URL(path, node.baseUrl), { headers: { authorization: `Bearer ${node.key}` } });
}

async function headSize(node: TestNode): Promise<number> {
  return Number((await (await get(node, '/api/checkpoint')).text()).split('\n')[1]);
}

async function startTrusting(home: string): Promise<Ended> {
  const node = await startTestNode(home, { parameters: ['--trust-restored'] });
  return node.stop();
}
