/**
 * Durable leaves a second: through the store alone, and through the ledger as calls (an intent and an outcome with
 * encrypted bodies of 1 KiB each), at several numbers in flight, beside what the disk itself can sync in the same
 * run. A leaf counts when its commit was acknowledged, which is after its fsync.
 *
 *     npm run bench:ledger [-- --seconds 3 --flights 1,2,4,8 --folder DIR]
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore, type Store } from '../packages/commonhold/src/store/index.ts';
import { openHome, recordCall } from './ledger/record-call.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    flights: { type: 'string', default: '1,32,256' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const measureMs = Number(values.seconds) * 1000;
const warmUpMs = 500;
const flights = values.flights.split(',').map(Number);
/** About the size of an intent leaf. */
const leaf = Buffer.alloc(700, 'x');

interface Figures {
  readonly what: string;
  readonly inFlight: number;
  readonly leavesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuPerLeaf: number;
  readonly mainPerLeaf: number;
}

async function measure(
  what: string,
  inFlight: number,
  leavesEach: number,
  once: () => Promise<unknown>,
): Promise<Figures> {
  const run = async (forMs: number): Promise<number[]> => {
    const times: number[] = [];
    const end = performance.now() + forMs;
    const loop = async (): Promise<void> => {
      while (performance.now() < end) {
        const start = performance.now();
        await once();
        times.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, loop));
    return times.sort((left, right) => left - right);
  };
  await run(warmUpMs);
  const processCpu = process.cpuUsage();
  const mainCpu = process.threadCpuUsage();
  const start = performance.now();
  const times = await run(measureMs);
  const seconds = (performance.now() - start) / 1000;
  const leaves = times.length * leavesEach;
  const spent = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / leaves;
  return {
    what,
    inFlight,
    leavesPerSecond: leaves / seconds,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
    cpuPerLeaf: spent(process.cpuUsage(processCpu)),
    mainPerLeaf: spent(process.threadCpuUsage(mainCpu)),
  };
}

function bareSyncsPerSecond(folder: string): number {
  const file = openSync(join(folder, 'probe'), 'w');
  const page = Buffer.alloc(4096, 1);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < 1000) {
    writeSync(file, page);
    fdatasyncSync(file);
    count += 1;
  }
  closeSync(file);
  return count / ((performance.now() - start) / 1000);
}

async function commitLeaf(store: Store): Promise<void> {
  await store.commit({ leaves: [leaf], bodies: [], rows: [], urgency: 'intent' });
}

const home = await mkdtemp(join(values.folder, 'commonhold-bench-'));
const figures: Figures[] = [];
try {
  const fatal = (error: Error): never => {
    throw error;
  };
  const syncs = bareSyncsPerSecond(home);
  const store = await openStore({ path: join(home, 'store.db'), spaceReserveBytes: 0, onFatal: fatal });
  for (const inFlight of flights) figures.push(await measure('store', inFlight, 1, () => commitLeaf(store)));
  await store.close();
  const { store: second, ledger } = await openHome(home);
  let calls = 0;
  for (const inFlight of flights)
    figures.push(await measure('calls', inFlight, 2, () => recordCall(ledger, calls++)));
  await ledger.close();
  await second.close();

  const processor = cpus();
  console.log(
    `${processor.length} × ${processor[0]?.model ?? 'unknown processor'}, node ${process.versions.node}`,
  );
  console.log(`bare fdatasync of 4 KiB in the same folder: ${Math.round(syncs)}/s\n`);
  console.log('          in flight   leaves/s   p50 ms   p99 ms   CPU µs/leaf   of it main thread');
  for (const row of figures) {
    console.log(
      row.what.padEnd(10),
      String(row.inFlight).padStart(8),
      String(Math.round(row.leavesPerSecond)).padStart(10),
      row.p50Ms.toFixed(2).padStart(8),
      row.p99Ms.toFixed(2).padStart(8),
      row.cpuPerLeaf.toFixed(1).padStart(13),
      row.mainPerLeaf.toFixed(1).padStart(19),
    );
  }
  console.log(
    '\n"calls" are intent and outcome with encrypted bodies of 1 KiB; their times are for the pair.',
  );
} finally {
  await rm(home, { recursive: true });
}
