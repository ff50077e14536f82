import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

interface Manifest {
  readonly log: { readonly origin: string; readonly size: number; readonly checkpoint: { size: number } };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly modelsNotIncluded: readonly string[];
}
interface Report {
  readonly verdict: string;
  readonly origin: string;
  readonly size: number;
  readonly pairs: { readonly intents: number };
  readonly findings: readonly unknown[];
}

const bin = fileURLToPath(new URL('../packages/commonhold/bin/commonhold.js', import.meta.url));

let folder: string;
let upstream: CountingUpstream;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-backup-'));
  upstream = await startCountingUpstream(1);
});
afterAll(async () => {
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
});

async function call(node: TestNode, user: string): Promise<number> {
  const reply = await chat(node, {
    model: 'test-model',
    user,
    messages: [{ role: 'user', content: user }],
  });
  await reply.arrayBuffer();
  return reply.status;
}

async function verify(home: string): Promise<Report> {
  return JSON.parse((await commonhold(home, ['verify', '--bodies', '--json'])).output) as Report;
}

/** Calls without a pause until told to stop; resolves to how many there were. */
function keepCalling(node: TestNode): { stop(): Promise<number> } {
  const stopped = new AbortController();
  let calls = 0;
  const callers = Array.from({ length: 8 }, async () => {
    while (!stopped.signal.aborted) {
      expect(await call(node, `load ${calls++}`)).toBe(200);
    }
  });
  return {
    async stop() {
      stopped.abort();
      await Promise.all(callers);
      return calls;
    },
  };
}

describe('a backup of a node that takes calls', () => {
  let home: string;
  let elsewhere: string;
  let backup: string;
  let manifest: Manifest;
  let node: TestNode;
  let key: string;

  beforeAll(async () => {
    home = await newHome(providerYaml(upstream.port));
    elsewhere = join(folder, 'elsewhere');
    backup = join(folder, 'backups', 'first');
    await mkdir(join(home, 'policies', 'team'), { recursive: true });
    await writeFile(join(home, 'policies', 'team', 'staff.cedar'), 'permit(principal, action, resource);\n');
    node = await startTestNode(home);
    ({ key } = node);
    expect(await call(node, 'before the backup')).toBe(200);
    // Enough that the copy takes several steps, between which the node commits.
    const large = 'x'.repeat(1024 * 1024);
    for (let number = 0; number < 12; number++) expect(await call(node, large)).toBe(200);
    const load = keepCalling(node);
    const made = await commonhold(home, ['backup', backup, '--json']);
    const calls = await load.stop();
    expect(made.errors).toBe('');
    expect(made.code).toBe(0);
    manifest = JSON.parse(made.output) as Manifest;
    expect(calls).toBeGreaterThan(8);
    expect(await call(node, 'after the backup')).toBe(200);
  });
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  test('holds what a home folder needs, privately, and nothing that belongs to the running node', async () => {
    expect(manifest.files.map(({ path }) => path)).toEqual([
      'commonhold.db',
      'keys/root.key',
      'keys/signing.key',
      'commonhold.yaml',
      'policies/team/staff.cedar',
    ]);
    expect((await stat(backup)).mode & 0o777).toBe(0o700);
    for (const { path, bytes } of manifest.files) {
      const found = await stat(join(backup, path));
      expect([path, found.mode & 0o777, found.size]).toEqual([path, 0o600, bytes]);
    }
    expect((await readdir(backup)).toSorted()).toEqual([
      'commonhold.db',
      'commonhold.yaml',
      'keys',
      'manifest.json',
      'policies',
    ]);
    expect(await readdir(join(folder, 'backups'))).toEqual(['first']);
  });

  test('leaves out nothing of the home folder that nobody decided to leave out', async () => {
    const copied = new Set(manifest.files.map(({ path }) => path.split('/')[0]));
    const left = (await readdir(home)).filter((entry) => !copied.has(entry));
    // Of the running node: its lock and door, the write-ahead log, whose content is in the copy, and the index of it.
    const running = ['commonhold.db-shm', 'commonhold.db-wal', 'lock', 'lock.process', 'node.sock'];
    // `log` is made from the database by the next start. `models` has no sidecars here; `test.key` is this test's.
    expect(new Set(left)).toEqual(new Set([...running, 'log', 'models', 'test.key']));
  });

  test('is proved where it lies, and stays the backup that it was', async () => {
    const report = await verify(backup);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'proved',
      size: manifest.log.size,
      origin: manifest.log.origin,
    });
    expect(report.pairs.intents).toBeGreaterThan(12);
    expect(await readdir(backup)).toHaveLength(5);
  });

  test('is never written over, whether it is there or about to be', async () => {
    const again = await commonhold(home, ['backup', backup]);
    expect(again).toMatchObject({ code: 1, errors: expect.stringContaining('nothing is overwritten') });
    const other = join(folder, 'other');
    await mkdir(`${other}.part`);
    const beside = await commonhold(home, ['backup', other]);
    expect(beside).toMatchObject({ code: 1, errors: expect.stringContaining(`${other}.part is there`) });
    expect(existsSync(`${other}.part`)).toBe(true);
    expect(existsSync(other)).toBe(false);
    await rm(`${other}.part`, { recursive: true });
  });

  test('becomes a node elsewhere that goes on where it ended, with the same keys', async () => {
    const restored = await commonhold(elsewhere, ['restore', backup]);
    expect(restored).toMatchObject({ code: 0, errors: '' });
    expect(restored.output).toContain('two histories');
    expect(restored.output).toContain('is lost');
    expect((await stat(elsewhere)).mode & 0o777).toBe(0o700);
    // Nothing was started.
    expect(existsSync(join(elsewhere, 'lock'))).toBe(false);
    const report = await verify(elsewhere);
    expect(report).toMatchObject({ verdict: 'proved', findings: [], size: manifest.log.size });

    await node.stop();
    await writeFile(join(elsewhere, 'test.key'), key, { mode: 0o600 });
    const successor = await startTestNode(elsewhere);
    expect(await call(successor, 'after the restore')).toBe(200);
    expect(upstream.seen).toContain('after the restore');
    const { calls } = await api<{ calls: { status: string }[] }>(successor, 'GET', '/api/calls?limit=1000');
    // What was under way at the moment of the copy is as after a power cut.
    expect(calls.filter(({ status }) => status !== 'completed' && status !== 'unknown')).toEqual([]);
    await successor.stop();
    const later = await verify(elsewhere);
    expect(later).toMatchObject({ verdict: 'proved', findings: [], origin: manifest.log.origin });
    expect(later.size).toBeGreaterThan(manifest.log.size);
    // What the first node wrote after the backup is not there.
    expect(later.pairs.intents).toBeLessThan((await verify(home)).pairs.intents);
  });

  test('is not put into a folder that holds anything', async () => {
    const before = await readFile(join(elsewhere, 'commonhold.db'));
    const refused = await commonhold(elsewhere, ['restore', backup]);
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('nothing is overwritten') });
    // Compared by hand: to show where megabytes differ would take seconds and help nobody.
    expect(before.equals(await readFile(join(elsewhere, 'commonhold.db')))).toBe(true);
  });

  test('is refused with one byte changed in any of its files, and nothing is left', async () => {
    for (const { path } of manifest.files) {
      const damaged = join(folder, 'damaged');
      await cp(backup, damaged, { recursive: true });
      await flip(join(damaged, path));
      await expectRefused(damaged, `${path} is not the file that was backed up`);
      await rm(damaged, { recursive: true });
    }
  });

  test('is refused with a file gone, a manifest gone, or a manifest that leads elsewhere', async () => {
    const damaged = join(folder, 'damaged');
    await cp(backup, damaged, { recursive: true });
    await rm(join(damaged, 'policies'), { recursive: true });
    await expectRefused(damaged, 'policies/team/staff.cedar is missing');
    const manifestPath = join(damaged, 'manifest.json');
    const text = await readFile(manifestPath, 'utf8');
    for (const [written, forged, says] of [
      ['policies/team/staff.cedar', 'policies/../../outside', 'no place of a file'],
      ['policies/team/staff.cedar', 'outside', 'no place of a file'],
      ['policies/team/staff.cedar', 'commonhold.yaml', 'listed twice'],
      ['keys/root.key', 'keys/other.key', 'keys/root.key is missing'],
      ['commonhold-backup/v1', 'commonhold-backup/v2', 'not one that this version knows'],
      ['"files"', '"origin": 1, "files"', 'not one that this version knows'],
      ['{', '', 'cannot be read'],
    ] as const) {
      expect(text).toContain(written);
      await writeFile(manifestPath, text.replace(written, forged));
      await expectRefused(damaged, says);
    }
    await rm(manifestPath);
    await expectRefused(damaged, 'it has no manifest.json');
    await rm(damaged, { recursive: true });
  });

  async function expectRefused(damaged: string, says: string): Promise<void> {
    const empty = join(folder, 'empty');
    const { code, errors } = await commonhold(empty, ['restore', damaged]);
    expect(errors).toContain(says);
    expect(code).toBe(1);
    expect(existsSync(empty) ? await readdir(empty) : []).toEqual([]);
    await rm(empty, { recursive: true, force: true });
  }
});

describe('a backup of a node that does not run', () => {
  test('has what is known of the models, and the models when asked for', async () => {
    const home = await newHome();
    const node = await startTestNode(home, { withModel: true });
    await node.stop();
    const model = 'SmolLM2-135M-Instruct.Q4_1.gguf';
    const small = join(folder, 'small');
    const whole = join(folder, 'whole');
    const first = JSON.parse((await commonhold(home, ['backup', small, '--json'])).output) as Manifest;
    expect(first.modelsNotIncluded).toEqual([model]);
    expect(await readdir(join(small, 'models'))).toEqual([`${model}.json`]);
    const second = JSON.parse(
      (await commonhold(home, ['backup', whole, '--models', '--json'])).output,
    ) as Manifest;
    expect(second.modelsNotIncluded).toEqual([]);
    const restored = join(folder, 'with-models');
    expect((await commonhold(restored, ['restore', whole])).code).toBe(0);
    const listed = await commonhold(restored, ['models', 'list']);
    expect(listed.output).toContain('as in the catalog');
    expect((await commonhold(join(folder, 'without'), ['restore', small])).output).toContain(model);
    await removeHome(home);
  });

  test('is not made of a folder that has no record or has lost a key', async () => {
    const home = await newHome();
    const target = join(folder, 'none');
    const none = await commonhold(home, ['backup', target]);
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('has no commonhold.db') });
    await (await startTestNode(home)).stop();
    await rm(join(home, 'keys', 'root.key'));
    const lost = await commonhold(home, ['backup', target]);
    expect(lost).toMatchObject({ code: 1, errors: expect.stringContaining('has no keys/root.key') });
    expect(existsSync(target) || existsSync(`${target}.part`)).toBe(false);
    await removeHome(home);
  });

  test('says that it has no keys when they lie elsewhere or stay behind, and comes back when they are brought', async () => {
    const home = await newHome();
    const keys = join(folder, 'another-disk');
    const elsewhere = { COMMONHOLD_KEYS: keys };
    await (await startTestNode(home, { environment: elsewhere })).stop();
    expect(existsSync(join(home, 'keys'))).toBe(false);
    // Where it looks by default there is nothing, and it says where it looked.
    const lost = await commonhold(home, ['start', '--offline']);
    expect(lost).toMatchObject({ code: 1, errors: expect.stringContaining(join(home, 'keys')) });
    const target = join(folder, 'apart');
    const made = await commonhold(home, ['backup', target, '--json'], '', elsewhere);
    expect(JSON.parse(made.output)).toMatchObject({ keys: 'apart' });
    expect(made.output).not.toContain('keys/');
    const restored = join(folder, 'apart-home');
    expect((await commonhold(restored, ['restore', target], '', elsewhere)).code).toBe(0);
    const proved = await commonhold(restored, ['verify', '--bodies', '--json'], '', elsewhere);
    expect(JSON.parse(proved.output)).toMatchObject({ verdict: 'proved', bodies: { checked: true } });
    // A home folder with its keys inside can leave them behind too.
    await cp(keys, join(restored, 'keys'), { recursive: true });
    const bare = join(folder, 'bare');
    expect((await commonhold(restored, ['backup', bare, '--without-keys'])).output).toContain(
      'no key is in it',
    );
    expect(existsSync(join(bare, 'keys'))).toBe(false);
    const whole = join(folder, 'with-keys');
    expect((await commonhold(restored, ['backup', whole])).output).toContain('in clear');
    // Keys of a backup never end up in a folder that may be another node's.
    const refused = await commonhold(join(folder, 'mixed'), ['restore', whole], '', elsewhere);
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('COMMONHOLD_KEYS') });
    await removeHome(home);
  });

  test('that is broken off leaves nothing that a restore accepts', async () => {
    const home = await newHome(providerYaml(upstream.port));
    const node = await startTestNode(home);
    const large = 'y'.repeat(4 * 1024 * 1024);
    for (let number = 0; number < 8; number++) expect(await call(node, large)).toBe(200);
    await node.stop();
    for (const [signal, isLeft] of [
      ['SIGKILL', true],
      ['SIGINT', false],
    ] as const) {
      const target = join(folder, `broken-${signal}`);
      const child = spawn(process.execPath, [bin, 'backup', target], {
        env: { PATH: process.env['PATH'], COMMONHOLD_HOME: home },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await eventually(async () =>
        existsSync(join(`${target}.part`, 'commonhold.db')) || existsSync(target) ? true : undefined,
      );
      child.kill(signal);
      await ended;
      // On a very quick machine it was done before the signal; then it is a whole one.
      if (existsSync(target))
        expect((await commonhold(join(folder, signal), ['restore', target])).code).toBe(0);
      else {
        expect(existsSync(`${target}.part`)).toBe(isLeft);
        const refused = await commonhold(join(folder, signal), ['restore', `${target}.part`]);
        expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('no manifest.json') });
      }
    }
    await removeHome(home);
  });

  test('that was restored halfway when the power went is not a home that a node starts on', async () => {
    const home = await newHome();
    await (await startTestNode(home)).stop();
    const backup = join(folder, 'halfway');
    await commonhold(home, ['backup', backup]);
    const restored = join(folder, 'halfway-home');
    expect((await commonhold(restored, ['restore', backup])).code).toBe(0);
    // As it is before the last step, which gives the keys their place.
    await rm(join(restored, 'keys'), { recursive: true });
    const started = await commonhold(restored, ['start', '--offline']);
    expect(started).toMatchObject({ code: 1, errors: expect.stringContaining('are missing in') });
    // As it is while files are copied.
    const again = join(folder, 'again');
    await mkdir(join(again, '.restore.part', 'keys'), { recursive: true });
    expect((await commonhold(again, ['restore', backup])).code).toBe(0);
    expect(existsSync(join(again, '.restore.part'))).toBe(false);
    await removeHome(home);
  });
});

async function flip(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const byte = new Uint8Array(1);
  await file.read(byte, 0, 1, size - 1);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, size - 1);
  await file.close();
}
