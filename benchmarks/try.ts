/**
 * How fast are calls of the past decided once more? A month of an invented school and company is recorded through the ledger
 * that a node uses, and rules are tried on it: once as it is, where most calls are like others, and once as if every call
 * were somebody else's, so that nothing that was worked out for one helps with the next.
 *
 *     npm run bench:try [-- --calls 100000] [-- --fresh]
 *
 * The record is kept under `.cache/benchmarks/`, so that a second run measures what is there already.
 */
import { randomFillSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { pooledRandomness, systemClock } from '../packages/commonhold/src/base/index.ts';
import { readPolicyFiles } from '../packages/commonhold/src/config/index.ts';
import { fillDemo } from '../packages/commonhold/src/demo/index.ts';
import { homePaths } from '../packages/commonhold/src/home/index.ts';
import { type DecidedPage, type Ledger, openLedger } from '../packages/commonhold/src/ledger/index.ts';
import { createCedarEngine, loadCedar } from '../packages/commonhold/src/policy/index.ts';
import { openStore } from '../packages/commonhold/src/store/index.ts';
import { TriedRules, tryRules } from '../packages/commonhold/src/whatif/index.ts';
import { rulesText } from './gate/rules.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100000' }, fresh: { type: 'boolean', default: false } },
});
const calls = Number(values.calls);
const home = join(import.meta.dirname, '..', '.cache', 'benchmarks', `try-${calls}`);
const paths = homePaths({ COMMONHOLD_HOME: home });
const fatal = (error: Error): never => {
  throw error;
};

async function fill(): Promise<void> {
  if (values.fresh) await rm(home, { recursive: true, force: true });
  if (existsSync(paths.database)) return;
  await mkdir(home, { recursive: true });
  const started = performance.now();
  await fillDemo({
    paths,
    seed: 1,
    calls,
    days: 30,
    endMs: Date.parse('2026-11-20T00:00:00.000Z'),
    software: 'commonhold bench',
    onProgress: () => undefined,
    signal: new AbortController().signal,
    onFatal: fatal,
  });
  console.log(`recorded in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const builtInLabels = new Set(['personal', 'special', 'secret', 'confidential', 'code']);
const reach = { found: ['code', 'confidential', 'personal', 'secret'], own: [] };

async function rulesOf(name: string): Promise<TriedRules> {
  const cedar = await loadCedar();
  const starter = join(import.meta.dirname, '..', 'examples', 'policies', name);
  const files = existsSync(starter)
    ? await readPolicyFiles(starter)
    : [{ name: 'rules.cedar', text: rulesText(Number(name)) }];
  const vocabulary = { labels: builtInLabels, providers: undefined };
  return new TriedRules(
    createCedarEngine(cedar, files, { mode: 'enforce', vocabulary, folder: name }),
    cedar,
  );
}

/** Enough for a rate: each of these takes its own time. */
const strangersMax = 5000;

/** The first calls, every one as if somebody else had made it. */
async function* strangers(pages: AsyncIterable<DecidedPage>): AsyncGenerator<DecidedPage> {
  let number = 0;
  for await (const page of pages) {
    if (number >= strangersMax) return;
    yield {
      ...page,
      calls: page.calls.map((call) => ({
        ...call,
        decisions: call.decisions.map((decision) => ({
          ...decision,
          detail: { ...(decision.detail as object), principal: `p_${number++}` },
        })),
      })),
    };
  }
}

async function measure(ledger: Ledger, name: string, isShared: boolean): Promise<string> {
  const rules = await rulesOf(name);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const { pages } = await ledger.decided({
    from: '2000-01-01T00:00:00.000Z',
    to: '2999-01-01T00:00:00.000Z',
  });
  const tried = await tryRules({
    rules,
    pages: isShared ? pages : strangers(pages),
    rulesOf: async () => [],
    routeOf: () => [],
    labels: { reach, all: builtInLabels },
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  const { newlyDenied, rerouted, pseudonymised, otherRules } = tried.groups;
  return [
    existsSync(join('examples', 'policies', name)) ? `starter set "${name}"` : `${name} rules`,
    isShared ? 'as it is' : 'each call another caller',
    String(tried.decisions),
    seconds.toFixed(1),
    String(Math.round(tried.decisions / seconds)),
    String(Math.round((user + system) / tried.decisions)),
    (delay.percentile(99) / 1e6).toFixed(0),
    (delay.max / 1e6).toFixed(0),
    `${newlyDenied.decisions} / ${rerouted.decisions} / ${pseudonymised.decisions} / ${otherRules.decisions}`,
  ].join(' | ');
}

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}`);
await fill();
const store = await openStore({ path: paths.database, spaceReserveBytes: 0, onFatal: fatal });
const ledger = await openLedger({
  home,
  store,
  clock: systemClock,
  randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
  software: 'commonhold bench',
  onTrouble: fatal,
  heartbeats: 'none',
});
const [row] = await store.read<{ documents: number; bytes: number; bases: number }>(
  'SELECT count(*) AS documents, avg(length(detail)) AS bytes, (SELECT count(*) FROM basis) AS bases FROM attempt',
);
const { size } = await stat(paths.database);
console.log(
  `${row?.documents} intents, ${row?.bytes.toFixed(0)} bytes a document, ${row?.bases} bases; ${(size / calls / 1024).toFixed(2)} KiB a call on disk\n`,
);
console.log(
  '| rules | calls | decisions | s | decisions/s | CPU µs | pause p99 ms | longest ms | denied / elsewhere / pseudonyms / other rules |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const name of ['company', '20', '200']) {
  for (const isShared of [true, false]) console.log(`| ${await measure(ledger, name, isShared)} |`);
}
await ledger.close();
await store.close();
