/**
 * The one door for everything that leaves the node and carries no content: model files that come in, the questions of
 * `commonhold doctor --connect`, and later checkpoints to a witness and webhooks. Calls to models do not pass here; only
 * the gate sends content.
 *
 * What passes names its purpose, is announced to `onContact` before a connection is opened, carries no cookie, no
 * credential and no header but those of the caller and a plain user agent, and is followed through redirects only
 * as far as the rules below allow. Bodies arrive as they are on the wire (`accept-encoding: identity`), so that a
 * digest or a byte range means the same on both sides.
 *
 * Rules for addresses: https anywhere; plain http only to this machine (loopback), which is for tests and for
 * mirrors that run beside the node. A redirect never leads from https to http.
 *
 * Proxy variables of the environment (`HTTPS_PROXY` and others) are ignored unless `proxy: 'environment'` is
 * asked for: an inherited variable would otherwise lead traffic through a third party that nobody chose here.
 */
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { CommonholdError, describe } from './errors.ts';
import { headerValue } from './header-value.ts';

/** Each purpose that may leave, with the sentence that the documentation prints for it. */
export const outboundPurposes = {
  'model-file': 'Fetches a model file that a command asked for; sends the name of the file and nothing else.',
  doctor:
    'Asks a configured provider whether it can be reached; sends the path of its baseUrl and nothing else.',
  'published-log':
    'Fetches the files of a log that a command was told to verify; sends their names and nothing else.',
  checkpoint: 'Sends a signed head of the log to a witness: a size, a hash and signatures.',
  telemetry: 'Sends spans about calls, without content, to the collector that the owner named.',
  webhook: 'Tells an address that the owner configured that something happened; carries no content of calls.',
} as const;
export type OutboundPurpose = keyof typeof outboundPurposes;

/** Hubs answer with one or two redirects to the network that holds the file; more than this is a loop. */
const redirectLimit = 5;
/** A server that is up accepts within seconds; a longer wait only delays the next source. */
const connectTimeoutMs = 10_000;
/** A hub may look up a file before it answers, but not for longer than a person waits. */
const headersTimeoutMs = 30_000;
/** No byte for this long means that the connection is dead; what arrived is kept for a resumption. */
const idleTimeoutMs = 30_000;

export interface OutboundRequest {
  readonly purpose: OutboundPurpose;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  /** Lower-case names. `cookie` and `authorization` are refused: this door carries no credential. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** `answer`: a redirect is the answer and nobody else is contacted; otherwise it is followed. */
  readonly redirects?: 'answer';
  readonly signal: AbortSignal;
}

export interface OutboundReply {
  /** Any status is an answer; only silence and broken connections are errors. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The address that answered, after redirects. */
  readonly url: string;
  /** Every address that was contacted, in order, the last one being `url`. */
  readonly hops: readonly string[];
  /** Read once, or released with `discard`. Throws `outbound_failed` when the answer breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection without reading the rest. */
  discard(): void;
}

/** One contact, announced before it is made. */
export interface OutboundContact {
  readonly purpose: OutboundPurpose;
  /** An HTTP method, or the program that makes the contact in our place. */
  readonly means: string;
  /** Scheme, host and port; never a path or a query, which may name what was asked for. */
  readonly destination: string;
}

export interface Outbound {
  send(request: OutboundRequest): Promise<OutboundReply>;
  /** For programs that the node starts and that contact somebody themselves, so that the list stays complete. */
  announce(contact: OutboundContact): void;
  close(): Promise<void>;
}

export interface OutboundOptions {
  readonly version: string;
  readonly onContact: (contact: OutboundContact) => void;
  readonly proxy?: 'environment';
  /** Told, for each connection with TLS that was made directly, until when the certificate of the other side holds. */
  readonly onCertificate?: (host: string, validTo: Date) => void;
  /** For tests: shorter waits than the constants above. */
  readonly timeouts?: { readonly connectMs: number; readonly headersMs: number; readonly idleMs: number };
}

/** Opens the door. No connection is made until something is sent. */
export function createOutbound(options: OutboundOptions): Outbound {
  const timeouts = {
    headersTimeout: options.timeouts?.headersMs ?? headersTimeoutMs,
    bodyTimeout: options.timeouts?.idleMs ?? idleTimeoutMs,
  };
  const connect = { timeout: options.timeouts?.connectMs ?? connectTimeoutMs };
  const dispatcher: Dispatcher =
    options.proxy === 'environment'
      ? new EnvHttpProxyAgent({ ...timeouts, connect })
      : new Agent({ ...timeouts, connect: connectorFor(connect, options.onCertificate) });
  const userAgent = `commonhold/${options.version}`;

  async function send(request: OutboundRequest): Promise<OutboundReply> {
    const headers: Record<string, string> = { 'user-agent': userAgent, 'accept-encoding': 'identity' };
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      const lower = name.toLowerCase();
      if (lower === 'cookie' || lower === 'authorization') {
        throw new CommonholdError('outbound_refused', {
          address: request.url,
          detail: `the header ${lower} would carry a credential`,
        });
      }
      headers[lower] = value;
    }
    const hops: string[] = [];
    let target = checkAddress(request.url, undefined);
    for (;;) {
      request.signal.throwIfAborted();
      hops.push(target.href);
      options.onContact({ purpose: request.purpose, means: request.method, destination: target.origin });
      const reply = await contact(target, request, headers);
      const location = request.redirects === 'answer' ? undefined : redirectOf(reply, target);
      if (location === undefined) return replyOf(reply, target, hops, request.signal);
      reply.body.on('error', ignoreEnd).destroy();
      if (hops.length > redirectLimit) {
        throw new CommonholdError('outbound_refused', {
          address: location.href,
          detail: `it is the redirect number ${hops.length}, and ${redirectLimit} are followed`,
        });
      }
      if (request.method === 'POST') {
        throw new CommonholdError('outbound_refused', {
          address: location.href,
          detail: 'what is sent is not handed on to an address that nobody configured',
        });
      }
      target = checkAddress(location.href, target);
    }
  }

  async function contact(
    target: URL,
    request: OutboundRequest,
    headers: Record<string, string>,
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await dispatcher.request({
        origin: target.origin,
        path: target.pathname + target.search,
        method: request.method,
        headers,
        body: request.body ?? null,
        signal: request.signal,
      });
    } catch (thrown) {
      throw failureOf(thrown, target, request.signal);
    }
  }

  return {
    send,
    announce: options.onContact,
    close: () => dispatcher.destroy(),
  };
}

function connectorFor(
  settings: { readonly timeout: number },
  onCertificate: OutboundOptions['onCertificate'],
): buildConnector.connector {
  const connector = buildConnector(settings);
  return (target, callback) =>
    connector(target, (...[failure, socket]) => {
      if (failure !== null) return callback(failure, null);
      if (onCertificate !== undefined && 'getPeerCertificate' in socket) {
        // A session that is taken up again shows no certificate; the connection before it did.
        const { valid_to: validTo } = socket.getPeerCertificate() as { readonly valid_to?: string };
        if (validTo !== undefined) onCertificate(target.hostname, new Date(validTo));
      }
      return callback(null, socket);
    });
}

/** Statuses whose `location` is followed; 300 and 304 are answers. */
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectOf(reply: Dispatcher.ResponseData, from: URL): URL | undefined {
  if (!redirectStatuses.has(reply.statusCode)) return undefined;
  const location = reply.headers['location'];
  const text = Array.isArray(location) ? location[0] : location;
  if (text === undefined) return undefined;
  const next = URL.parse(text, from);
  if (next === null) {
    reply.body.on('error', ignoreEnd).destroy();
    throw new CommonholdError('outbound_failed', {
      host: from.host,
      detail: 'it redirects to something that is not an address',
    });
  }
  return next;
}

function replyOf(
  reply: Dispatcher.ResponseData,
  target: URL,
  hops: readonly string[],
  signal: AbortSignal,
): OutboundReply {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(reply.headers)) {
    const text = headerValue(value);
    if (text !== undefined) headers[name] = text;
  }
  return {
    status: reply.statusCode,
    headers,
    url: target.href,
    hops,
    body: readBody(reply, target, signal),
    discard: () => {
      reply.body.on('error', ignoreEnd).destroy();
    },
  };
}

async function* readBody(
  reply: Dispatcher.ResponseData,
  target: URL,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of reply.body) yield chunk as Uint8Array;
  } catch (thrown) {
    throw failureOf(thrown, target, signal);
  }
}

/** A body that we stop reading ends with an error by design; there is nothing left to report about it. */
function ignoreEnd(): void {}

/** A caller who gave up gets its own reason back; everything else is the other side's failure. */
function failureOf(thrown: unknown, target: URL, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof CommonholdError) return thrown;
  return new CommonholdError(
    'outbound_failed',
    { host: target.host, detail: describe(thrown) },
    { cause: thrown },
  );
}

/**
 * Whether an address may be contacted, coming from `from` if a redirect led to it. Exported so that a configuration can
 * refuse an address that nothing could ever be sent to.
 */
export function checkAddress(text: string, from: URL | undefined): URL {
  const url = URL.parse(text);
  if (url === null) throw refused(text, 'it is not an address');
  if (url.username !== '' || url.password !== '') throw refused(url.host, 'it carries a credential');
  if (from !== undefined && from.protocol === 'https:' && url.protocol !== 'https:') {
    throw refused(url.origin, `${from.host} redirects from https to ${url.protocol}`);
  }
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return url;
  throw refused(url.href, 'only https is used beyond this machine');
}

function refused(address: string, detail: string): CommonholdError {
  return new CommonholdError('outbound_refused', { address, detail });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
