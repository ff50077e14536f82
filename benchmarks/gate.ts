/**
 * What does the record cost? Three gateways on the same fast local upstream, in interleaved rounds because machines
 * are noisy: a bare pass-through on node:http and undici, Commonhold with its durable encrypted record, and
 * Portkey's gateway from npm. Prints CPU per request of the gateway's process, p50, p99 and requests per second.
 *
 *   npm run bench:gate [-- --rounds 5 --requests 4000]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Child, startChild } from './gate/child.ts';
import { load } from './gate/load.ts';
import { rulesText } from './gate/rules.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, requests: { type: 'string', default: '4000' } },
});
const rounds = Number(options.rounds);
const requests = Number(options.requests);
const connectionCounts = [1, 32];
/** A server is up for days, so every contestant is measured after its code has been compiled for speed. */
const warmUpRequests = 20_000;
const here = (file: string): string => new URL(file, import.meta.url).pathname;

interface Contestant {
  readonly name: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly child: Child;
}

interface Row {
  readonly cpuMicroseconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
}

const body = JSON.stringify({
  model: 'bench',
  messages: [
    { role: 'system', content: 'You answer in one sentence.' },
    { role: 'user', content: 'What is a commons, and who looks after it? '.repeat(10).trim() },
  ],
  temperature: 0.2,
});

const folder = await mkdtemp(join(tmpdir(), 'commonhold-bench-'));
const children: Child[] = [];
try {
  const upstream = await begin(process.execPath, [here('./gate/upstream.ts')]);
  const bare = await begin(process.execPath, [here('./gate/bare.ts'), upstream.line]);
  const contestants: Contestant[] = [
    { name: 'bare pass-through', port: Number(bare.line), headers: {}, child: bare },
    await commonhold(upstream.line, 0, 'off'),
    await commonhold(upstream.line, 0),
    await commonhold(upstream.line, 20),
    await commonhold(upstream.line, 200),
  ];
  const other = await portkey(upstream.line);
  if (other) contestants.push(other);

  for (const contestant of contestants) {
    await load(contestant.port, contestant.headers, body, 32, warmUpRequests);
  }
  const results = new Map<string, Row[]>();
  for (let round = 0; round < rounds; round++) {
    for (const connections of connectionCounts) {
      for (const contestant of contestants) {
        const before = contestant.child.cpuSeconds();
        const count = connections === 1 ? Math.ceil(requests / 4) : requests;
        const run = await load(contestant.port, contestant.headers, body, connections, count);
        const key = `${connections} ${contestant.name}`;
        const rows = results.get(key) ?? [];
        rows.push({
          cpuMicroseconds: ((contestant.child.cpuSeconds() - before) / count) * 1e6,
          p50Ms: run.p50Ms,
          p99Ms: run.p99Ms,
          perSecond: count / run.seconds,
        });
        results.set(key, rows);
      }
    }
  }

  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}; medians of ${rounds} interleaved rounds`,
  );
  for (const connections of connectionCounts) {
    console.log(`\n${connections} connection${connections === 1 ? '' : 's'}`);
    console.log('| gateway | CPU µs/request | × bare | p50 ms | p99 ms | requests/s |');
    console.log('|---|---|---|---|---|---|');
    const yardstick = results.get(`${connections} bare pass-through`) ?? [];
    for (const { name } of contestants) {
      const rows = results.get(`${connections} ${name}`) ?? [];
      // The ratio is taken round by round, so that a slow minute of the machine counts for both sides.
      const ratio = median(
        rows.map((row, round) => row.cpuMicroseconds / (yardstick[round]?.cpuMicroseconds ?? NaN)),
      );
      console.log(
        `| ${name} | ${median(rows.map((row) => row.cpuMicroseconds)).toFixed(0)} | ${ratio.toFixed(2)} | ` +
          `${median(rows.map((row) => row.p50Ms)).toFixed(2)} | ${median(rows.map((row) => row.p99Ms)).toFixed(2)} | ` +
          `${median(rows.map((row) => row.perSecond)).toFixed(0)} |`,
      );
    }
  }
} finally {
  await Promise.all(children.map((child) => child.stop()));
  await rm(folder, { recursive: true, force: true });
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

/** With so many rules in its policies folder; 0 for the built-in rule alone. It looks for labels unless told not to. */
async function commonhold(
  upstreamPort: string,
  rules: number,
  detect: 'on' | 'off' = 'on',
): Promise<Contestant> {
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
    destination: { local: declared }
    models: [bench]
`,
  );
  const child = await begin(process.execPath, [here('./gate/node.ts')], {
    COMMONHOLD_HOME: home,
    COMMONHOLD_PORT: '0',
  });
  const { port, key } = JSON.parse(child.line) as { port: number; key: string };
  const means = [rules === 0 ? '' : `, ${rules} rules`, detect === 'on' ? '' : ', labels off'];
  const name = `Commonhold${means.join('')}`;
  return { name, port, headers: { authorization: `Bearer ${key}` }, child };
}

/** Portkey's gateway, if it is installed (it is a development dependency). */
async function portkey(upstreamPort: string): Promise<Contestant | undefined> {
  const port = 18_787;
  let entry: string;
  try {
    entry = new URL('../node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url).pathname;
    const child = await begin(process.execPath, [entry, '--headless', `--port=${port}`], {
      NODE_ENV: 'production',
    });
    const headers = {
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
      authorization: 'Bearer benchmark',
    };
    return { name: 'Portkey 1.15.2', port, headers, child };
  } catch (thrown) {
    console.error(`Portkey could not be started and is left out: ${String(thrown)}`);
    return undefined;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
