/**
 * What does it cost to open the console? A node with a demonstration's calls is started, and a real Chromium opens each
 * page as a newcomer does: nothing in its cache, and the link that signs in. Once with the machine's speed and once four
 * times slower, in interleaved rounds because machines are noisy. Prints tables as they stand in
 * docs/reference/performance.md: medians, and the range of all rounds.
 *
 *   npm run bench:console [-- --rounds 7 --calls 2000]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../test/browser/launch.ts';
import { commonhold, startTestNode } from '../test/node/running-node.ts';
import { type LoadedFile, loadPage, type PageLoad } from './console/page-load.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, calls: { type: 'string', default: '2000' } },
});
const rounds = Number(options.rounds);
const pages = [
  { name: 'Home', path: '/' },
  { name: 'Ask', path: '/ask' },
  { name: 'Calls', path: '/calls' },
  { name: 'Models', path: '/models' },
];
/** As fast as the machine is, and as a slow laptop: the browser's main thread waits three quarters of its time. */
const slowdowns = [1, 4];
const aims = { firstPaintMs: 1000, scriptBytes: 350 * 1024 };
/** How many of the largest files are named. */
const largestCount = 5;

const home = await mkdtemp(join(tmpdir(), 'commonhold-bench-'));
try {
  const filled = await commonhold(home, ['demo', '--home', join(home, 'demo'), '--calls', options.calls]);
  if (filled.code !== 0) throw new Error(filled.errors);
  // A demonstration has no key to announce; links are made through its folder, so none is needed.
  await writeFile(join(home, 'demo', 'test.key'), '');
  const node = await startTestNode(join(home, 'demo'), { withModel: true });
  const browser = await launchBrowser();
  try {
    const link = async (path: string): Promise<string> => {
      const { output } = await commonhold(node.home, ['console', '--json']);
      const made = new URL((JSON.parse(output) as { link: string }).link);
      made.pathname = path;
      return made.href;
    };
    // The first page of a browser's life also starts the browser; every page meets it started.
    await loadPage(browser, await link('/'), 1);
    const loads = new Map<string, PageLoad[]>();
    for (let round = 0; round < rounds; round++) {
      for (const { name, path } of pages) {
        for (const slowdown of slowdowns) {
          const key = `${name} ${slowdown}`;
          loads.set(key, [...(loads.get(key) ?? []), await loadPage(browser, await link(path), slowdown)]);
        }
      }
    }
    report(browser.version(), (name, slowdown) => loads.get(`${name} ${slowdown}`) ?? []);
  } finally {
    await browser.close();
    await node.stop();
  }
} finally {
  await rm(home, { recursive: true, force: true });
}

function report(version: string, loadsOf: (name: string, slowdown: number) => readonly PageLoad[]): void {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, Chromium ${version}, ${options.calls} calls on record; ` +
      `medians of ${rounds} interleaved rounds, with least and most\n`,
  );
  console.log('| page | processor | first paint ms | at rest ms | main thread busy ms | of it scripts ms |');
  console.log('|---|---|---|---|---|---|');
  for (const slowdown of slowdowns) {
    for (const { name } of pages) {
      const loads = loadsOf(name, slowdown);
      const column = (pick: (load: PageLoad) => number): string => range(loads.map(pick));
      console.log(
        `| ${name} | ${slowdown === 1 ? 'as it is' : `${slowdown} × slower`} | ${column((load) => load.firstPaintMs)} | ` +
          `${column((load) => load.restMs)} | ${column((load) => load.busyMs)} | ${column((load) => load.scriptMs)} |`,
      );
    }
  }
  console.log(
    '\n| page on the line | requests | scripts KB | styles KB | fonts KB | answers KB | all KB | unpacked KB |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const { name } of pages) {
    const files = loadsOf(name, 1).at(-1)?.files ?? [];
    const line = (...kinds: LoadedFile['kind'][]): string =>
      kilobytes(files.filter(({ kind }) => kinds.includes(kind)).map(({ lineBytes }) => lineBytes));
    console.log(
      `| ${name} | ${files.length} | ${line('script')} | ${line('style')} | ${line('font')} | ${line('answer', 'other')} | ` +
        `${kilobytes(files.map(({ lineBytes }) => lineBytes))} | ${kilobytes(files.map(({ bytes }) => bytes))} |`,
    );
  }
  const first = loadsOf('Home', 1);
  const scripts = sum(
    (first[0]?.files ?? []).filter(({ kind }) => kind === 'script').map((file) => file.lineBytes),
  );
  const paint = median(first.map((load) => load.firstPaintMs));
  console.log(
    `\naim: scripts of the first page under ${aims.scriptBytes / 1024} KB: ${verdict(scripts < aims.scriptBytes)}`,
  );
  console.log(`aim: first paint under ${aims.firstPaintMs} ms: ${verdict(paint < aims.firstPaintMs)}`);
  console.log('\nLargest files of each page, KB on the line:');
  for (const { name } of pages) {
    const largest = (loadsOf(name, 1).at(-1)?.files ?? [])
      .toSorted((left, right) => right.lineBytes - left.lineBytes)
      .slice(0, largestCount);
    console.log(
      `${name}: ${largest.map((file) => `${file.name} ${kilobytes([file.lineBytes])}`).join(', ')}`,
    );
  }
}

function verdict(met: boolean): string {
  return met ? 'met' : 'MISSED';
}

function kilobytes(values: readonly number[]): string {
  return (sum(values) / 1024).toFixed(0);
}

/** The middle, and in brackets the least and the most. */
function range(values: readonly number[]): string {
  return `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}
