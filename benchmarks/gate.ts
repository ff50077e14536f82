/**
 * What do the record, labels and rules cost? Gateways on the same fast local upstream, in interleaved rounds because
 * machines are noisy: a bare pass-through on node:http and undici, Commonhold with its durable encrypted record and then
 * with more and more of what it can do, and Portkey's gateway from npm. Prints CPU per request of the gateway's process,
 * p50, p99 and requests per second, whose threads that was, and how it grows with the request.
 *
 *   npm run bench:gate [-- --rounds 5 --requests 4000 --warm-up 20000 --kilobytes 1,10,100,1000 --only small]
 *   npm run bench:gate -- --quick
 *
 * --requests   of 1 KB in each round with 32 connections; with one connection a quarter of them
 * --warm-up    requests before anything is counted: a server is up for days, so its code has been compiled for speed
 * --kilobytes  sizes of request bodies for the last table
 * --only       `small` leaves the larger bodies out, `sizes` measures only them
 * --quick      few requests in many short rounds, for a machine with other work to do; look at the ratios only
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chatBody } from './gate/bodies.ts';
import { type Child, startChild } from './gate/child.ts';
import { load } from './gate/load.ts';
import { rulesText } from './gate/rules.ts';
import { type Row, sizesTable, smallTables } from './gate/tables.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string' },
    requests: { type: 'string' },
    'warm-up': { type: 'string' },
    kilobytes: { type: 'string', default: '1,10,100,1000' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 9 : 5));
const requests = Number(options.requests ?? (options.quick ? 800 : 4000));
const warmUpRequests = Number(options['warm-up'] ?? (options.quick ? 6000 : 20_000));
const sizes = options.kilobytes.split(',').map(Number);
const crowd = 32;
/** Kilobytes that one round of a size sends; at least a few requests, however large. */
const roundKilobytes = options.quick ? 8000 : 24_000;
const largestRequestsMin = 8;
const here = (file: string): string => new URL(file, import.meta.url).pathname;

interface Contestant {
  readonly name: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly child: Child;
}

interface Means {
  readonly detect: 'on' | 'off';
  readonly rules: number;
}

const bare = 'bare pass-through';
const everything = 'Commonhold, labels and 200 rules';
let bodiesMade = 0;

const folder = await mkdtemp(join(tmpdir(), 'commonhold-bench-'));
const children: Child[] = [];
try {
  const upstream = await begin(process.execPath, [here('./gate/upstream.ts')]);
  const yardstick = await begin(process.execPath, [here('./gate/bare.ts'), upstream.line]);
  const contestants: Contestant[] = [
    { name: bare, port: Number(yardstick.line), headers: {}, child: yardstick },
    await commonhold('Commonhold, durable encrypted record', upstream.line, { detect: 'off', rules: 0 }),
    await commonhold('Commonhold, labels', upstream.line, { detect: 'on', rules: 0 }),
    await commonhold('Commonhold, labels and 20 rules', upstream.line, { detect: 'on', rules: 20 }),
    await commonhold(everything, upstream.line, { detect: 'on', rules: 200 }),
  ];
  const other = await portkey(upstream.line);
  if (other) contestants.push(other);

  const loadBefore = loadavg()[0];
  for (const contestant of contestants) await round(contestant, crowd, 1, warmUpRequests);
  if (options.only !== 'sizes') {
    const many = new Map<string, Row[]>();
    const one = new Map<string, Row[]>();
    for (let count = 0; count < rounds; count++) {
      for (const contestant of contestants) {
        add(many, contestant.name, await round(contestant, crowd, 1, requests));
      }
      for (const contestant of contestants) {
        add(one, contestant.name, await round(contestant, 1, 1, Math.ceil(requests / 4)));
      }
    }
    about(loadBefore);
    console.log(smallTables(bare, many, one));
  }
  if (options.only !== 'small') {
    const sized = contestants.filter(({ name }) => name === bare || name.startsWith('Commonhold'));
    const bySize = new Map<number, Map<string, Row[]>>();
    for (let count = 0; count < rounds; count++) {
      for (const kilobytes of sizes) {
        const rows = bySize.get(kilobytes) ?? new Map<string, Row[]>();
        bySize.set(kilobytes, rows);
        const many = Math.max(largestRequestsMin, Math.min(requests, Math.ceil(roundKilobytes / kilobytes)));
        for (const contestant of sized) {
          add(rows, contestant.name, await round(contestant, 8, kilobytes, many));
        }
      }
    }
    about(loadBefore);
    console.log(sizesTable(bare, bySize));
  }
} finally {
  await Promise.all(children.map((child) => child.stop()));
  await rm(folder, { recursive: true, force: true });
}

/** Each body is sent once: nothing that was found in one is remembered for the next. */
async function round(
  { port, headers, child }: Contestant,
  connections: number,
  kilobytes: number,
  count: number,
): Promise<Row> {
  const bodies = Array.from({ length: count }, () => chatBody(kilobytes, bodiesMade++));
  const before = child.cpuSeconds();
  const { seconds, p50Ms, p99Ms } = await load(port, headers, bodies, connections);
  const after = child.cpuSeconds();
  const spent = (thread: keyof typeof before): number => ((after[thread] - before[thread]) / count) * 1e6;
  return {
    main: spent('main'),
    writer: spent('writer'),
    others: spent('others'),
    p50Ms,
    p99Ms,
    perSecond: count / seconds,
  };
}

function add(rows: Map<string, Row[]>, name: string, row: Row): void {
  rows.set(name, [...(rows.get(name) ?? []), row]);
}

function about(loadBefore: number | undefined): void {
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}; medians of ${rounds} interleaved rounds; ` +
      `load ${loadBefore?.toFixed(1)} when it began, ${loadavg()[0]?.toFixed(1)} now`,
  );
}

async function begin(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const child = await startChild(program, parameters, environment);
  children.push(child);
  return child;
}

/** With so many rules in its policies folder; 0 for the built-in rule alone. */
async function commonhold(name: string, upstreamPort: string, { detect, rules }: Means): Promise<Contestant> {
  const home = join(folder, `home-${rules}-${detect}`);
  await mkdir(join(home, 'policies'), { recursive: true, mode: 0o700 });
  if (rules > 0) await writeFile(join(home, 'policies', 'rules.cedar'), rulesText(rules));
  await writeFile(
    join(home, 'commonhold.yaml'),
    `labels: { detect: ${detect} }
providers:
  upstream:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${upstreamPort}/v1
    authentication: none
    destination: { country: DE, retentionDays: 0, trainsOnData: false, local: declared }
    models: [bench]
`,
  );
  const child = await begin(process.execPath, [here('./gate/node.ts')], {
    COMMONHOLD_HOME: home,
    COMMONHOLD_PORT: '0',
  });
  const { port, key } = JSON.parse(child.line) as { port: number; key: string };
  return { name, port, headers: { authorization: `Bearer ${key}` }, child };
}

/** Portkey's gateway, if it is installed (it is a development dependency). */
async function portkey(upstreamPort: string): Promise<Contestant | undefined> {
  const port = 18_787;
  try {
    const entry = new URL('../node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url)
      .pathname;
    const child = await begin(process.execPath, [entry, '--headless', `--port=${port}`], {
      NODE_ENV: 'production',
    });
    const headers = {
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
      authorization: 'Bearer benchmark',
    };
    return { name: 'Portkey 1.15.2, no record', port, headers, child };
  } catch (thrown) {
    console.error(`Portkey could not be started and is left out: ${String(thrown)}`);
    return undefined;
  }
}
