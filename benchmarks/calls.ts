/**
 * What the Calls and Home pages cost at the server: every filter, alone and with others, on a demonstration of the size
 * asked for, through the API of a node on its own socket. Times are those of whole requests, one after the other, as
 * long as the busiest test of a page would wait; the first, with cold caches, is shown by itself.
 *
 *     npm run bench:calls [-- --calls 1000000] [-- --home DIR] [-- --rounds 20]
 *
 * With --home an existing demonstration is used and kept; without it one is made and removed.
 */
import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { Agent, request } from 'undici';
import { createOutbound, pooledRandomness, systemClock } from '../packages/commonhold/src/base/index.ts';
import { homePaths } from '../packages/commonhold/src/home/index.ts';
import { fillDemo } from '../packages/commonhold/src/demo/index.ts';
import { startNode } from '../packages/commonhold/src/server/index.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '20' },
    home: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const fatal = (error: Error): never => {
  throw error;
};

interface Page {
  readonly calls?: readonly { readonly id: string; readonly principal: { readonly id: string } }[];
  readonly older?: number;
  readonly searched?: { readonly complete: boolean; readonly stopped: boolean };
}

const made = values.home === undefined ? await mkdtemp(join(tmpdir(), 'ch-')) : undefined;
const paths = homePaths({ COMMONHOLD_HOME: values.home ?? made });
if (made !== undefined) {
  const start = performance.now();
  const report = await fillDemo({
    paths,
    seed: 1,
    calls: Number(values.calls),
    days: 30,
    endMs: Date.now(),
    software: 'commonhold bench',
    onProgress: () => undefined,
    signal: new AbortController().signal,
    onFatal: fatal,
  });
  console.log(`${report.calls} calls written in ${seconds(start)} s`);
}

const start = performance.now();
const node = await startNode({
  paths,
  port: 0,
  software: 'commonhold bench',
  // Nothing is fetched here.
  means: {
    outbound: createOutbound({ version: 'benchmark', onContact: () => undefined }),
    runCommand: async () => ({ kind: 'missing' }),
    otherFolders: [],
  },
  clock: systemClock,
  randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
  log: pino({ level: 'silent' }),
  onFatal: fatal,
});
const agent = new Agent({ connect: { socketPath: paths.socket } });
try {
  console.log(`node started in ${seconds(start)} s`);
  const [processor] = cpus();
  console.log(
    `${cpus().length} × ${processor?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.versions.node}\n`,
  );
  const [newest] = (await get('/api/calls?limit=1')).calls ?? [];
  const middle = await get(`/api/calls?limit=1&to=${daysAgo(15)}`);
  const principals = await get('/api/calls?limit=1&q=review%20agent');
  const principal = principals.calls?.[0]?.principal.id ?? '';
  console.log('p50 ms  p95 ms  first ms  calls  searched     request');
  for (const path of [
    '/api/calls',
    '/api/calls?limit=1000',
    `/api/calls?before=${middle.calls?.[0]?.id ?? ''}`,
    `/api/calls?after=${middle.calls?.[0]?.id ?? ''}`,
    `/api/calls?principal=${principal}`,
    '/api/calls?model=vendor-a-large',
    '/api/calls?model=demo-open-3b',
    '/api/calls?model=no-such-model',
    '/api/calls?provider=vendor-c',
    '/api/calls?provider=nobody',
    '/api/calls?status=completed',
    '/api/calls?status=refused',
    '/api/calls?status=unknown',
    '/api/calls?status=open',
    '/api/calls?errors=true',
    '/api/calls?local=verified',
    '/api/calls?local=no',
    '/api/calls?origin=probe',
    '/api/calls?operation=embed',
    '/api/calls?wire=native',
    '/api/calls?run=run-77',
    '/api/calls?label=exam',
    '/api/calls?label=secret&status=failed',
    `/api/calls?from=${daysAgo(20)}&to=${daysAgo(19)}`,
    `/api/calls?from=${daysAgo(20)}&to=${daysAgo(1)}&status=unknown`,
    `/api/calls?q=${newest?.id.slice(0, 8) ?? ''}`,
    `/api/calls?q=${newest?.id ?? ''}`,
    '/api/calls?q=thistle',
    '/api/calls?q=nothing-has-this',
    `/api/calls?q=nothing-has-this&principal=${principal}`,
    `/api/calls?principal=${principal}&errors=true&local=verified`,
    `/api/calls?principal=${principal}&wire=native&model=review&label=code`,
    '/api/calls?model=review&provider=vendor-c',
    '/api/calls?local=verified&provider=vendor-a&label=personal',
    '/api/calls/values',
    `/api/calls/${newest?.id ?? ''}`,
    '/api/overview?days=30',
    '/api/overview?days=92',
  ]) {
    const times: number[] = [];
    let page: Page = {};
    for (let round = 0; round <= rounds; round++) {
      const before = performance.now();
      page = await get(path);
      times.push(performance.now() - before);
    }
    const [first = 0, ...later] = times;
    later.sort((left, right) => left - right);
    const at = (share: number): string => (later[Math.floor(later.length * share)] ?? 0).toFixed(1);
    const searched =
      page.searched === undefined
        ? ''
        : page.searched.complete
          ? 'all'
          : page.searched.stopped
            ? 'part'
            : 'page full';
    console.log(
      at(0.5).padStart(6),
      at(0.95).padStart(7),
      first.toFixed(1).padStart(9),
      String(page.calls?.length ?? '').padStart(6),
      ` ${searched.padEnd(11)} `,
      path,
    );
  }
} finally {
  await agent.close();
  await node.stop();
  if (made !== undefined) await rm(made, { recursive: true });
}

async function get(path: string): Promise<Page> {
  const reply = await request(`http://node${path}`, { dispatcher: agent });
  const body = (await reply.body.json()) as Page;
  if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode} ${JSON.stringify(body)}`);
  return body;
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
