import { parseCheckpoint, parseNote, type WitnessRefusal } from '@commonhold/tlog';
import type { Outbound } from '#base';
import type { WitnessOptions } from '../witness-options.ts';
import { serversOf } from './asked-server.ts';
import { type Answer, exchange } from './exchange.ts';

/**
 * A node that starts waits for this before it signs anything. A witness that is up answers in a fraction of it, and one
 * that is down must not keep the node from starting.
 */
const askAtStartMs = 5000;

/** What a witness says of how far it has seen this log. */
export type WitnessSays =
  /** It has cosigned a tree of this size, and none that is larger. */
  | { readonly witness: string; readonly kind: 'size'; readonly size: number }
  /** It does not answer for this log. */
  | {
      readonly witness: string;
      readonly kind: 'refused';
      readonly reason: WitnessRefusal;
      readonly detail: string;
    }
  /** It could not be asked, or what it said makes no sense; the next round asks again. */
  | { readonly witness: string; readonly kind: 'failed'; readonly detail: string };

export interface AskAtStart {
  readonly outbound: Outbound;
  readonly ask: WitnessOptions['ask'];
  readonly timeLimitMs?: number;
}

/**
 * Asks all witnesses at once which size of this log they cosigned last, by the newest head that is signed already: so
 * nothing new is said before the answers are known. One that has never seen the log cosigns that head, and has its
 * size from then on. Resolves within the time limit, with one answer for each witness; throws only when `signal` is
 * aborted.
 */
export async function askWitnesses(
  latestNote: string,
  { outbound, ask, timeLimitMs = askAtStartMs }: AskAtStart,
  signal: AbortSignal,
): Promise<readonly WitnessSays[]> {
  const { size } = parseCheckpoint(parseNote(latestNote).text);
  const said = await Promise.all(
    serversOf(ask).map(async ({ address, witnesses }) => {
      // From 0: a witness that has seen more than nothing answers with its size, whatever the head is.
      const request = { oldSize: 0, proof: [], checkpoint: latestNote };
      const answer = await exchange({ outbound, address, request, timeLimitMs, signal });
      return witnesses.map(({ name }) => ({ witness: name, ...saysOf(answer, size) }));
    }),
  );
  return said.flat();
}

type WithoutName<Says> = Says extends unknown ? Omit<Says, 'witness'> : never;

function saysOf(answer: Answer, size: number): WithoutName<WitnessSays> {
  switch (answer.kind) {
    case 'cosigned':
      return { kind: 'size', size };
    case 'other-size':
      return { kind: 'size', size: answer.size };
    case 'refused':
      return { kind: 'refused', reason: answer.reason, detail: answer.message };
    case 'failed':
      return answer;
  }
}
