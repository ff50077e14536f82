import { randomBytes, randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { newId, pooledRandomness, systemClock } from '../../packages/commonhold/src/base/index.ts';
import { type Ledger, openLedger } from '../../packages/commonhold/src/ledger/index.ts';
import { databaseFile, openStore, type Store } from '../../packages/commonhold/src/store/index.ts';

const bodyBytes = 1024;
/** As many callers, models and calls of one conversation as make the indexes grow the way they do in a small company. */
const callers = 16;
const models = 4;
const callsOfRun = 8;

const fatal = (error: Error): never => {
  throw error;
};

/** A store and a ledger on a home folder, as a node has them. */
export async function openHome(home: string): Promise<{ readonly store: Store; readonly ledger: Ledger }> {
  const store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal: fatal });
  const ledger = await openLedger({
    home,
    store,
    clock: systemClock,
    randomness: pooledRandomness((bytes) => randomFillSync(bytes)),
    software: 'commonhold bench',
    onTrouble: fatal,
  });
  return { store, ledger };
}

/** Records the call of this number, an intent and an outcome with encrypted bodies of 1 KiB, and gives its id. */
export async function recordCall(ledger: Ledger, number: number): Promise<string> {
  const request = Buffer.alloc(bodyBytes, 'a');
  const model = `model-${number % models}`;
  const call = {
    id: newId(Date.now(), (count) => randomBytes(count)),
    origin: 'live' as const,
    principal: {
      id: `p_benchmark${number % callers}`,
      kind: 'app' as const,
      name: 'benchmark',
      role: 'member' as const,
      project: 'default',
      key: 'k_1',
      labels: [],
    },
    operation: 'generate' as const,
    clientWire: 'openai-chat' as const,
    asked: model,
    run: `run-${Math.floor(number / callsOfRun)}`,
    parent: undefined,
    received: Date.now(),
    request,
  };
  const attempt = await ledger.intent({
    call,
    number: 1,
    decision: {
      policy: 'A'.repeat(43),
      trail: ['allow:valid-key'],
      labels: [],
      facts: { overBudget: false },
    },
    providerWire: 'openai-chat',
    destination: {
      provider: 'elsewhere',
      legalEntity: 'Elsewhere Ltd',
      country: 'DE',
      retentionDays: 0,
      trainsOnData: false,
      local: 'no',
    },
    model,
    modelIsBuiltIn: false,
    weightsDigest: undefined,
    sent: request,
  });
  const answer = Buffer.alloc(bodyBytes, 'b');
  attempt.received(answer);
  attempt.replied(answer);
  await attempt.outcome({
    status: 'completed',
    error: undefined,
    http: 200,
    finish: 'stop',
    servedModel: model,
    usage: { inputTokens: 250, outputTokens: 250, source: 'reported' },
    engine: undefined,
    labels: [],
    firstByteMs: 10,
    totalMs: 20,
    warnings: [],
  });
  return call.id;
}
