import { formatCheckpoint, Frontier, leafHash, signNote } from '@commonhold/tlog';
import { commitmentOf, currentCoverage, encodeLeaf } from '../src/index.ts';
import type { Grade, Leaf } from '../src/index.ts';
import { keyFromSeed, sha256 } from './node-crypto.ts';

/**
 * The test vectors of docs/formats/record.md. A test holds the page against this, so that page and code stay equal;
 * nothing here depends on time or chance.
 */
export interface FormatVectors {
  readonly commitments: readonly {
    readonly salt: string;
    readonly bytes: string;
    readonly commitment: string;
  }[];
  readonly key: { readonly seed: string; readonly verifierKey: string };
  readonly log: readonly { readonly entry: string; readonly leafHash: string; readonly root: string }[];
  readonly emptyRoot: string;
  readonly checkpoint: string;
  /** Entries that are no leaf, and the field that is wrong where it is one. */
  readonly notLeaves: readonly { readonly entry: string; readonly why: string }[];
  /** The entries of `log` in another order, and the first leaf that does not fit. */
  readonly notPaired: readonly {
    readonly order: readonly number[];
    readonly leaf: number;
    readonly why: string;
  }[];
  /** A second log, of sessions that declare their coverage and beat. */
  readonly declared: readonly string[];
  /** What entries of `declared` are worth when a checkpoint covers the first `signed` leaves of all of them. */
  readonly grades: readonly {
    readonly order: readonly number[];
    readonly signed: number;
    readonly grade: Grade;
    readonly silences: number;
    readonly why: string;
  }[];
}

const origin = 'commonhold.example/log/test';
const seed = new Uint8Array(32).fill(0x2a);

const digestOf = (text: string): string => Buffer.from(sha256(Buffer.from(text))).toString('base64url');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const salt = Uint8Array.from({ length: 32 }, (_, index) => index);
const request = '{"model":"smollm2-135m-instruct","messages":[{"role":"user","content":"Grüß Gott"}]}';

function id(number: number): string {
  return `01k9qf0000${String(number).padStart(16, '0')}`;
}

function envelope(number: number) {
  return { v: 1, id: id(number), time: `2026-11-22T10:00:0${number}.000Z`, origin: 'live' } as const;
}

function session(
  number: number,
  event: 'open' | 'close',
  sessionId: number,
  counted: number,
  recovered?: number,
): Leaf {
  return {
    ...envelope(number),
    kind: 'log-session',
    event,
    session: id(sessionId),
    software: 'commonhold 0.1.0',
    counts: { intents: counted, outcomes: counted, refusals: counted, strangers: 2 * counted },
    ...(recovered === undefined ? {} : { recovered }),
  };
}

const callFields = (call: number) => ({
  call: id(call),
  actor: 'hoMWcYkQHNhVqsP2zJ5d2g',
  operation: 'generate' as const,
  labels: ['code', 'personal'],
  policy: digestOf('rules'),
});

const wanted = commitmentOf(sha256, salt, Buffer.from(request));
const detail = commitmentOf(sha256, salt, Buffer.from('{}'));

/** A session that is cut off during its second call, and one that recovers it. */
const leaves: readonly Leaf[] = [
  session(0, 'open', 50, 0, 0),
  {
    ...envelope(1),
    ...callFields(60),
    kind: 'intent',
    decision: ['allow:valid-key'],
    attempt: 1,
    wire: { client: 'openai-chat', provider: 'native' },
    model: { name: 'smollm2-135m-instruct', weights: digestOf('weights') },
    destination: { provider: 'local', local: 'verified' },
    commit: { request: wanted, sent: wanted, detail },
  },
  {
    ...envelope(2),
    kind: 'outcome',
    call: id(60),
    attempt: 1,
    intent: 1,
    status: 'completed',
    finish: 'stop',
    labels: [],
    tokens: { input: 16, output: 64, source: 'counted' },
    engine: {
      build: 'llama.cpp b6962 (x64)',
      template: digestOf('template'),
      deterministic: true,
      batched: false,
    },
    commit: { received: detail, replied: detail },
  },
  {
    ...envelope(3),
    ...callFields(61),
    kind: 'refusal',
    decision: ['deny:eu-only'],
    wire: { client: 'openai-chat' },
    error: 'policy_denied',
    commit: { request: wanted, detail },
  },
  {
    ...envelope(4),
    ...callFields(62),
    kind: 'intent',
    decision: ['deny:eu-only', 'reroute:Zm9v', 'allow:valid-key'],
    attempt: 1,
    run: 'cnVuLTE',
    parent: id(60),
    wire: { client: 'openai-chat', provider: 'openai-chat' },
    model: { name: 'YmlnLW1vZGVs' },
    destination: { provider: 'YWNtZQ', country: 'DE', local: 'no' },
    commit: { request: wanted, sent: wanted, detail },
  },
  session(5, 'open', 51, 0, 1),
  {
    ...envelope(6),
    kind: 'outcome',
    call: id(62),
    attempt: 1,
    intent: 4,
    status: 'unknown',
    labels: [],
    commit: {},
  },
  session(7, 'close', 51, 0),
];

/** A session leaf some minutes after ten, of a session that holds to coverage version 1. */
function declaring(
  number: number,
  minutes: number,
  event: 'open' | 'heartbeat' | 'close',
  refusals: number,
  strangers: number,
): Leaf {
  return {
    v: 1,
    id: id(number),
    time: `2026-11-22T10:${String(minutes).padStart(2, '0')}:00.000Z`,
    origin: 'live',
    kind: 'log-session',
    event,
    session: id(52),
    software: 'commonhold 0.1.0',
    counts: { intents: 0, outcomes: 0, refusals, strangers },
    ...(event === 'open' ? { recovered: 0, coverage: currentCoverage.digest } : {}),
  };
}

/** A session with one refusal, two heartbeats and a close. */
const declared: readonly Leaf[] = [
  declaring(10, 0, 'open', 0, 0),
  {
    ...envelope(1),
    id: id(11),
    ...callFields(63),
    kind: 'refusal',
    decision: ['deny:eu-only'],
    wire: { client: 'openai-chat' },
    error: 'policy_denied',
    commit: { request: wanted, detail },
  },
  declaring(12, 10, 'heartbeat', 1, 3),
  declaring(13, 20, 'heartbeat', 1, 3),
  declaring(14, 21, 'close', 1, 4),
];

export function formatVectors(): FormatVectors {
  const key = keyFromSeed(origin, seed);
  const tree = Frontier.create(sha256);
  const emptyRoot = hex(tree.root());
  const entries = leaves.map((leaf) => Buffer.from(encodeLeaf(leaf)).toString());
  const log = entries.map((entry) => {
    const hash = leafHash(sha256, Buffer.from(entry));
    tree.append(hash);
    return { entry, leafHash: hex(hash), root: hex(tree.root()) };
  });
  const [first = ''] = entries;
  return {
    commitments: ['', 'yes', request].map((bytes) => ({
      salt: hex(salt),
      bytes,
      commitment: commitmentOf(sha256, salt, Buffer.from(bytes)),
    })),
    key: { seed: hex(seed), verifierKey: key.verifierKey },
    log,
    emptyRoot,
    checkpoint: signNote(formatCheckpoint({ origin, size: tree.size, root: tree.root() }), [key.signer]),
    notLeaves: [
      { entry: first.replace('{', '{ '), why: 'white space' },
      { entry: first.replace('"v":1', '"v":1.0'), why: 'a number written otherwise' },
      { entry: first.replace(/^\{(.*),("v":1)\}$/, '{$2,$1}'), why: 'members not sorted' },
      { entry: first.replace('"v":1}', '"v":1,"w":1}'), why: 'an unknown field' },
      { entry: first.replace('"v":1', '"v":2'), why: 'another version' },
      { entry: first.replace('"open"', '"opened"'), why: 'a word that the field does not have' },
      { entry: first.replace('2026-11-22', '2026-02-30'), why: 'a day that there is not' },
      { entry: first.replace('"recovered":0', '"recovered":-0'), why: 'minus zero' },
      { entry: first.replace('"recovered":0', '"recovered":null'), why: 'null for what is absent' },
    ],
    notPaired: [
      { order: [1, 0, 2], leaf: 0, why: 'a leaf before the first session' },
      { order: [0, 2, 1], leaf: 1, why: 'an outcome before its intent' },
      { order: [0, 1, 2, 2], leaf: 3, why: 'a second outcome' },
      { order: [0, 1, 1], leaf: 2, why: 'a second intent of the same attempt' },
      { order: [0, 3, 3], leaf: 2, why: 'a second refusal' },
      { order: [0, 1, 2, 3, 4, 6], leaf: 5, why: 'unknown in the session that wrote the intent' },
      { order: [0, 1, 2, 3, 5], leaf: 4, why: 'a session that recovers more than was left open' },
      { order: [0, 1, 2, 3, 4, 5, 6, 7, 6], leaf: 8, why: 'a leaf after the close' },
    ],
    declared: declared.map((leaf) => Buffer.from(encodeLeaf(leaf)).toString()),
    grades: [
      { order: [0, 1, 2, 3, 4], signed: 5, grade: 'complete', silences: 0, why: 'closed and signed' },
      {
        order: [0, 1, 2, 3, 4],
        signed: 4,
        grade: 'end-unproven',
        silences: 0,
        why: 'the close is not signed',
      },
      { order: [0, 1, 2, 3, 4], signed: 0, grade: 'end-unproven', silences: 0, why: 'nothing is signed' },
      { order: [0, 1, 2, 3], signed: 4, grade: 'end-unproven', silences: 0, why: 'it ends inside a session' },
      { order: [], signed: 0, grade: 'end-unproven', silences: 0, why: 'no leaves' },
      { order: [0, 1, 2, 3], signed: 5, grade: 'gap', silences: 0, why: 'the signed end is missing' },
      {
        order: [0, 2, 3, 4],
        signed: 0,
        grade: 'gap',
        silences: 0,
        why: 'a refusal that was counted is missing',
      },
      { order: [1, 2, 3, 4], signed: 0, grade: 'gap', silences: 0, why: 'the open is missing' },
      { order: [0, 1, 4], signed: 0, grade: 'end-unproven', silences: 1, why: 'the heartbeats are missing' },
    ],
  };
}
