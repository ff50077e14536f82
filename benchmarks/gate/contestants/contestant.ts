import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../child.ts';
import { type Entrance, tryOnce } from '../load.ts';

/** A gateway in the setting in which it is measured. */
export interface Contestant {
  /** What `--only` calls it. */
  readonly key: string;
  /** Its row in the tables, with its version. */
  readonly name: string;
  /** What it does with a call in this setting, and what it keeps of it: no figure means anything without that. */
  readonly does: string;
  readonly keeps: string;
  start(ground: Ground): Promise<Running | Absent>;
}

/** What all of them are started on. */
export interface Ground {
  readonly upstreamPort: number;
  /** For this contestant alone, and gone when the run is over. */
  readonly folder: string;
  /** Where programs of others are installed, kept from run to run and never committed. */
  readonly programs: string;
  readonly begin: (
    program: string,
    parameters: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Child;
}

export interface Running extends Entrance {
  readonly kind: 'running';
  readonly child: Child;
  /** What is wrong with its streams, where it answers whole requests alone. */
  readonly noStreams: string | undefined;
}

/** It cannot be installed or started here. This is printed: nobody is left out in silence. */
export interface Absent {
  readonly kind: 'absent';
  readonly why: string;
}

/** What the upstream's model is called where a gateway lets one say so. */
export const model = 'bench';
/** A gateway in Python has loaded itself and its workers after 35 s of processor time, and others may want the cores. */
const startMs = 240_000;
const askAgainMs = 250;

/** A gateway runs once it gives the upstream's answer; absent if it never does. Then it is asked for a stream. */
export async function whenItAnswers(child: Child, entrance: Entrance): Promise<Running | Absent> {
  const until = performance.now() + startMs;
  try {
    for (;;) {
      const wrong = await tryOnce(entrance, false);
      if (wrong === undefined) {
        return { kind: 'running', child, noStreams: await tryOnce(entrance, true), ...entrance };
      }
      if (performance.now() > until) {
        return { kind: 'absent', why: `In ${startMs / 1000} s it gave no right answer: ${wrong}` };
      }
      await Promise.race([delay(askAgainMs), child.ended()]);
    }
  } catch (thrown) {
    return { kind: 'absent', why: String(thrown) };
  }
}

/** A port that nobody listens on now, for programs that do not tell which one they were given. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
