import { Pool } from 'undici';

export interface Load {
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends each of `bodies` over `connections` connections, each connection the next as soon as its last is answered. */
export async function load(
  port: number,
  headers: Readonly<Record<string, string>>,
  bodies: readonly string[],
  connections: number,
): Promise<Load> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections });
  const latencies = new Float64Array(bodies.length);
  let next = 0;
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let index = next++; index < bodies.length; index = next++) {
      const sent = performance.now();
      const answer = await pool.request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', ...headers },
        body: bodies[index] ?? '',
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}: ${text.slice(0, 300)}`);
      latencies[index] = performance.now() - sent;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  latencies.sort();
  return { seconds, p50Ms: at(latencies, 0.5), p99Ms: at(latencies, 0.99) };
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
