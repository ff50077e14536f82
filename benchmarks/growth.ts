/**
 * How the record behaves as it grows: what a leaf costs, what the process holds in memory, how long a start and the first
 * and a usual receipt take, at several sizes of the same log. The log is made through the ledger that a node uses, with
 * many calls in flight, and is kept under `.cache/benchmarks/`, so that a second run measures what is there already and
 * `commonhold verify` can be timed on it:
 *
 *     npm run bench:growth [-- --leaves 1000000] [-- --steps 5] [-- --flight 32] [-- --fresh] [-- --verify] [-- --bodies]
 *
 * A million leaves take 2.8 GB of disk, and 2 minutes on a quiet machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { databaseFile } from '../packages/commonhold/src/store/index.ts';
import { openHome, recordCall } from './ledger/record-call.ts';

const { values } = parseArgs({
  options: {
    leaves: { type: 'string', default: '1000000' },
    steps: { type: 'string', default: '5' },
    flight: { type: 'string', default: '32' },
    fresh: { type: 'boolean', default: false },
    verify: { type: 'boolean', default: false },
    bodies: { type: 'boolean', default: false },
  },
});
const leaves = Number(values.leaves);
const steps = Number(values.steps);
const flight = Number(values.flight);
/** Receipts asked for at each size; the first is told by itself. */
const receipts = 101;
const home = join(import.meta.dirname, '..', '.cache', 'benchmarks', `leaves-${leaves}`);

interface Growth {
  readonly recent: readonly string[];
  readonly line: readonly string[];
}

/** Records calls until the log has so many leaves. */
async function grow(to: number): Promise<Growth> {
  const { store, ledger } = await openHome(home);
  const recent: string[] = [];
  const times: number[] = [];
  const from = store.head().size;
  let number = Math.ceil(from / 2);
  let left = Math.ceil((to - from) / 2);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const loop = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      const id = await recordCall(ledger, number++);
      times.push(performance.now() - began);
      if (left < receipts * 20 && left % 20 === 0) recent.push(id);
    }
  };
  await Promise.all(Array.from({ length: flight }, loop));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const written = store.head().size - from;
  await ledger.close();
  await store.close();
  times.sort((one, other) => one - other);
  return {
    recent,
    line: [
      String(Math.round(written / seconds)),
      ((user + system) / written).toFixed(0),
      at(times, 0.5).toFixed(1),
      at(times, 0.99).toFixed(1),
      String(Math.round(process.memoryUsage().rss / 1e6)),
    ],
  };
}

/** A start on what is there, and receipts of calls all over the log. */
async function start(recent: readonly string[]): Promise<readonly string[]> {
  const began = performance.now();
  const { store, ledger } = await openHome(home);
  const startMs = performance.now() - began;
  const known = await store.read<{ id: string }>(
    'SELECT id FROM call WHERE leaf >= abs(random()) % (SELECT max(leaf) FROM call) LIMIT 1',
  );
  const ids = recent.length > 0 ? [...known.map(({ id }) => id), ...recent] : await idsAllOver(store);
  const times: number[] = [];
  for (const id of ids.slice(0, receipts)) {
    const asked = performance.now();
    await ledger.receipt(id);
    times.push(performance.now() - asked);
  }
  const [first = 0, ...others] = times;
  others.sort((one, other) => one - other);
  await ledger.close();
  await store.close();
  const { size } = await stat(join(home, databaseFile));
  return [
    startMs.toFixed(0),
    first.toFixed(1),
    at(others, 0.5).toFixed(1),
    at(others, 0.99).toFixed(1),
    (size / 1e9).toFixed(2),
  ];
}

async function idsAllOver(store: Awaited<ReturnType<typeof openHome>>['store']): Promise<string[]> {
  const rows = await store.read<{ id: string }>('SELECT id FROM call WHERE leaf % 7919 < 2 LIMIT 4000');
  const every = Math.max(1, Math.floor(rows.length / receipts));
  return rows.filter((_, position) => position % every === 0).map(({ id }) => id);
}

/** The command itself, in a process of its own. */
async function verify(more: readonly string[]): Promise<void> {
  const began = performance.now();
  const command = join(import.meta.dirname, '../packages/commonhold/bin/commonhold.js');
  const child = spawn(process.execPath, [command, 'verify', ...more], {
    env: { ...process.env, COMMONHOLD_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  const [code] = (await once(child, 'exit')) as [number];
  console.log(
    `commonhold ${['verify', ...more].join(' ')}: ${((performance.now() - began) / 1000).toFixed(1)} s, exit ${code}`,
  );
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(sorted.length * part)] ?? 0;
}

if (values.fresh) await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
const processor = cpus();
console.log(
  `${processor.length} × ${processor[0]?.model ?? 'unknown processor'}, node ${process.versions.node}, ${flight} in flight`,
);
const columns = [
  'leaves',
  'leaves/s',
  'CPU µs/leaf',
  'pair p50 ms',
  'p99 ms',
  'RSS MB',
  'start ms',
  'first receipt ms',
  'receipt p50 ms',
  'p99 ms',
  'GB',
];
console.log(columns.join('  '));
const present = await sizeOf();
for (let step = 1; step <= steps; step++) {
  const to = Math.round((leaves * step) / steps);
  if (to <= present && step < steps) continue;
  const grown: Growth = to <= present ? { recent: [], line: ['-', '-', '-', '-', '-'] } : await grow(to);
  const started = await start(grown.recent);
  console.log(
    [String(to), ...grown.line, ...started]
      .map((cell, column) => cell.padStart(columns[column]?.length ?? 0))
      .join('  '),
  );
}
if (values.verify) await verify([]);
if (values.bodies) await verify(['--bodies']);

async function sizeOf(): Promise<number> {
  const { store, ledger } = await openHome(home);
  const { size } = store.head();
  await ledger.close();
  await store.close();
  return size;
}
