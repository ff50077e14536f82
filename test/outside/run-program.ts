import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Ran {
  /** Null when it could not be started, or did not end in time. */
  readonly code: number | null;
  /** What it said on both streams, as it came. */
  readonly said: string;
}

export interface RunOptions {
  readonly timeoutMs: number;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Some programs print a whole file when it is not what they expected. */
const saidMax = 1024 * 1024;

/** Runs a program to its end. Whatever goes wrong with that is an answer too. */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  { timeoutMs, folder, environment, input }: RunOptions,
): Promise<Ran> {
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    if (said.length < saidMax) said += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  // A program that ends without reading what it is given has answered all the same.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, said: error.message }));
    child.once('close', (code, signal) => {
      resolve({ code, said: signal === null ? said : `${said}\nended by ${signal} after ${timeoutMs} ms` });
    });
  });
}

export interface Served {
  readonly address: string;
  said(): string;
  stop(): Promise<void>;
}

/** How long a server of somebody else may take to answer its first request. */
const readyMs = 20_000;
const pollMs = 100;

/** Starts a server and waits until it answers at its address with anything at all. */
export async function startServer(
  program: string,
  parameters: readonly string[],
  address: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.on('error', (error) => (said += error.message));
  const stop = (): Promise<void> => stopChild(child);
  for (const deadline = performance.now() + readyMs; ;) {
    if (await answers(address)) return { address, said: () => said, stop };
    if (child.exitCode !== null || child.pid === undefined || performance.now() > deadline) {
      await stop();
      throw new Error(`it did not start: ${said.slice(-500)}`);
    }
    await new Promise((wake) => setTimeout(wake, pollMs));
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    await (await fetch(address, { signal: AbortSignal.timeout(readyMs) })).text();
    return true;
  } catch {
    return false; // Not listening yet.
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
