import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AgentTurn, anthropic, chat, gemini, responses } from './agent-answers.ts';

/** One request, as it arrived at the vendor. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AgentVendor {
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  /** Empties the list of what was seen, and follows another script from now on. */
  follow(script: readonly AgentTurn[]): void;
  close(): Promise<void>;
}

/**
 * A vendor of coding agents that speaks Anthropic's Messages, OpenAI's Responses and Chat Completions, and Gemini, and
 * follows a script: turn after turn it has the agent run commands, as many at once as the turn says, and ends with a sentence.
 */
export async function startAgentVendor(script: readonly AgentTurn[]): Promise<AgentVendor> {
  let following = script;
  let seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as SeenRequest['body'];
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body });
      const path = new URL(url, 'http://vendor').pathname;
      const json = (status: number, value: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (method !== 'POST') json(404, { error: { message: 'no' } });
      else if (path.endsWith('/count_tokens')) json(200, { input_tokens: 7 });
      else if (path.endsWith(':countTokens')) json(200, { totalTokens: 7 });
      else if (path.endsWith('/responses')) responses(response, body, following);
      else if (path.endsWith('/chat/completions')) chat(response, body, following);
      else if (path.endsWith('/messages')) anthropic(response, body, following);
      else if (/:(streamG|g)enerateContent$/.test(path)) gemini(response, path, body, following);
      else json(404, { error: { message: 'no' } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get seen() {
      return seen;
    },
    follow(next) {
      following = next;
      seen = [];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
