import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, newId, systemClock } from '#base';
import type { Principal } from '#call';
import { databaseFile, openStore, type Store } from '#store';
import type { Ledger } from './ledger.ts';
import type { LedgerOptions } from './ledger-options.ts';
import { openLedger } from './open-ledger.ts';
import type { AttemptResult, CallIdentity, DecisionTrail, NewAttempt } from './recorder.ts';

/** A home folder for tests, with a real store and ledger on it. */
export interface TestHome {
  readonly home: string;
  readonly database: string;
  open(
    clock?: Clock,
    changes?: Partial<Pick<LedgerOptions, 'heartbeats' | 'onTrouble' | 'beforeSigning'>>,
  ): Promise<{ readonly store: Store; readonly ledger: Ledger }>;
  remove(): Promise<void>;
}

export async function makeTestHome(): Promise<TestHome> {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-ledger-'));
  const database = join(home, databaseFile);
  return {
    home,
    database,
    async open(clock = systemClock, changes = {}) {
      const fail = (error: Error): never => {
        throw error;
      };
      const store = await openStore({ path: database, spaceReserveBytes: 0, onFatal: fail });
      try {
        const ledger = await openLedger({
          home,
          store,
          clock,
          randomness: (count) => randomBytes(count),
          software: 'commonhold test',
          // A test that cuts the node off leaves a checkpoint that can no longer be signed.
          onTrouble: () => undefined,
          ...changes,
        });
        return { store, ledger };
      } catch (error) {
        await store.close();
        throw error;
      }
    },
    remove: () => rm(home, { recursive: true }),
  };
}

export function somebody(id = 'p_somebody'): Principal {
  return {
    id,
    kind: 'person',
    name: 'Some Body',
    role: 'owner',
    project: 'default',
    key: 'k_1',
    labels: [],
  };
}

export const allowed: DecisionTrail = {
  policy: 'A'.repeat(43),
  trail: ['allow:valid-key'],
  labels: ['personal', 'ward-7'],
  facts: { overBudget: false },
};

export function someCall(changes: Partial<CallIdentity> = {}): CallIdentity {
  return {
    id: newId(Date.now(), (count) => randomBytes(count)),
    origin: 'live',
    principal: somebody(),
    operation: 'generate',
    clientWire: 'openai-chat',
    asked: 'smollm2-135m-instruct',
    run: undefined,
    parent: undefined,
    received: Date.now(),
    request: Buffer.from('{"model":"smollm2-135m-instruct","messages":[]}'),
    ...changes,
  };
}

export function someAttempt(changes: Partial<NewAttempt> = {}): NewAttempt {
  const call = changes.call ?? someCall();
  return {
    call,
    number: 1,
    decision: allowed,
    providerWire: 'native',
    destination: {
      provider: 'local',
      legalEntity: undefined,
      country: undefined,
      retentionDays: undefined,
      trainsOnData: undefined,
      local: 'verified',
    },
    model: 'smollm2-135m-instruct',
    modelIsBuiltIn: true,
    weightsDigest: 'B'.repeat(42) + 'A',
    sent: call.request,
    ...changes,
  };
}

export function someResult(changes: Partial<AttemptResult> = {}): AttemptResult {
  return {
    status: 'completed',
    error: undefined,
    http: 200,
    finish: 'stop',
    servedModel: 'smollm2-135m-instruct',
    usage: { inputTokens: 12, outputTokens: 34, source: 'counted' },
    engine: undefined,
    labels: [],
    firstByteMs: 1.5,
    totalMs: 12.25,
    warnings: [],
    ...changes,
  };
}

/** One whole call: intent, an answer in two pieces, outcome. */
export async function recordCall(
  ledger: Ledger,
  call = someCall(),
  answer = 'Hello.',
): Promise<CallIdentity> {
  const attempt = await ledger.intent(someAttempt({ call }));
  for (const piece of [answer.slice(0, 2), answer.slice(2)]) {
    attempt.received(Buffer.from(piece));
    attempt.replied(Buffer.from(piece));
  }
  await attempt.outcome(someResult());
  return call;
}
