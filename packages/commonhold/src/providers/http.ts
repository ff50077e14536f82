import { type Dispatcher, errors, Pool } from 'undici';
import { CommonholdError, describe } from '#base';
import { checkedConnector } from './checked-connector.ts';
import { isHandingOutCredentials, isPrivateAddress } from './private-address.ts';
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
  /** The row says that the bytes stay on machines of the owner's, so the address must be one that could be. */
  readonly mustBePrivate: boolean;
}

/**
 * Sockets to one destination. A stream takes one for as long as it lasts, and a call that waited for one here would wait
 * where nobody sees it; `limits.concurrentCalls` bounds how many there can be, and cannot be set higher than this.
 */
const connectionsMax = 100_000;

/** A server that cannot be reached within this time is down, and the next candidate should get its chance. */
const connectMs = 10_000;

/** As much as vendors send, eight times over. An answer that is all head would otherwise go on until its time is up. */
const headBytesMax = 64 * 1024;

/**
 * Moves bytes to a server over HTTP. Redirects are not followed: the destination is the one the rules allowed. No proxy is
 * used, whatever the environment says: it would see whom we talk to and, with plain HTTP, what we say.
 */
export function createHttpProvider(options: HttpProviderOptions): Provider {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: connectionsMax,
    pipelining: 1,
    connect: checkedConnector(connectMs, (address) => refusedAddress(address, options)),
    maxHeaderSize: headBytesMax,
    // The whole wait for a head is timed below; here each of the hints that may come before it would begin the time anew.
    headersTimeout: 0,
    bodyTimeout: options.idleSeconds * 1000,
  });

  return {
    async send(request: ProviderRequest, signal: AbortSignal): Promise<ProviderReply> {
      const sending = new AbortController();
      const stop = (): void => sending.abort(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      const forget = (): void => signal.removeEventListener('abort', stop);
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        sending.abort();
      }, options.headSeconds * 1000);
      try {
        const answer = await pool.request({
          method: 'POST',
          path: prefix + request.path,
          headers: request.headers as Record<string, string>,
          body: request.body,
          signal: sending.signal,
        });
        const refusal = refusedHead(answer, options);
        if (refusal !== undefined) {
          // Nobody reads it, so nobody would ever give its socket back.
          answer.body.on('error', ignoreEnd).destroy();
          throw refusal;
        }
        return {
          status: answer.statusCode,
          headers: flatten(answer.headers),
          body: readBody(answer.body, options, signal, forget),
        };
      } catch (thrown) {
        forget();
        throw failureToSend(thrown, options, signal, isLate);
      } finally {
        clearTimeout(timer);
      }
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
  ended: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    if (thrown instanceof errors.BodyTimeoutError) {
      throw new CommonholdError(
        'upstream_stalled',
        { destination: options.id, seconds: options.idleSeconds },
        { cause: thrown },
      );
    }
    throw new CommonholdError(
      'upstream_broke',
      { destination: options.id, detail: describe(thrown) },
      { cause: thrown },
    );
  } finally {
    ended();
  }
}

/** What a destination cannot be taken up on, whatever follows: another place to go, or an answer in a coding that nobody asked for. */
function refusedHead(
  { statusCode, headers }: Dispatcher.ResponseData,
  { id }: HttpProviderOptions,
): CommonholdError | undefined {
  if (statusCode >= 300 && statusCode < 400) {
    return new CommonholdError('upstream_redirected', { destination: id, status: statusCode });
  }
  const coding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (coding === 'identity') return undefined;
  return new CommonholdError('upstream_reply_invalid', {
    destination: id,
    detail: 'it is compressed, although it was asked for as it is',
  });
}

/** Why nothing may be sent to an address. Asked on each connection: a name that is looked up again may lead elsewhere, and then there is a new one. */
export function refusedAddress(
  address: string,
  { id, mustBePrivate }: Pick<HttpProviderOptions, 'id' | 'mustBePrivate'>,
): CommonholdError | undefined {
  const refused = (detail: string): CommonholdError =>
    new CommonholdError('destination_address_refused', { destination: id, address, detail });
  if (isHandingOutCredentials(address)) {
    return refused('at such an address clouds hand out credentials of this machine');
  }
  if (mustBePrivate && !isPrivateAddress(address)) {
    return refused('its row says destination.local: declared, and that is no address of a private network');
  }
  return undefined;
}

/** A body that we stop reading ends with an error by design; there is nothing left to report about it. */
function ignoreEnd(): void {}

function failureToSend(
  thrown: unknown,
  options: HttpProviderOptions,
  signal: AbortSignal,
  isLate: boolean,
): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof CommonholdError) return thrown;
  if (isLate) {
    return new CommonholdError(
      'upstream_timeout',
      { destination: options.id, seconds: options.headSeconds },
      { cause: thrown },
    );
  }
  // Something answers there, and it is no HTTP that we can read; trying again would bring the same.
  if (isUnreadable(thrown)) {
    return new CommonholdError(
      'upstream_reply_invalid',
      { destination: options.id, detail: describe(thrown) },
      { cause: thrown },
    );
  }
  return new CommonholdError(
    'upstream_unreachable',
    { destination: options.id, detail: describe(thrown) },
    { cause: thrown },
  );
}

/** undici says "bad response" of a "100 Continue" that nobody asked for, and of an upgrade. */
function isUnreadable(thrown: unknown): boolean {
  return (
    thrown instanceof errors.HTTPParserError ||
    thrown instanceof errors.HeadersOverflowError ||
    (thrown instanceof errors.SocketError && /^bad (?:response|upgrade)$/.test(thrown.message))
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
