/** What a program and every process that it started have spent and hold, by Linux's own account. Nothing elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';

export interface CpuSeconds {
  readonly main: number;
  readonly writer: number;
  /** Reader thread, compiling, garbage collection, file system, and every other process of the program. */
  readonly others: number;
}

/** The writer thread's name, as much of it as Linux keeps. */
const writerThread = 'commonhold writer'.slice(0, 15);

/** The process, its children, theirs and so on. */
export function processTree(root: number): readonly number[] {
  const all = [root];
  for (const pid of all) {
    for (const thread of threadsOf(pid)) {
      const children = readOf(`/proc/${pid}/task/${thread}/children`) ?? '';
      all.push(...children.split(' ').filter(Boolean).map(Number));
    }
  }
  return all;
}

/** From the scheduler's own account of each thread, in nanoseconds; the clock ticks of a process are too coarse here. */
export function cpuSecondsOf(root: number): CpuSeconds {
  const seconds = { main: 0, writer: 0, others: 0 };
  if (threadsOf(root).length === 0) return { main: NaN, writer: NaN, others: NaN };
  for (const pid of processTree(root)) {
    for (const thread of threadsOf(pid)) {
      const folder = `/proc/${pid}/task/${thread}`;
      const spent = Number(readOf(`${folder}/schedstat`)?.split(' ')[0] ?? 0) / 1e9;
      if (Number(thread) === root) seconds.main += spent;
      else if (readOf(`${folder}/comm`)?.trim() === writerThread) seconds.writer += spent;
      else seconds.others += spent;
    }
  }
  return seconds;
}

/** Megabytes in memory; a page that several processes share counts once. */
export function memoryOf(root: number): number {
  const kilobytes = processTree(root).map((pid) =>
    Number(/^Pss: +(\d+) kB$/m.exec(readOf(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? NaN),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function readOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The thread or process has ended since it was listed.
    return undefined;
  }
}
