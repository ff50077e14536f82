/**
 * What do the record, labels and rules cost, and what do other gateways? All of them stand before the same fast local
 * upstream, are asked the same questions by the same clients in interleaved rounds, because machines are noisy, and every
 * reply is checked. Measured are a bare pass-through on node:http and undici, Commonhold with its durable encrypted record
 * and then with more and more of what it can do, Portkey, LiteLLM, and Bifrost without and with its log.
 *
 *   npm run bench:gate                             everything, printed: some eleven minutes
 *   npm run bench:gate -- --write                  the same, into docs/reference/performance.md; then npm run plots
 *   npm run bench:gate -- --only commonhold,litellm --measure whole --seconds 2 --rounds 3
 *   npm run bench:gate -- --quick                  for a machine with other work to do; look at the ratios only
 *
 * --only       gateways, by the names in benchmarks/gate/contestants; the bare pass-through is always among them
 * --measure    `whole` answers, `streamed` answers, request `sizes`; all three without it
 * --rounds     how often each gateway takes its turn; the tables tell medians of the rounds
 * --seconds    how long a turn is
 * --warm-up    seconds of each kind of answer before anything is counted: a server is up for days, so its code has been
 *              compiled for speed
 * --kilobytes  sizes of request bodies for the last table
 * --litellm    the version of LiteLLM to install; those that stole credentials are refused
 * --bifrost    a program of Bifrost that is here already, where Go's client cannot install it
 * --quick      short turns and few of them
 * --write      writes what was measured into the page; only of everything at once, so that nobody is left out of it
 *
 * Programs of others are installed by their ordinary package clients into .cache/benchmarks. Who cannot be installed or
 * started is named with the reason.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Child, startChild } from './gate/child.ts';
import { barePassThrough } from './gate/contestants/bare-pass-through.ts';
import { bifrost } from './gate/contestants/bifrost.ts';
import { commonhold } from './gate/contestants/commonhold.ts';
import type { Contestant, Ground, Running } from './gate/contestants/contestant.ts';
import { litellm } from './gate/contestants/litellm.ts';
import { portkey } from './gate/contestants/portkey.ts';
import { load, type Manner } from './gate/load.ts';
import { type Aim, writePage } from './gate/page.ts';
import { gatewaysTable, type Row, sizesTable, threadsTable, timesBare } from './gate/tables.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    measure: { type: 'string', default: 'whole,streamed,sizes' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    'warm-up': { type: 'string' },
    kilobytes: { type: 'string', default: '1,10,100,1000' },
    litellm: { type: 'string', default: '1.105.0' },
    bifrost: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 3 : 5));
const seconds = Number(options.seconds ?? (options.quick ? 1 : 4));
const warmUpSeconds = Number(options['warm-up'] ?? (options.quick ? 3 : 6));
const measures = chosen(options.measure, ['whole', 'streamed', 'sizes']);
const sizes = options.kilobytes.split(',').map(Number);
const all: readonly Contestant[] = [
  barePassThrough,
  ...commonhold,
  portkey,
  litellm(options.litellm),
  ...bifrost(options.bifrost),
];
const keys = all.map(({ key }) => key);
const contestants = all.filter(
  ({ key }) => key === barePassThrough.key || chosen(options.only ?? keys.join(), keys).has(key),
);
if (options.write && (contestants.length < all.length || measures.size < 3)) {
  throw new Error('--write needs everything: neither --only nor --measure.');
}

/** A kind of measurement, and what its table is called. */
interface Kind extends Manner {
  readonly title: string;
}

const crowd = 32;
const kinds: readonly Kind[] = [
  ...(measures.has('whole')
    ? [
        { title: `${crowd} connections`, connections: crowd, kilobytes: 1, streamed: false },
        { title: '1 connection', connections: 1, kilobytes: 1, streamed: false },
      ]
    : []),
  ...(measures.has('streamed')
    ? [{ title: `${crowd} connections, streamed`, connections: crowd, kilobytes: 1, streamed: true }]
    : []),
];
/** Those of our own kind, of which it is told where their time goes and how it grows with the request. */
const ours = contestants.filter(({ key }) => key === 'bare' || key.startsWith('commonhold'));
const sized = ours.filter(({ key }) => ['bare', 'commonhold', 'commonhold-rules-200'].includes(key));
/** Large requests take long, so fewer at once. */
const sizedConnections = 8;

const programs = fileURLToPath(new URL('../.cache/benchmarks', import.meta.url));
const workshop = await mkdtemp(join(tmpdir(), 'commonhold-bench-'));
const children: Child[] = [];
const running = new Map<Contestant, Running>();
/** Who was not measured, by the reason. */
const notMeasured = new Map<string, readonly string[]>();
const wrong: string[] = [];
let repliesChecked = 0;
try {
  await mkdir(programs, { recursive: true });
  const upstream = begin('upstream', process.execPath, [
    fileURLToPath(new URL('./gate/upstream.ts', import.meta.url)),
  ]);
  const upstreamPort = Number(await upstream.firstLine());
  for (const contestant of contestants) await start(contestant, upstreamPort);

  const loadBefore = loadavg()[0];
  for (const contestant of running.keys()) {
    for (const streamed of [false, true]) {
      await turn(contestant, { connections: crowd, kilobytes: 1, streamed }, warmUpSeconds);
    }
  }
  const byTitle = new Map(kinds.map(({ title }) => [title, new Map<string, Row[]>()]));
  const bySize = new Map(sizes.map((kilobytes) => [kilobytes, new Map<string, Row[]>()]));
  for (let count = 0; count < rounds; count++) {
    for (const kind of kinds) {
      for (const contestant of running.keys()) {
        add(byTitle.get(kind.title), contestant, await turn(contestant, kind, seconds));
      }
    }
    if (!measures.has('sizes')) continue;
    for (const kilobytes of sizes) {
      for (const contestant of sized) {
        const manner = { connections: sizedConnections, kilobytes, streamed: false };
        add(bySize.get(kilobytes), contestant, await turn(contestant, manner, seconds / 2));
      }
    }
  }

  const bare = barePassThrough.name;
  const tables = [...byTitle].map(([title, rows]) => gatewaysTable(title, bare, rows));
  const many = byTitle.get(`${crowd} connections`);
  const threads =
    many &&
    threadsTable(
      `Thread, µs/request at ${crowd} connections`,
      new Map([...many].filter(([name]) => ours.some((each) => each.name === name))),
    );
  const blocks = new Map([
    ['gateways', [about(loadBefore), ...tables, contestantsTable()].join('\n\n')],
    ['threads', threads ?? ''],
    ['sizes', measures.has('sizes') ? sizesTable(bare, bySize) : ''],
  ]);
  console.log([...blocks.values()].filter(Boolean).join('\n\n'));
  if (options.write) writePage(blocks, aimsOf(many));
} finally {
  await Promise.all(children.map((child) => child.stop()));
  await rm(workshop, { recursive: true, force: true });
}

async function start(contestant: Contestant, upstreamPort: number): Promise<void> {
  const folder = join(workshop, contestant.key);
  await mkdir(folder);
  const ground: Ground = {
    upstreamPort,
    folder,
    programs,
    begin: (program, parameters, environment) =>
      begin(contestant.key, program, parameters, { HOME: folder, ...environment }),
  };
  const started = await contestant.start(ground);
  if (started.kind === 'absent') {
    leaveOut(contestant.name, started.why);
    return;
  }
  running.set(contestant, started);
  if (started.noStreams !== undefined) leaveOut(`${contestant.name}, streamed`, started.noStreams);
}

function leaveOut(name: string, why: string): void {
  notMeasured.set(why, [...(notMeasured.get(why) ?? []), name]);
}

function begin(
  name: string,
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Child {
  const child = startChild(program, parameters, environment, join(workshop, `${name}.log`));
  children.push(child);
  return child;
}

async function turn(contestant: Contestant, manner: Manner, length: number): Promise<Row | undefined> {
  const gateway = running.get(contestant);
  if (gateway === undefined || (manner.streamed && gateway.noStreams !== undefined)) return undefined;
  const before = gateway.child.cpuSeconds();
  const done = await load(gateway, manner, length);
  const after = gateway.child.cpuSeconds();
  repliesChecked += done.right + done.wrong;
  if (done.wrong > 0) {
    wrong.push(
      `${contestant.name}: ${done.wrong} of ${done.right + done.wrong} replies wrong, the first: ${done.complaint}`,
    );
  }
  const spent = (thread: keyof typeof before): number =>
    ((after[thread] - before[thread]) / done.right) * 1e6;
  return {
    main: spent('main'),
    writer: spent('writer'),
    others: spent('others'),
    p50Ms: done.p50Ms,
    p99Ms: done.p99Ms,
    perSecond: done.right / done.seconds,
    megabytes: gateway.child.memory(),
  };
}

function add(rows: Map<string, Row[]> | undefined, { name }: Contestant, row: Row | undefined): void {
  if (row !== undefined) rows?.set(name, [...(rows.get(name) ?? []), row]);
}

function about(loadBefore: number | undefined): string {
  const day = new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  const replies =
    wrong.length === 0
      ? `All of the ${repliesChecked.toLocaleString('en')} replies were checked and right.`
      : `Of ${repliesChecked.toLocaleString('en')} replies some were wrong, and these count nowhere. ${wrong.join('; ')}.`;
  return [
    `${day}, ${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}; medians of ${rounds} interleaved ` +
      `rounds of ${seconds} s after a warm-up; load ${loadBefore?.toFixed(1)} when it began, ${loadavg()[0]?.toFixed(1)} ` +
      `when it ended. ${replies}`,
    ...[...notMeasured].map(([why, names]) => `Not measured: ${names.join(' and ')}. ${sentence(why)}`),
  ].join('\n\n');
}

function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function contestantsTable(): string {
  const rows = [...running.keys()].map(({ name, does, keeps }) => `| ${name} | ${does} | ${keeps} |`);
  return ['| gateway | does with a call, as measured | keeps of it |', '|---|---|---|', ...rows].join('\n');
}

function aimsOf(many: ReadonlyMap<string, readonly Row[]> | undefined): readonly Aim[] {
  const named = (key: string): string => commonhold.find((each) => each.key === key)?.name ?? '';
  const times = (name: string): number => timesBare(many?.get(name) ?? [], many?.get(barePassThrough.name));
  return [
    { name: `CPU of the gate at ${crowd} connections, × bare`, measured: times(named('commonhold')) },
    {
      name: `CPU of the gate with labels and 200 rules, new texts of 1 KB, ${crowd} connections, × bare`,
      measured: times(named('commonhold-rules-200')),
    },
  ];
}

/** The names in a list, all of which must be known: a misspelt one would be left out in silence. */
function chosen(list: string, known: readonly string[]): ReadonlySet<string> {
  const names = list.split(',');
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) throw new Error(`Unknown: ${strange.join(', ')}. Known: ${known.join(', ')}.`);
  return new Set(names);
}
