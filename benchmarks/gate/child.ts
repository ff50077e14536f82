import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type CpuSeconds, cpuSecondsOf, memoryOf, processTree } from './process-tree.ts';

export interface Child {
  readonly process: ChildProcess;
  /** The first line that it printed. */
  firstLine(): Promise<string>;
  /** Rejects as soon as the program ends. */
  ended(): Promise<never>;
  /** Processor seconds of the program and of every process that it started. */
  cpuSeconds(): CpuSeconds;
  /** Megabytes of memory of all of them. */
  memory(): number;
  stop(): Promise<void>;
}

/** As much of what it said last as tells why it ended. */
const complaintCharacters = 600;
/** How long a program may take to end by itself. */
const stopMs = 15_000;

/**
 * Starts a program with an environment of its own: programs of others have no business with ours. What it complains
 * about goes into `complaints` and is told when it ends.
 */
export function startChild(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  complaints: string,
): Child {
  const errors = openSync(complaints, 'a');
  const child = spawn(program, parameters, {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', errors],
  });
  closeSync(errors);
  if (child.stdout === null) throw new Error('A child with a pipe has one.');
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve) => lines.once('line', resolve));
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const said = readFileSync(complaints, 'utf8').trim().slice(-complaintCharacters);
      reject(new Error(`${program} ended with ${code ?? signal}: ${said}`));
    });
  });
  ended.catch(() => undefined);
  const pid = child.pid ?? 0;
  return {
    process: child,
    firstLine: () => Promise.race([first, ended]),
    ended: () => ended,
    cpuSeconds: () => cpuSecondsOf(pid),
    memory: () => memoryOf(pid),
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const all = processTree(child.pid);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = setTimeout(() => {
    for (const pid of all) kill(pid);
  }, stopMs);
  await gone;
  clearTimeout(late);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
