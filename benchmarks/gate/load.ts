import { Pool } from 'undici';
import { wrongWith } from './answers.ts';
import { chatBody } from './bodies.ts';

/** Where a gateway listens, and what a client must send for it to let the call through. */
export interface Entrance {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What the gateway calls the upstream's model. */
  readonly model: string;
}

/** What clients do at once. */
export interface Manner {
  readonly connections: number;
  readonly kilobytes: number;
  readonly streamed: boolean;
}

export interface Load {
  readonly seconds: number;
  /** Replies that said what the upstream said. Only these are counted and timed. */
  readonly right: number;
  readonly wrong: number;
  /** What was wrong with the first wrong one. */
  readonly complaint: string | undefined;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

let questions = 0;

/** Each connection asks the next question as soon as its last is answered, until the time is over. */
export async function load(entrance: Entrance, manner: Manner, seconds: number): Promise<Load> {
  const pool = new Pool(`http://127.0.0.1:${entrance.port}`, { connections: manner.connections });
  const latencies: number[] = [];
  let wrong = 0;
  let complaint: string | undefined;
  const begun = performance.now();
  const until = begun + seconds * 1000;
  const work = async (): Promise<void> => {
    while (performance.now() < until) {
      const { ms, wrongly } = await ask(pool, entrance, manner);
      if (wrongly === undefined) {
        latencies.push(ms);
        continue;
      }
      wrong += 1;
      complaint ??= wrongly;
    }
  };
  await Promise.all(Array.from({ length: manner.connections }, work));
  const took = (performance.now() - begun) / 1000;
  await pool.close();
  latencies.sort((left, right) => left - right);
  return {
    seconds: took,
    right: latencies.length,
    wrong,
    complaint,
    p50Ms: at(latencies, 0.5),
    p99Ms: at(latencies, 0.99),
  };
}

/** Asks one question alone, so that it is known whether the gateway is up and answers as it must. */
export async function tryOnce(entrance: Entrance, streamed: boolean): Promise<string | undefined> {
  const pool = new Pool(`http://127.0.0.1:${entrance.port}`, { connections: 1 });
  try {
    return (await ask(pool, entrance, { connections: 1, kilobytes: 1, streamed })).wrongly;
  } finally {
    await pool.destroy();
  }
}

interface Asked {
  /** Until the last byte of the reply was there. */
  readonly ms: number;
  readonly wrongly: string | undefined;
}

/** Each question is asked once: nothing that was found in one is remembered for the next. */
async function ask(pool: Pool, entrance: Entrance, { kilobytes, streamed }: Manner): Promise<Asked> {
  const body = chatBody({ model: entrance.model, kilobytes, streamed, number: questions++ });
  const sent = performance.now();
  try {
    const reply = await pool.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json', ...entrance.headers },
      body,
    });
    const text = await reply.body.text();
    return { ms: performance.now() - sent, wrongly: wrongWith(reply.statusCode, text, streamed) };
  } catch (thrown) {
    return { ms: NaN, wrongly: String(thrown) };
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
