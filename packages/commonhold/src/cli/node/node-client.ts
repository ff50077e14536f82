import { Agent, request } from 'undici';
import { CommonholdError, type ErrorCode, catalogue } from '#base';
import { homePaths } from '#home';
import type { Terminal } from '../terminal/terminal.ts';

/** The API says how long; an answer of a model may take its time. */
const longWaitMs = 3_600_000;

/** The running node, through the socket in the home folder: who may open the folder is the owner. */
export class NodeClient {
  readonly #agent: Agent;
  readonly #home: string;

  constructor(home: string, socket: string) {
    this.#home = home;
    this.#agent = new Agent({
      connect: { socketPath: socket },
      headersTimeout: longWaitMs,
      bodyTimeout: longWaitMs,
    });
  }

  async get<Reply>(path: string, signal?: AbortSignal): Promise<Reply> {
    return this.#json<Reply>('GET', path, undefined, signal);
  }

  /** What is no JSON, such as a receipt. */
  async bytes(path: string, body?: unknown): Promise<Uint8Array> {
    const answer = await this.#send(body === undefined ? 'GET' : 'POST', path, body, undefined);
    if (answer.statusCode >= 400) throw await failureOf(answer.body);
    return answer.body.bytes();
  }

  async post<Reply>(path: string, body?: unknown): Promise<Reply> {
    return this.#json<Reply>('POST', path, body ?? {});
  }

  async put<Reply>(path: string, body: unknown): Promise<Reply> {
    return this.#json<Reply>('PUT', path, body);
  }

  async patch<Reply>(path: string, body: unknown): Promise<Reply> {
    return this.#json<Reply>('PATCH', path, body);
  }

  /** What is no JSON, such as a piece of a file. */
  async putBytes<Reply>(path: string, bytes: Uint8Array): Promise<Reply> {
    const answer = await this.#send('PUT', path, bytes, undefined);
    if (answer.statusCode >= 400) throw await failureOf(answer.body);
    return (await answer.body.json()) as Reply;
  }

  async delete<Reply>(path: string): Promise<Reply> {
    return this.#json<Reply>('DELETE', path, undefined);
  }

  /** The raw answer of a call, for streams. Throws for every status but 200. */
  async stream(path: string, body: unknown, signal: AbortSignal) {
    const answer = await this.#send('POST', path, body, signal);
    if (answer.statusCode !== 200) throw await failureOf(answer.body);
    return answer;
  }

  /** What the node tells as it happens, in the order in which it comes. */
  async events(path: string, signal: AbortSignal) {
    const answer = await this.#send('GET', path, undefined, signal);
    if (answer.statusCode !== 200) throw await failureOf(answer.body);
    return answer.body;
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #json<Reply>(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Reply> {
    const answer = await this.#send(method, path, body, signal);
    if (answer.statusCode >= 400) throw await failureOf(answer.body);
    return (await answer.body.json()) as Reply;
  }

  async #send(method: Method, path: string, body: unknown, signal: AbortSignal | undefined) {
    try {
      return await request(`http://node${path}`, {
        dispatcher: this.#agent,
        method,
        ...bodyOf(body),
        ...(signal ? { signal } : {}),
      });
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
      if (code === 'ENOENT' || code === 'ECONNREFUSED') {
        throw new CommonholdError('node_not_running', { home: this.#home }, { cause: thrown });
      }
      throw thrown;
    }
  }
}

function bodyOf(body: unknown): { headers: Record<string, string>; body?: string | Uint8Array } {
  if (body === undefined) return { headers: {} };
  if (body instanceof Uint8Array) return { headers: { 'content-type': 'application/octet-stream' }, body };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the node answered with instead, in its own words. */
export class NodeRefusal extends Error {
  override readonly name = 'NodeRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  isCode(code: ErrorCode): boolean {
    return this.code === code && code in catalogue;
  }
}

async function failureOf(body: { text(): Promise<string> }): Promise<Error> {
  const text = await body.text();
  try {
    const { error } = JSON.parse(text) as { error: { code?: string; message: string } };
    return new NodeRefusal(error.code ?? 'unknown', error.message);
  } catch {
    // Not our error format; the text itself is the best description there is.
    return new NodeRefusal('unknown', text);
  }
}

/** Runs `use` with a client that is closed afterwards. */
export async function withNode<Result>(
  terminal: Terminal,
  use: (node: NodeClient) => Promise<Result>,
): Promise<Result> {
  const paths = homePaths(terminal.environment);
  const node = new NodeClient(paths.home, paths.socket);
  try {
    return await use(node);
  } finally {
    await node.close();
  }
}
