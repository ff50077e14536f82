import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { databaseFile } from '#store';
import { type Told, readTold } from './told.fixture.ts';

/** Which system call fails, with what, and at which of its occurrences in each thread; `5+` is every one from the fifth. */
export interface Injection {
  readonly systemCall: FileCall;
  readonly error: 'EIO' | 'ENOSPC' | 'EMFILE';
  readonly when: string;
}

export interface FaultyLife {
  readonly told: Told;
  readonly code: number | null;
  readonly errors: string;
  /** How often each system call touched the files of the home folder, in the thread that made most of them. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface Life {
  readonly home: string;
  readonly calls: number;
  /** A person to erase at the end. */
  readonly erases?: string;
}

/** A process that waits for what it will never get must not hold up the suite. */
const lifeMs = 60_000;

/** Everything in a home folder that the writer and the publisher touch; strace looks at these files alone. */
const touched = [
  '',
  databaseFile,
  `${databaseFile}-wal`,
  `${databaseFile}-shm`,
  `${databaseFile}-journal`,
  'keys',
  'keys/root.key',
  'keys/root.key.new',
  'keys/signing.key',
  'keys/signing.key.new',
  'log',
  'log/.next',
  'log/checkpoint',
  'log/tile',
  'log/tile/0',
  'log/tile/1',
  'log/tile/0/000',
  'log/tile/0/000.p',
  'log/tile/1/000.p',
  'log/tile/entries',
  'log/tile/entries/000',
  'log/tile/entries/000.p',
];

/** The system calls by which files are opened, read, written, made durable and named. */
export const fileCalls = [
  'openat',
  'read',
  'pread64',
  'write',
  'pwrite64',
  'fsync',
  'fdatasync',
  'ftruncate',
  'rename',
  'mkdir',
  'unlink',
  'close',
  'fcntl',
  'stat',
  'lstat',
  'fstat',
  'newfstatat',
  'statx',
  'statfs',
  'getdents64',
] as const;
export type FileCall = (typeof fileCalls)[number];

/** Why nothing can be injected here; undefined when it can. */
export function whyNoStrace(): string | undefined {
  const tried = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'strace is not installed';
  return tried.status === 0 ? undefined : 'this machine does not allow tracing';
}

/** One life of `work.fixture.ts` under strace. */
export async function liveWith(life: Life, injection: Injection | undefined): Promise<FaultyLife> {
  const trace = join(life.home, 'trace');
  const paths = touched.flatMap((path) => ['-P', path === '' ? life.home : join(life.home, path)]);
  const inject =
    injection === undefined
      ? []
      : [`--inject=${injection.systemCall}:error=${injection.error}:when=${injection.when}`];
  const program = fileURLToPath(new URL('./work.fixture.ts', import.meta.url));
  const options = ['-f', '-qq', '-o', trace, '--trace=desc,file', ...paths, ...inject];
  const command = [process.execPath, program, life.home, String(life.calls), life.erases ?? ''];
  const child = spawn('strace', options.concat(command), {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: lifeMs,
    killSignal: 'SIGKILL',
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  const counts = countCalls(await readFile(trace, 'utf8'));
  await rm(trace);
  return { told: readTold(output), code, errors, counts };
}

function countCalls(trace: string): ReadonlyMap<string, number> {
  const byThread = new Map<string, number>();
  for (const [, thread, name] of trace.matchAll(/^(\d+) +(\w+)\(/gm)) {
    const key = `${thread} ${name}`;
    byThread.set(key, (byThread.get(key) ?? 0) + 1);
  }
  const most = new Map<string, number>();
  for (const [key, count] of byThread) {
    const name = key.split(' ')[1] ?? '';
    most.set(name, Math.max(count, most.get(name) ?? 0));
  }
  return most;
}
