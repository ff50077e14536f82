import { createServer } from 'node:http';

export interface ScriptedUpstream {
  readonly port: number;
  /** Bodies of the requests that arrived, in order. */
  readonly seen: readonly unknown[];
  /** Paths that were asked for with GET: an image or a link that a page followed would be one. */
  readonly fetched: readonly string[];
  /** What the next requests are answered with. */
  answer: Scripted;
  close(): Promise<void>;
}

export type Scripted =
  /** Pieces of a stream that ends as it should. */
  | { readonly type: 'text'; readonly pieces: readonly string[] }
  /** Pieces of a stream that goes on until the client hangs up. */
  | { readonly type: 'endless'; readonly piece: string; readonly everyMs: number }
  /** Pieces, and then the connection ends without the end of the stream. */
  | { readonly type: 'broken'; readonly pieces: readonly string[] }
  | { readonly type: 'refusal'; readonly status: number; readonly message: string };

/** A provider on OpenAI's wire that says what a test wrote for it. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const seen: unknown[] = [];
  const fetched: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      fetched.push(request.url ?? '');
      response.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push(JSON.parse(Buffer.concat(chunks).toString()));
      const { answer } = upstream;
      if (answer.type === 'refusal') {
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: answer.message, type: 'invalid_request_error' } }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (answer.type === 'endless') {
        const timer = setInterval(() => response.write(event({ content: answer.piece })), answer.everyMs);
        response.on('close', () => clearInterval(timer));
        return;
      }
      for (const piece of answer.pieces) response.write(event({ content: piece }));
      if (answer.type === 'broken') {
        // What was written reaches the client before the connection goes.
        setTimeout(() => response.destroy(), 200);
        return;
      }
      response.write(event({}, 'stop'));
      response.end('data: [DONE]\n\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const upstream: ScriptedUpstream = {
    port: typeof address === 'object' && address ? address.port : 0,
    seen,
    fetched,
    answer: { type: 'text', pieces: ['yes'] },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return upstream;
}

function event(delta: object, finish: string | null = null): string {
  const chunk = {
    id: 'chatcmpl-test',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
