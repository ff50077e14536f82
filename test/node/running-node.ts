import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm test` keeps the model that tests run. */
export const modelFolder = fileURLToPath(new URL('../../.cache/models', import.meta.url));
const bin = fileURLToPath(new URL('../../packages/commonhold/bin/commonhold.js', import.meta.url));

/** A cold start on a busy machine of two cores, with room. */
const startMs = 30_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command line to its end, as a user would. */
export async function commonhold(
  home: string,
  parameters: readonly string[],
  input?: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...parameters], {
    env: environmentFor(home, environment),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? '');
  return ended(child);
}

function environmentFor(home: string, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    COMMONHOLD_HOME: home,
    COMMONHOLD_PORT: '0',
    COMMONHOLD_MODELS: modelFolder,
    ...more,
  };
}

async function ended(child: ChildProcess): Promise<Ended> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, output, errors }));
  });
}

export interface TestNode {
  readonly home: string;
  readonly baseUrl: string;
  readonly key: string;
  readonly process: ChildProcess;
  /** Everything that it wrote to its error stream so far. */
  errors(): string;
  /** Ends it as a user would, and waits. */
  stop(): Promise<Ended>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface NodeOptions {
  /** Without it the node starts without any model. */
  readonly withModel?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** A program that the node is run under, such as strace. */
  readonly under?: readonly string[];
  /** More parameters of `commonhold start`. */
  readonly parameters?: readonly string[];
}

export async function newHome(configuration = ''): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-test-'));
  await writeFile(join(home, 'commonhold.yaml'), configuration);
  return home;
}

export async function removeHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true });
}

/** Starts a node of its own process, on a port that the system chooses. */
export async function startTestNode(home: string, options: NodeOptions = {}): Promise<TestNode> {
  const command = [
    ...(options.under ?? []),
    process.execPath,
    bin,
    'start',
    '--json',
    ...(options.withModel === true ? [] : ['--offline']),
    ...(options.parameters ?? []),
  ];
  const child = spawn(command[0] ?? process.execPath, command.slice(1), {
    env: environmentFor(home, options.environment ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = ended(child);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const announced = await announcement(child, () => errors);
  const keyFile = join(home, 'test.key');
  if (announced.newOwnerKey !== undefined) await writeFile(keyFile, announced.newOwnerKey, { mode: 0o600 });
  return {
    home,
    baseUrl: announced.baseUrls.openai,
    key: await readFile(keyFile, 'utf8'),
    process: child,
    errors: () => errors,
    async stop() {
      child.kill('SIGTERM');
      return running;
    },
    async kill() {
      child.kill('SIGKILL');
      await running;
    },
  };
}

interface Announcement {
  readonly newOwnerKey?: string;
  readonly baseUrls: { readonly openai: string };
}

function announcement(child: ChildProcess, errors: () => string): Promise<Announcement> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`the node did not start: ${errors()}`)), startMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes('\n}\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(text) as Announcement);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`the node ended with ${code} instead of starting: ${errors()}`));
    });
  });
}

/** One line of YAML for a provider that tests run on this machine. */
export function providerYaml(port: number, more = ''): string {
  return `providers:
  upstream:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: none
    destination: { local: declared }
    models: [test-model]
${more}`;
}

export function chat(node: TestNode, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${node.key}` },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

/** The node's own API, as its owner. */
export async function api<Reply>(node: TestNode, method: 'GET' | 'POST', path: string): Promise<Reply> {
  const reply = await fetch(new URL(path, node.baseUrl), {
    method,
    headers: { authorization: `Bearer ${node.key}` },
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Reply;
}
