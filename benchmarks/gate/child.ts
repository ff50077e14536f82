import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Child {
  readonly process: ChildProcess;
  /** The first line that it printed. */
  readonly line: string;
  /** Processor seconds of the process so far, all threads. Linux only; NaN elsewhere. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Starts a program and waits for its first line. */
export async function startChild(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const child = spawn(program, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', (code) => reject(new Error(`${program} ${parameters.join(' ')} ended with ${code}`)));
    child.once('error', reject);
  });
  return {
    process: child,
    line,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

function cpuSecondsOf(pid: number): number {
  try {
    // Fields 14 and 15 are user and system time; the name in field 2 may hold spaces, so counting starts after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return NaN;
  }
}
