import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromEngine, ToEngine } from './protocol.ts';
import { readResidentBytes } from './resident-memory.ts';
import type { Timers } from './timers.ts';

/** How often the memory of an engine process is looked at: a model file loads at about 1 GB/s. */
const memoryCheckMs = 500;
/** What a process last wrote to standard error is kept up to this length; llama.cpp's last words are short. */
const lastWordsBytes = 4096;
/** A process that was asked to end is killed after this time. */
const endMs = 2000;

export interface EngineProcessOptions {
  readonly memoryLimitBytes: number;
  readonly timers: Timers;
  readonly onMessage: (message: FromEngine) => void;
  /** Called once, when the process is gone and its last words are known. */
  readonly onExit: (exit: EngineExit) => void;
}

export interface EngineExit {
  /** For people: what ended the process. */
  readonly detail: string;
}

/** One process of the engine, from its start to its end. Everything that touches a model file happens in there. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #options: EngineProcessOptions;
  #lastWords = '';
  #endReason: string | undefined;
  #residentBytes = 0;
  #stopMemoryWatch: () => void = () => undefined;
  #stopKillTimer: () => void = () => undefined;
  #gone = false;
  readonly exited: Promise<void>;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
    const entry = new URL(`./engine-main${extname(import.meta.url)}`, import.meta.url);
    this.#child = fork(fileURLToPath(entry), [], {
      serialization: 'advanced',
      // Flags of the node (inspector, loaders, heap sizes) are not the engine's.
      execArgv: [],
      env: engineEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.on('message', (message) => this.#receive(message as FromEngine));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-lastWordsBytes);
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.exited = promise;
    // `close` comes after `exit` and after standard error has been read to its end.
    this.#child.once('close', (code, signal) => {
      this.#leave(this.#endReason ?? `${signal ?? `exit code ${code}`}${lastLine(this.#lastWords)}`);
      resolve();
    });
    this.#child.once('error', (error) => {
      this.#leave(error.message);
      resolve();
    });
    this.#watchMemory();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get residentBytes(): number {
    return this.#residentBytes;
  }

  send(message: ToEngine): void {
    if (!this.#child.connected) return;
    // A failed send means that the process is ending, which `close` reports with its reason.
    this.#child.send(message, () => undefined);
  }

  /** Kills the process at once; `reason` is what its exit will say. */
  kill(reason: string): void {
    this.#endReason ??= reason;
    this.#child.kill('SIGKILL');
  }

  /** Asks the process to end and kills it when it does not. */
  async end(): Promise<void> {
    if (this.#gone) return;
    this.#endReason ??= 'it was ended';
    this.#child.kill('SIGTERM');
    this.#stopKillTimer = this.#options.timers.after(endMs, () => this.#child.kill('SIGKILL'));
    await this.exited;
  }

  #receive(message: FromEngine): void {
    if (message.type === 'memory') this.#noteMemory(message.residentBytes);
    else this.#options.onMessage(message);
  }

  #watchMemory(): void {
    this.#stopMemoryWatch = this.#options.timers.after(memoryCheckMs, () => void this.#checkMemory());
  }

  async #checkMemory(): Promise<void> {
    const pid = this.#child.pid;
    const bytes = pid === undefined ? undefined : await readResidentBytes(pid);
    if (this.#gone) return;
    if (bytes !== undefined) this.#noteMemory(bytes);
    this.#watchMemory();
  }

  #noteMemory(bytes: number): void {
    this.#residentBytes = bytes;
    const limit = this.#options.memoryLimitBytes;
    if (bytes > limit)
      this.kill(`it used ${mebibytes(bytes)} MiB of memory; the limit is ${mebibytes(limit)} MiB`);
  }

  #leave(detail: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#residentBytes = 0;
    this.#stopMemoryWatch();
    this.#stopKillTimer();
    this.#options.onExit({ detail });
  }
}

/**
 * The engine starts with nothing of the node's environment, so that no credential or setting reaches native code and
 * no `NODE_LLAMA_CPP_*` or `GGML_*` variable changes what it computes. (Node itself adds the number of the IPC
 * channel and its encoding.) Two variables are set. `GGML_NO_BACKTRACE` keeps an assertion of llama.cpp from starting
 * whatever debugger the machine has, which holds the crash up by seconds. Windows needs `SystemRoot` to load system
 * libraries.
 */
function engineEnvironment(): Record<string, string> {
  const systemRoot = process.env['SystemRoot'];
  return {
    GGML_NO_BACKTRACE: '1',
    ...(process.platform === 'win32' && systemRoot !== undefined ? { SystemRoot: systemRoot } : {}),
  };
}

/** The last line that speaks of an error, or the last line at all. */
function lastLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.findLast((candidate) => /GGML_ASSERT|Error|error/.test(candidate)) ?? lines.at(-1);
  return line === undefined ? '' : `: ${line.slice(0, 300)}`;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}
