import { Pool } from 'undici';
import { CommonholdError, describe } from '#base';
import { checkedConnector } from './checked-connector.ts';
import { isPrivateAddress } from './private-address.ts';

/** A program beside the node that looks through texts, such as Presidio's analyzer. */
interface Analyzer {
  /** Posts JSON to it. Rejects with `detector_unavailable`, or with the signal's reason. */
  post(path: string, body: unknown, signal: AbortSignal): Promise<unknown>;
  /** Asks it something that carries no content. */
  get(path: string, signal: AbortSignal): Promise<unknown>;
}

/** It has few processes of its own; more would wait there instead of here. */
const connectionsMax = 8;
/** On the same machine or network; whoever does not accept in this time is not there. */
const connectMs = 5000;
/** Places in a text of some ten thousand signs, with explanations that nobody asked for. */
const answerBytesMax = 4 * 1024 * 1024;

/**
 * A connection to an analyzer. It gets content, so it must be on this machine or in its private network: each connection is
 * held against that once it stands and before a byte goes over it, whatever its name resolved to. Redirects are not followed, no
 * proxy is used, and no credential is sent. No connection is made until something is asked. `mayAsk` is for tests.
 */
export function createAnalyzer(url: string, mayAsk = isPrivateAddress): Analyzer {
  const base = new URL(url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: connectionsMax,
    pipelining: 1,
    connect: checkedConnector(connectMs, (address) =>
      mayAsk(address) ? undefined : unavailable(`${address} is neither this machine nor its private network`),
    ),
  });

  async function ask(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    signal: AbortSignal,
  ): Promise<unknown> {
    try {
      const answer = await pool.request({
        method,
        path: prefix + path,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body,
        signal,
      });
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of answer.body) {
        chunks.push(chunk as Uint8Array);
        length += (chunk as Uint8Array).length;
        if (length > answerBytesMax) throw unavailable(`its answer is longer than ${answerBytesMax} bytes`);
      }
      // What it says of an error may repeat the text, so it is not repeated here.
      if (answer.statusCode !== 200) throw unavailable(`it answers with status ${answer.statusCode}`);
      return parsed(Buffer.concat(chunks));
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      throw thrown instanceof CommonholdError ? thrown : unavailable(describe(thrown), thrown);
    }
  }

  return {
    post: (path, body, signal) => ask('POST', path, JSON.stringify(body), signal),
    get: (path, signal) => ask('GET', path, null, signal),
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw unavailable('its answer is not JSON', cause);
  }
}

function unavailable(detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('detector_unavailable', { detail }, { cause });
}
