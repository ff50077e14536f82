import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Child {
  readonly process: ChildProcess;
  /** The first line that it printed. */
  readonly line: string;
  /** Processor seconds of the process so far, by whose thread it was. Linux only; nothing elsewhere. */
  cpuSeconds(): CpuSeconds;
  stop(): Promise<void>;
}

export interface CpuSeconds {
  readonly main: number;
  readonly writer: number;
  /** Reader thread, compiling, garbage collection, file system. */
  readonly others: number;
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

/** The writer thread's name, as much of it as Linux keeps. */
const writerThread = 'commonhold writer'.slice(0, 15);

/** From the scheduler's own account of each thread, in nanoseconds; the clock ticks of a process are too coarse here. */
function cpuSecondsOf(pid: number): CpuSeconds {
  const seconds = { main: 0, writer: 0, others: 0 };
  const folder = `/proc/${pid}/task`;
  let threads: string[];
  try {
    threads = readdirSync(folder);
  } catch {
    return { main: NaN, writer: NaN, others: NaN };
  }
  for (const thread of threads) {
    const read = (file: string): string => readFileSync(`${folder}/${thread}/${file}`, 'utf8');
    const spent = Number(read('schedstat').split(' ')[0]) / 1e9;
    if (Number(thread) === pid) seconds.main += spent;
    else if (read('comm').trim() === writerThread) seconds.writer += spent;
    else seconds.others += spent;
  }
  return seconds;
}
