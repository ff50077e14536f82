import { Agent, request } from 'undici';
import { catalogue, describe, hasCode } from '#base';

/** Who answers at an address of this machine. */
export type LocalAnswer =
  /** Nobody listens there. */
  | { readonly type: 'refused' }
  /** The connection was made, and what came is no HTTP or nothing came. */
  | { readonly type: 'no-http'; readonly detail: string }
  /** No connection came about, which is not the same as a refusal: a firewall of this machine may swallow it. */
  | { readonly type: 'unreachable'; readonly detail: string }
  | {
      readonly type: 'http';
      readonly status: number;
      /** What it calls itself, if it says so. */
      readonly server: string | undefined;
      readonly isCommonhold: boolean;
    };

/** A program on the same machine that is well answers within milliseconds. */
const answerMs = 2000;
/** Our own answer has some twenty bytes. */
const bodyBytesMax = 4096;

/** Asks for `/healthz` at an address of this machine. Nothing leaves the machine, and no key is sent. */
export async function askLocally(address: string, port: number, signal: AbortSignal): Promise<LocalAnswer> {
  let connected = false;
  const agent = new Agent({
    connect: { timeout: answerMs },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    maxResponseSize: bodyBytesMax,
  }).on('connect', () => (connected = true));
  try {
    const answer = await request(`http://${hostOf(address)}:${port}/healthz`, {
      dispatcher: agent,
      // The node answers to its loopback names only; whoever else is there is asked in the same way.
      headers: { host: `localhost:${port}` },
      signal,
    });
    const { server } = answer.headers;
    // What ends in the middle or is too long is an answer all the same, and not ours.
    const text = await answer.body.text().catch(() => '');
    return {
      type: 'http',
      status: answer.statusCode,
      server: Array.isArray(server) ? server.join(', ') : server,
      isCommonhold: isOurs(text),
    };
  } catch (thrown) {
    signal.throwIfAborted();
    if (hasCode(thrown, 'ECONNREFUSED')) return { type: 'refused' };
    const detail = describe(thrown);
    return connected ? { type: 'no-http', detail } : { type: 'unreachable', detail };
  } finally {
    await agent.destroy();
  }
}

export function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** The answer of our `/healthz`, or one of our errors. */
function isOurs(text: string): boolean {
  try {
    const value = JSON.parse(text) as { status?: unknown; error?: { code?: unknown } } | null;
    return value?.status === 'ok' || Object.hasOwn(catalogue, String(value?.error?.code));
  } catch {
    // Not JSON, so not ours.
    return false;
  }
}
