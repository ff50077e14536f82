import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelFolder, newHome, removeHome } from './node/running-node.ts';

const root = join(import.meta.dirname, '..');

/**
 * A block of code of the page that a reader runs. Comments before it, which readers do not see, say what its output
 * must look like (`expects /…/`) and what the reader was told to do before it (`first: …`).
 */
interface Step {
  readonly language: string;
  readonly code: string;
  readonly expected: RegExp;
  readonly first: string | undefined;
}

function stepsOf(page: string): Step[] {
  const blocks = page.matchAll(/((?:<!-- .* -->\n)*)\n?```(sh|js)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, comments = '', language = '', code = '']) => {
    const [, source, flags] = /^<!-- expects \/(.*)\/(\w*) -->$/m.exec(comments) ?? [];
    if (source === undefined) throw new Error(`The page does not say what this prints:\n${code}`);
    const first = /^<!-- first: (.*) -->$/m.exec(comments)?.[1];
    return { language, code, expected: new RegExp(source, flags), first };
  });
}

/** Runs the page as a reader would: one terminal for the node, one for the commands. */
class Reader {
  readonly #home: string;
  readonly #environment: string;
  #node: ChildProcess | undefined;
  #second: Server | undefined;
  /** What readers put in the place of what the page has, since their port, key and server are others. */
  readonly #replacements = new Map<string, string>();

  constructor(home: string) {
    this.#home = home;
    this.#environment = join(home, 'environment.sh');
  }

  async begin(): Promise<void> {
    await writeFile(this.#environment, '');
    this.#second = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        const delta = {
          choices: [{ index: 0, delta: { content: 'What is shared.' }, finish_reason: 'stop' }],
        };
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(
          `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', ...delta })}\n\ndata: [DONE]\n\n`,
        );
      });
    }).listen(0, '127.0.0.1');
    await once(this.#second, 'listening');
    this.#replacements.set('127.0.0.1:8080', `127.0.0.1:${(this.#second.address() as AddressInfo).port}`);
  }

  async end(): Promise<void> {
    await this.#stopSecond();
    await this.#stopNode();
  }

  async do(step: Step): Promise<string> {
    if (step.first === 'stop the second server') await this.#stopSecond();
    else if (step.first === 'stop the node') await this.#stopNode();
    else if (step.first !== undefined) throw new Error(`Nobody knows how to ${step.first}.`);
    let { code } = step;
    for (const [written, meant] of this.#replacements) code = code.replaceAll(written, meant);
    if (code === 'npm start\n') return this.#start();
    const command =
      step.language === 'js'
        ? `node --input-type=module - <<'END_OF_PROGRAM'\n${code}END_OF_PROGRAM\n`
        : code;
    return this.#shell(command);
  }

  /** `npm start` runs the set-up, which other tests do and which must not touch the checkout here, and then this. */
  async #start(): Promise<string> {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: { start: string };
    };
    const [program, ...args] = scripts.start.split(' ');
    expect(program).toBe('node');
    this.#node = spawn(process.execPath, args, {
      cwd: root,
      env: this.#variables(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for await (const chunk of this.#node.stdout ?? []) {
      output += String(chunk);
      if (/^Try it:\n.*\n.*\n/m.test(output)) break;
    }
    const base = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? 'no address';
    this.#replacements.set('http://127.0.0.1:7777', base);
    const keyFile = /owner's key +in (\S+)$/m.exec(output)?.[1];
    if (keyFile !== undefined)
      this.#replacements.set('chk_PASTE_YOUR_KEY_HERE', (await readFile(keyFile, 'utf8')).trim());
    return output;
  }

  async #shell(code: string): Promise<string> {
    // Variables that a block exports are there for the next one, as in one terminal.
    const script = `set -euo pipefail\n. '${this.#environment}'\n${code}\nexport -p > '${this.#environment}'\n`;
    const shell = spawn('bash', ['-c', script], {
      cwd: root,
      env: this.#variables(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    shell.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [status] = (await once(shell, 'close')) as [number | null];
    if (status !== 0) throw new Error(`It ended with ${status}: ${errors}\n${output}`);
    return output.trimEnd();
  }

  #variables(): NodeJS.ProcessEnv {
    const { PATH } = process.env;
    return { PATH, COMMONHOLD_HOME: this.#home, COMMONHOLD_PORT: '0', COMMONHOLD_MODELS: modelFolder };
  }

  async #stopNode(): Promise<void> {
    const node = this.#node;
    this.#node = undefined;
    if (!node) return;
    const ended = once(node, 'exit');
    node.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  }

  async #stopSecond(): Promise<void> {
    const second = this.#second;
    this.#second = undefined;
    second?.closeAllConnections();
    if (second) await new Promise((resolve) => second.close(resolve));
  }
}

describe('docs/guide/first-hour.md', () => {
  let home: string;
  let reader: Reader;
  beforeAll(async () => {
    home = await newHome();
    reader = new Reader(home);
    await reader.begin();
  });
  afterAll(async () => {
    await reader.end();
    await removeHome(home);
  });

  test('shows what happens when its commands are run, one after the other', async () => {
    const steps = stepsOf(await readFile(join(root, 'docs/guide/first-hour.md'), 'utf8'));
    expect(steps.length).toBeGreaterThan(15);
    for (const step of steps) {
      const output = await reader.do(step);
      expect(output, step.code).toMatch(step.expected);
    }
  }, 90_000);
});
