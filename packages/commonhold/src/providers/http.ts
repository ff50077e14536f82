import { errors, Pool } from 'undici';
import { CommonholdError, describe } from '#base';
import type { Provider, ProviderReply, ProviderRequest } from './provider.ts';

export interface HttpProviderOptions {
  /** The row's id, for error messages. */
  readonly id: string;
  /** Such as `http://127.0.0.1:9000/v1`; paths are appended to it. */
  readonly baseUrl: string;
  /** Longest wait for the head of an answer, in seconds; models that think are slow to begin. */
  readonly headSeconds: number;
  /** Longest silence inside an answer, in seconds. */
  readonly idleSeconds: number;
}

/**
 * Sockets kept to one destination. Requests beyond it wait in undici's queue; the gate bounds how many can.
 */
const connectionsMax = 256;

/** A server that cannot be reached within this time is down, and the next candidate should get its chance. */
const connectMs = 10_000;

/** Moves bytes to a server over HTTP. Redirects are not followed: the destination is the one the rules allowed. */
export function createHttpProvider(options: HttpProviderOptions): Provider {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: connectionsMax,
    pipelining: 1,
    connect: { timeout: connectMs },
    headersTimeout: options.headSeconds * 1000,
    bodyTimeout: options.idleSeconds * 1000,
  });

  return {
    async send(request: ProviderRequest, signal: AbortSignal): Promise<ProviderReply> {
      let answer;
      try {
        answer = await pool.request({
          method: 'POST',
          path: prefix + request.path,
          headers: request.headers as Record<string, string>,
          body: request.body,
          signal,
        });
      } catch (thrown) {
        throw failureToSend(thrown, options, signal);
      }
      return {
        status: answer.statusCode,
        headers: flatten(answer.headers),
        body: readBody(answer.body, options, signal),
      };
    },

    async close() {
      await pool.destroy();
    },
  };
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  options: HttpProviderOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    if (thrown instanceof errors.BodyTimeoutError) {
      throw new CommonholdError(
        'upstream_timeout',
        { destination: options.id, seconds: options.idleSeconds },
        { cause: thrown },
      );
    }
    throw new CommonholdError(
      'upstream_broke',
      { destination: options.id, detail: describe(thrown) },
      { cause: thrown },
    );
  }
}

function failureToSend(thrown: unknown, options: HttpProviderOptions, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof errors.HeadersTimeoutError) {
    return new CommonholdError(
      'upstream_timeout',
      { destination: options.id, seconds: options.headSeconds },
      { cause: thrown },
    );
  }
  return new CommonholdError(
    'upstream_unreachable',
    { destination: options.id, detail: describe(thrown) },
    { cause: thrown },
  );
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
