import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check, ToolReport } from './report.ts';
import { runProgram, type Ran } from './run-program.ts';
import type { SampleLog } from './sample-log.ts';

/** Fetching and compiling on a machine with nothing in its caches. */
export const installMs = 240_000;
const checkMs = 60_000;

const fsckVersion = 'v1.0.4';
const source = fileURLToPath(new URL('.', import.meta.url));
const committedVectors = new URL('../../packages/tlog/testdata/sumdb.json', import.meta.url);

/** Never fetches another Go than the one that is there. */
const goEnvironment = { GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };

/** The version of Go here; undefined without one. */
export async function findGo(): Promise<string | undefined> {
  const { code, said } = await runProgram('go', ['env', 'GOVERSION'], { timeoutMs: checkMs });
  return code === 0 ? said.trim() : undefined;
}

/** Go's checksum database, in the small program beside this file. */
export async function checkWithSumdb(
  go: string | undefined,
  tools: string,
  log: SampleLog,
): Promise<ToolReport> {
  const requirement = /golang\.org\/x\/mod (\S+)/.exec(await readFile(join(source, 'go.mod'), 'utf8'))?.[1];
  const tool = 'golang.org/x/mod/sumdb';
  const version = `${requirement ?? ''} (${go ?? 'no Go'})`;
  if (go === undefined)
    return { tool, version: '', state: 'not installed', reason: 'there is no Go here', checks: [] };
  const built = await runProgram('go', ['build', '-o', sumdbProgram(tools), '.'], {
    timeoutMs: installMs,
    folder: source,
    environment: goEnvironment,
  });
  if (built.code !== 0)
    return { tool, version, state: 'could not be fetched', reason: lastOf(built), checks: [] };
  const outside = (...parameters: string[]): Promise<Ran> =>
    runProgram(sumdbProgram(tools), parameters, { timeoutMs: checkMs });
  const accepts = async (what: string, ...parameters: string[]): Promise<Check> => {
    const ran = await outside(...parameters);
    return { what, holds: ran.code === 0 && ran.said.startsWith('accepted'), said: ran.said };
  };
  const refuses = async (what: string, ...parameters: string[]): Promise<Check> => {
    const ran = await outside(...parameters);
    return { what, holds: ran.code === 1 && ran.said.startsWith('refused'), said: ran.said };
  };
  const pages = fileURLToPath(new URL('../../docs/formats', import.meta.url));
  const checks = [
    await accepts('the log and its growth are accepted', 'log', log.folder, log.key, log.older),
    await accepts('the receipt is accepted', 'receipt', log.receipt, log.key),
    await refuses('a receipt with one byte changed is refused', 'receipt', log.brokenReceipt, log.key),
    await accepts('the test vectors in our pages are what the pages say', 'pages', pages),
    await sameVectors(outside),
  ];
  for (const { what, folder } of log.broken) {
    checks.push(await refuses(`with one byte changed in ${what} the log is refused`, 'log', folder, log.key));
  }
  return { tool, version, state: 'ran', checks };
}

export function sumdbProgram(tools: string): string {
  return join(tools, 'sumdb');
}

async function sameVectors(outside: (...parameters: string[]) => Promise<Ran>): Promise<Check> {
  const made = await outside('vectors');
  const committed = await readFile(committedVectors, 'utf8');
  const what = 'the vectors in packages/tlog/testdata/sumdb.json are those that it makes';
  return { what, holds: made.said === committed, said: 'they differ' };
}

/** Tessera's check of a whole log. */
export async function checkWithFsck(
  go: string | undefined,
  tools: string,
  log: SampleLog,
): Promise<ToolReport> {
  const tool = 'tessera fsck';
  const version = fsckVersion;
  const installed = await installGoProgram(
    go,
    tools,
    'github.com/transparency-dev/tessera/cmd/fsck',
    fsckVersion,
  );
  if (!('program' in installed)) return { tool, version, ...installed, checks: [] };
  const keyFile = join(tools, 'fsck-key');
  await writeFile(keyFile, `${log.key}\n`);
  const fsck = (folder: string): Promise<Ran> =>
    runProgram(
      installed.program,
      // With fewer workers than files it waits for ever for a worker that has ended at a broken one.
      [
        `--storage_url=file://${folder}/`,
        `--public_key=${keyFile}`,
        `--origin=${log.origin}`,
        '--ui=false',
        '--N=64',
      ],
      { timeoutMs: checkMs },
    );
  const { said } = await fsck(log.folder);
  const checks = [{ what: 'the log is accepted', holds: isAccepted(said), said }];
  for (const { what, folder } of log.broken) {
    const broken = await fsck(folder);
    const holds = !isAccepted(broken.said) && /fsck failed|failed to/.test(broken.said);
    checks.push({ what: `with one byte changed in ${what} the log is refused`, holds, said: broken.said });
  }
  return { tool, version, state: 'ran', checks };
}

/** This version ends with 0 whatever it found, so what it says is what counts. */
function isAccepted(said: string): boolean {
  return said.includes("Successfully fsck'd log") && !said.includes('fsck failed');
}

/** Kept in the folder of tools, so that a later run needs no network. */
export async function installGoProgram(
  go: string | undefined,
  tools: string,
  path: string,
  version: string,
): Promise<{ program: string } | Pick<ToolReport, 'state' | 'reason'>> {
  const name = path.split('/').at(-1) ?? '';
  const folder = join(tools, `${name}-${version}`);
  const program = join(folder, name);
  if (existsSync(program)) return { program };
  if (go === undefined) return { state: 'not installed', reason: 'there is no Go here' };
  const installed = await runProgram('go', ['install', `${path}@${version}`], {
    timeoutMs: installMs,
    environment: { ...goEnvironment, GOBIN: folder },
  });
  if (installed.code === 0) return { program };
  return { state: 'could not be fetched', reason: lastOf(installed) };
}

/** Addresses and folders belong to who runs this and not into a report. */
export function lastOf({ said }: Ran): string {
  const lines = said.trim().split('\n').slice(-2).join(' ');
  return lines.replaceAll(/(https?:\/|(?<=^|\s))\/\S+/g, '…').slice(-300) || 'it said nothing';
}
