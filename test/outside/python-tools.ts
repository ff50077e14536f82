import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installMs, lastOf } from './go-tools.ts';
import type { Check, ToolReport } from './report.ts';
import { runProgram, type Ran } from './run-program.ts';
import type { SampleLog } from './sample-log.ts';

/** A reader of tiled logs and a witness of C2SP, by one author, in Python. */
const packages = { 'aics-tlog': '0.2.1', 'aics-witness': '0.1.0' };
/** The oldest Python that they run on. */
const pythonAtLeast = '(3, 12)';
const versions = ['3.14', '3.13', '3.12'];
const checkMs = 60_000;
const pagesProgram = fileURLToPath(new URL('pages.py', import.meta.url));
const pages = fileURLToPath(new URL('../../docs/formats', import.meta.url));

export type PythonTools = { readonly folder: string } | Pick<ToolReport, 'state' | 'reason'>;

/** Into a folder of their own; nothing of the machine's Python is touched. */
export async function installPythonTools(tools: string): Promise<PythonTools> {
  const pinned = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
  const environment = join(tools, pinned.join('+'));
  const folder = join(environment, 'bin');
  const stamp = join(folder, 'aics-witness');
  if (existsSync(stamp)) return { folder };
  const python = await findPython();
  if (python === undefined)
    return { state: 'not installed', reason: 'there is no Python of 3.12 or newer here' };
  const made = await runProgram(python, ['-m', 'venv', environment], { timeoutMs: installMs });
  if (made.code !== 0)
    return { state: 'not installed', reason: `Python makes no environment: ${lastOf(made)}` };
  const installed = await runProgram(
    join(folder, 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', ...pinned],
    { timeoutMs: installMs },
  );
  return installed.code === 0 ? { folder } : { state: 'could not be fetched', reason: lastOf(installed) };
}

async function findPython(): Promise<string | undefined> {
  for (const python of ['python3', ...versions.map((version) => `python${version}`)]) {
    const test = `import sys; sys.exit(sys.version_info < ${pythonAtLeast})`;
    if ((await runProgram(python, ['-c', test], { timeoutMs: checkMs })).code === 0) return python;
  }
  // Where pyenv has several, those that are not chosen are there but do not run by their names.
  for (const version of versions) {
    const { code, said } = await runProgram('pyenv', ['prefix', version], { timeoutMs: checkMs });
    if (code === 0) return join(said.trim(), 'bin', 'python');
  }
  return undefined;
}

export async function checkWithAicsTlog(python: PythonTools, log: SampleLog): Promise<ToolReport> {
  const tool = 'aics-tlog';
  const version = packages[tool];
  if (!('folder' in python)) return { tool, version, ...python, checks: [] };
  const run = (command: string, folder: string, ...more: string[]): Promise<Ran> =>
    runProgram(
      join(python.folder, 'aics-tlog'),
      [command, '--tiles', folder, '--log-key', log.key, '--origin', log.origin, ...more],
      { timeoutMs: checkMs },
    );
  const check = (what: string, expected: boolean, { code, said }: Ran): Check => ({
    what,
    holds: (code === 0) === expected && said.includes(`"ok": ${expected}`),
    said,
  });
  const checks = [
    check('the checkpoint is accepted', true, await run('verify-checkpoint', log.folder)),
    check('an entry is found in the log', true, await run('verify-inclusion', log.folder, '--index', '128')),
    check(
      'the log has grown from its older checkpoint',
      true,
      await run('verify-consistency', log.folder, '--old-checkpoint', log.older),
    ),
  ];
  for (const { what, folder, entry } of log.broken) {
    const refused = await run('verify-inclusion', folder, '--index', String(entry));
    checks.push(check(`with one byte changed in ${what} its entry is not found`, false, refused));
  }
  return { tool, version, state: 'ran', checks };
}

/** What somebody who writes Python makes of our pages about bodies and coverage; ciphers are those of `cryptography`. */
export async function checkPagesWithPython(python: PythonTools): Promise<ToolReport> {
  const tool = 'Python, from our pages';
  if (!('folder' in python)) return { tool, version: '', ...python, checks: [] };
  const program = join(python.folder, 'python');
  const { said: version } = await runProgram(program, ['--version'], { timeoutMs: checkMs });
  const { code, said } = await runProgram(program, [pagesProgram, pages], { timeoutMs: checkMs });
  const what = 'the vectors of bodies.md and the coverage text are what the pages say';
  return { tool, version: version.trim(), state: 'ran', checks: [{ what, holds: code === 0, said }] };
}

export const witnessVersion = packages['aics-witness'];
