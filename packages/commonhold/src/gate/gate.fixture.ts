import { randomBytes } from 'node:crypto';
import type { Principal, WireName } from '#call';
import { Keys } from '#identity';
import { Classifier, LabelSources } from '#labels';
import type { AttemptResult, NewAttempt, NewRefusal, OpenAttempt, Recorder } from '#ledger';
import { builtInPolicy } from '#policy';
import type { Provider, ProviderReply, ProviderRequest } from '#providers';
import type { Store } from '#store';
import { codecs, type RequestTarget } from '#wires';
import { Approvals } from './deciding/approvals.ts';
import type { Candidate } from './candidate.ts';
import type { Gate } from './gate.ts';
import { Endings } from './earlier/endings.ts';
import { handle } from './handle.ts';
import { Health } from './sending/health.ts';
import type { Incoming } from './incoming.ts';
import { Limits } from './limits/limits.ts';
import { RunLabels } from './labelling/run-labels.ts';

/** What happened, in order, so that tests can say what must come before what. */
export type Event =
  | { readonly type: 'intent'; readonly attempt: NewAttempt }
  | { readonly type: 'sent'; readonly provider: string; readonly request: ProviderRequest }
  | {
      readonly type: 'outcome';
      readonly result: AttemptResult;
      readonly received: string;
      readonly replied: string;
    }
  | { readonly type: 'refusal'; readonly refusal: NewRefusal }
  | { readonly type: 'stranger' };

export class MemoryRecorder implements Recorder {
  readonly #events: Event[];
  /** Set to make the next intent fail. */
  failIntent: Error | undefined;

  constructor(events: Event[]) {
    this.#events = events;
  }

  async intent(attempt: NewAttempt): Promise<OpenAttempt> {
    await Promise.resolve();
    if (this.failIntent) throw this.failIntent;
    this.#events.push({ type: 'intent', attempt });
    const received: Uint8Array[] = [];
    const replied: Uint8Array[] = [];
    return {
      intent: this.#events.length,
      received: (chunk) => void received.push(chunk),
      replied: (chunk) => void replied.push(chunk),
      outcome: async (result) => {
        this.#events.push({ type: 'outcome', result, received: text(received), replied: text(replied) });
      },
    };
  }

  async refusal(refusal: NewRefusal): Promise<void> {
    this.#events.push({ type: 'refusal', refusal });
  }
}

export interface Answering {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly (string | Uint8Array | Error)[];
  /** Instead of an answer. */
  readonly failure?: Error;
  /** Waits for the signal and then fails with its reason. */
  readonly hang?: boolean;
}

function provider(events: Event[], id: string, answering: Answering): Provider {
  return {
    async send(request, signal): Promise<ProviderReply> {
      events.push({ type: 'sent', provider: id, request });
      if (answering.failure) throw answering.failure;
      if (answering.hang) {
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        });
      }
      return {
        status: answering.status ?? 200,
        headers: { 'content-type': 'application/json', ...answering.headers },
        body: chunksOf(answering.chunks ?? []),
      };
    },
    close: () => Promise.resolve(),
  };
}

async function* chunksOf(chunks: readonly (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    if (chunk instanceof Error) throw chunk;
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
}

export function candidate(
  events: Event[],
  id: string,
  answering: Answering,
  more: Partial<Candidate> = {},
): Candidate {
  return {
    model: `${id}-model`,
    modelIsBuiltIn: false,
    weightsDigest: undefined,
    destination: {
      provider: id,
      legalEntity: undefined,
      country: 'DE',
      retentionDays: undefined,
      trainsOnData: undefined,
      local: 'declared',
    },
    codec: codecs['openai-chat'],
    provider: provider(events, id, answering),
    authentication: { mode: 'none' },
    ...more,
  };
}

const noStore = { read: async () => [] } as unknown as Store;

export async function gateFor(
  events: Event[],
  routes: Readonly<Record<string, readonly Candidate[]>>,
  more: Partial<Gate> = {},
): Promise<{ gate: Gate; recorder: MemoryRecorder; reports: unknown[] }> {
  const recorder = new MemoryRecorder(events);
  const reports: unknown[] = [];
  let ticks = 0;
  const clock = { now: () => 1_795_305_600_000, monotonic: () => (ticks += 1) };
  const gate: Gate = {
    clock,
    randomness: (bytes) => randomBytes(bytes),
    keys: await Keys.load(noStore),
    codecs,
    policy: builtInPolicy,
    recorder,
    limits: new Limits(
      {
        concurrentCalls: 10,
        concurrentCallsPerKey: 5,
        heldBytes: 1_000_000,
        labellingMs: 120_000,
      },
      { timeZone: 'UTC', node: [], projects: {} },
      { now: () => 1_795_305_600_000, monotonic: () => 0 },
    ),
    runs: new RunLabels(async () => []),
    resent: { any: async () => false, labelsOf: async () => new Map(), heard: () => undefined },
    earlier: { read: async () => undefined },
    endings: new Endings(),
    // Nobody answers, and time is up at once.
    approvals: new Approvals({
      clock: { now: () => 1_795_305_600_000, monotonic: () => 0 },
      randomness: (bytes) => randomBytes(bytes),
      after: (_ms, act) => {
        queueMicrotask(act);
        return () => undefined;
      },
      changed: () => undefined,
    }),
    health: new Health(clock),
    pause: async (_ms, signal) => signal.throwIfAborted(),
    approvalLink: (request) => `http://node.test/approvals/${request}`,
    configuration: {
      routes: { byModel: new Map(Object.entries(routes)) },
      vocabulary: { own: new Set(['our-own']) },
      sources: new LabelSources([]),
      keepsResent: true,
      classifier: new Classifier(),
      pseudonyms: 'tokens',
      requestBytes: 100_000,
      replyBytes: 100_000,
      totalMs: 3_600_000,
    },
    countStranger: () => void events.push({ type: 'stranger' }),
    report: (failure) => void reports.push(failure),
    ...more,
  };
  return { gate, recorder, reports };
}

export const member: Principal = {
  id: 'p_member',
  kind: 'app',
  name: 'an app',
  role: 'member',
  project: 'default',
  key: 'k_member',
  labels: [],
};

export interface Replied {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one request through the gate and collects what the client would see. */
export async function send(
  gate: Gate,
  body: string | Uint8Array,
  more: {
    headers?: Readonly<Record<string, string>>;
    principal?: Principal | undefined;
    wire?: WireName;
    target?: RequestTarget;
    signal?: AbortSignal;
  } = {},
): Promise<Replied> {
  const principal = 'principal' in more ? more.principal : member;
  const incoming: Incoming = {
    wire: more.wire ?? 'openai-chat',
    target: more.target ?? { operation: 'generate' },
    header: (name) => more.headers?.[name],
    body: async (_bytesMax, take) => {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      take(bytes.length);
      return bytes;
    },
    ...(principal ? { principal } : {}),
  };
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  const chunks: Uint8Array[] = [];
  await handle(
    gate,
    incoming,
    {
      head: (given, named) => {
        status = given;
        headers = named;
      },
      write: (chunk) => {
        chunks.push(chunk);
        return undefined;
      },
      end: () => undefined,
    },
    more.signal ?? new AbortController().signal,
  );
  return { status, headers, body: text(chunks) };
}

export const question = (model: string, more: object = {}): string =>
  JSON.stringify({ model, messages: [{ role: 'user', content: 'What is a commons?' }], ...more });

export const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'served-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Shared by all.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 },
});

function text(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
