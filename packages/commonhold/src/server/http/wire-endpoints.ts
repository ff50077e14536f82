import type { IncomingMessage, ServerResponse } from 'node:http';
import { CommonholdError, headerValue } from '#base';
import type { Principal, WireName } from '#call';
import { type Gate, handle } from '#gate';
import { type Codec, codecs, type RequestTarget } from '#wires';
import { readRequestBody } from './request-body.ts';
import { responseSink } from './response-sink.ts';

interface WireEndpoint {
  readonly wire: WireName;
  readonly target: RequestTarget;
}

/** Where clients of each wire find it: the base that they are given as a vendor's, and the codec that reads what is below. */
const bases: readonly { readonly base: string; readonly codec: Codec }[] = [
  { base: '/v1', codec: codecs['openai-chat'] },
  { base: '/v1', codec: codecs['openai-responses'] },
  { base: '/anthropic/v1', codec: codecs['anthropic-messages'] },
  { base: '/gemini/v1beta', codec: codecs.gemini },
  { base: '/gemini/v1', codec: codecs.gemini },
  { base: '/ollama', codec: codecs.ollama },
];

/** What a path asks for, where it is a call. Everything a client sends to one of them goes to the gate and nowhere else. */
export function wireEndpoint(path: string, query: string): WireEndpoint | undefined {
  for (const { base, codec } of bases) {
    if (!path.startsWith(`${base}/`)) continue;
    const target = codec.target(path.slice(base.length), new URLSearchParams(query));
    if (target !== undefined) return { wire: codec.name, target };
  }
  return undefined;
}

/** Whose words an error is told in at this path; undefined where it is told in OpenAI's, as it is wherever no wire has a base. */
export function codecBelow(path: string): Codec | undefined {
  return bases.find(({ base }) => base !== '/v1' && path.startsWith(`${base}/`))?.codec;
}

/** Calls that are under way, so that a stopping node can end them in order. */
export class CallsUnderWay {
  readonly #calls = new Map<AbortController, Promise<void>>();

  add(controller: AbortController, done: Promise<void>): void {
    this.#calls.set(controller, done);
    void done.finally(() => this.#calls.delete(controller));
  }

  /** Ends every call and waits until the outcome of each is on record. */
  async stop(): Promise<void> {
    for (const controller of this.#calls.keys()) controller.abort(new CommonholdError('node_stopping'));
    await Promise.allSettled(this.#calls.values());
  }
}

/** Hands one request to the gate. A client that hangs up stops the work. */
export function serveCall(
  gate: Gate,
  endpoint: WireEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
  principal: Principal | undefined,
  underWay: CallsUnderWay,
): void {
  const controller = new AbortController();
  const { totalMs } = gate.configuration;
  const timer = setTimeout(() => {
    controller.abort(new CommonholdError('call_timeout', { seconds: totalMs / 1000 }));
    // Nothing else would wake what waits for a client that does not read.
    if (response.writableNeedDrain) response.destroy();
  }, totalMs);
  response.on('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(new CommonholdError('client_gone'));
  });
  const incoming = {
    wire: endpoint.wire,
    target: endpoint.target,
    header(name: string): string | undefined {
      return headerValue(request.headers[name]);
    },
    body: (bytesMax: number, take: (bytes: number) => void) => readRequestBody(request, bytesMax, take),
    ...(principal ? { principal } : {}),
  };
  underWay.add(controller, handle(gate, incoming, responseSink(response), controller.signal));
}
