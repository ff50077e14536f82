import type {
  AccessLeaf,
  AttestationLeaf,
  ChangeLeaf,
  ErasureLeaf,
  IntentLeaf,
  Leaf,
  LogSessionLeaf,
  OutcomeLeaf,
  RefusalLeaf,
} from '../src/index.ts';

/** An id with a number in its last places, so that tests can read it. */
export function sampleId(number: number): string {
  return `01jdh3k5m7${String(number).padStart(16, '0')}`;
}

export const sampleDigest = 'A'.repeat(43);
const actor = 'B'.repeat(22);

let made = 0;

function envelope() {
  made += 1;
  return { v: 1, id: sampleId(900_000 + made), time: '2026-11-22T10:00:00.000Z', origin: 'live' } as const;
}

export function intent(call: number, attempt = 1, change: Partial<IntentLeaf> = {}): IntentLeaf {
  return {
    ...envelope(),
    kind: 'intent',
    call: sampleId(call),
    actor,
    operation: 'generate',
    labels: [],
    policy: sampleDigest,
    decision: ['allow:valid-key'],
    attempt,
    wire: { client: 'openai-chat', provider: 'openai-chat' },
    model: { name: 'smollm2-135m-instruct' },
    destination: { provider: 'local', local: 'verified' },
    commit: { sent: sampleDigest, detail: sampleDigest },
    ...change,
  };
}

export function outcome(
  call: number,
  intentIndex: number,
  attempt = 1,
  change: Partial<OutcomeLeaf> = {},
): OutcomeLeaf {
  return {
    ...envelope(),
    kind: 'outcome',
    call: sampleId(call),
    attempt,
    intent: intentIndex,
    status: 'completed',
    labels: [],
    commit: {},
    ...change,
  };
}

export function refusal(call: number): RefusalLeaf {
  return {
    ...envelope(),
    kind: 'refusal',
    call: sampleId(call),
    actor,
    operation: 'generate',
    labels: [],
    policy: sampleDigest,
    decision: ['deny:eu-only'],
    wire: { client: 'openai-chat' },
    error: 'policy_denied',
    commit: { request: sampleDigest, detail: sampleDigest },
  };
}

export function session(
  event: LogSessionLeaf['event'],
  number: number,
  change: Partial<LogSessionLeaf> = {},
): LogSessionLeaf {
  return {
    ...envelope(),
    kind: 'log-session',
    event,
    session: sampleId(500_000 + number),
    software: 'commonhold 0.1.0',
    counts: { intents: 0, outcomes: 0, refusals: 0, strangers: 0 },
    ...change,
  };
}

export function access(): AccessLeaf {
  return {
    ...envelope(),
    kind: 'access',
    actor,
    action: 'open-body',
    call: sampleId(1),
    fields: ['request'],
  };
}

export function change(): ChangeLeaf {
  return { ...envelope(), kind: 'change', actor, subject: 'key', action: 'add', target: 'k1' };
}

export function erasure(): ErasureLeaf {
  const calls = [sampleId(1)];
  return {
    ...envelope(),
    kind: 'erasure',
    actor,
    extent: 'everything',
    domains: ['d1'],
    calls,
    basis: 'request',
  };
}

export function attestation(): AttestationLeaf {
  return { ...envelope(), kind: 'attestation', actor, subject: 'capsule', digest: sampleDigest };
}

/** One of each kind, with every optional field. */
export function everyKind(): Leaf[] {
  return [
    intent(1, 1, {
      run: 'r-1',
      parent: sampleId(7),
      labels: ['code', 'personal'],
      model: { name: 'smollm2-135m-instruct', weights: sampleDigest },
      destination: { provider: 'acme', country: 'DE', local: 'no' },
      commit: { request: sampleDigest, sent: sampleDigest, detail: sampleDigest },
    }),
    outcome(1, 0, 1, {
      error: 'upstream_failed',
      http: 502,
      finish: 'tool-calls',
      labels: ['secret'],
      tokens: { input: 0, output: 4096, source: 'counted' },
      engine: { build: 'llama.cpp b6000 (x64)', template: sampleDigest, deterministic: true, batched: false },
      commit: { received: sampleDigest, replied: sampleDigest, detail: sampleDigest },
    }),
    { ...refusal(2), run: 'r-2', parent: sampleId(1) },
    { ...access(), reason: sampleDigest },
    { ...change(), digest: sampleDigest },
    erasure(),
    attestation(),
    session('open', 1, {
      recovered: 2,
      coverage: sampleDigest,
      continues: { origin: 'commonhold/before', size: 7, root: sampleDigest },
    }),
  ];
}
