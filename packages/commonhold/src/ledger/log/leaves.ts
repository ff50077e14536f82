import type {
  ErasureLeaf,
  AccessLeaf,
  AttestationLeaf,
  ChangeLeaf,
  Commitment,
  IntentLeaf,
  LogSessionLeaf,
  OutcomeLeaf,
  RefusalLeaf,
} from '@commonhold/record';
import { type Clock, newId, type Randomness } from '#base';
import type { EngineFacts } from '#call';
import type { OpaqueNames } from './opaque-names.ts';
import type { AttemptResult, CallIdentity, DecisionTrail, NewAttempt, NewRefusal } from '../recorder.ts';
import { tokenBucket, tokenCount } from '../calls/token-bucket.ts';

/** Writes leaf v1 from what the ledger is told: built-in words in clear, owner-made names opaque, counts coarse. */
export class LeafMaker {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #names: OpaqueNames;

  constructor(clock: Clock, randomness: Randomness, names: OpaqueNames) {
    this.#clock = clock;
    this.#randomness = randomness;
    this.#names = names;
  }

  intent(attempt: NewAttempt, actor: string, commit: IntentLeaf['commit']): IntentLeaf {
    const { destination } = attempt;
    const { country } = destination;
    return {
      ...this.#callEnvelope(attempt.call, attempt.decision, actor),
      kind: 'intent',
      attempt: attempt.number,
      wire: { client: attempt.call.clientWire, provider: attempt.providerWire },
      model: {
        name: this.#names.model(attempt.model, attempt.modelIsBuiltIn),
        ...optional('weights', digestText(attempt.weightsDigest)),
      },
      destination: {
        provider: this.#names.provider(destination.provider),
        local: destination.local,
        ...optional('country', country),
      },
      commit,
    };
  }

  outcome(
    attempt: {
      readonly call: Pick<CallIdentity, 'id' | 'origin'>;
      readonly number: number;
      readonly intent: number;
    },
    result: AttemptResult,
    commit: OutcomeLeaf['commit'],
  ): OutcomeLeaf {
    return {
      ...this.#envelope(attempt.call.origin),
      kind: 'outcome',
      call: attempt.call.id,
      attempt: attempt.number,
      intent: attempt.intent,
      status: result.status,
      labels: this.#names.labels(result.labels),
      ...optional('error', result.error),
      ...optional('http', result.http !== undefined && isHttpStatus(result.http) ? result.http : undefined),
      ...optional('finish', result.finish),
      ...optional('tokens', tokensOf(result)),
      ...optional('engine', engineOf(result.engine)),
      commit,
    };
  }

  /** For an attempt that an earlier session left open; nothing of it is known. */
  unknown(attempt: {
    readonly call: string;
    readonly number: number;
    readonly intent: number;
    readonly origin: OutcomeLeaf['origin'];
  }): OutcomeLeaf {
    return {
      ...this.#envelope(attempt.origin),
      kind: 'outcome',
      call: attempt.call,
      attempt: attempt.number,
      intent: attempt.intent,
      status: 'unknown',
      labels: [],
      commit: {},
    };
  }

  refusal(
    refusal: NewRefusal,
    actor: string,
    commit: { readonly request: Commitment; readonly detail: Commitment },
  ): RefusalLeaf {
    return {
      ...this.#callEnvelope(refusal.call, refusal.decision, actor),
      kind: 'refusal',
      wire: { client: refusal.call.clientWire },
      error: refusal.error,
      commit,
    };
  }

  access(actor: string, look: Pick<AccessLeaf, 'action' | 'call' | 'fields'>): AccessLeaf {
    const { action, call, fields } = look;
    return { ...this.#envelope('live'), kind: 'access', actor, action, fields, ...optional('call', call) };
  }

  erasure(
    actor: string,
    erased: Pick<ErasureLeaf, 'extent' | 'basis'> & {
      readonly calls?: readonly string[];
      /** The pseudonyms under which the log knows domains. */
      readonly pseudonyms?: readonly string[];
    },
  ): ErasureLeaf {
    const { extent, basis, calls = [], pseudonyms = [] } = erased;
    const domains = pseudonyms.map((pseudonym) => this.#names.opaque('domain', pseudonym)).sort();
    return { ...this.#envelope('live'), kind: 'erasure', actor, extent, domains, calls: [...calls], basis };
  }

  change(actor: string, change: Pick<ChangeLeaf, 'subject' | 'action' | 'target' | 'digest'>): ChangeLeaf {
    const { subject, action, target, digest } = change;
    return {
      ...this.#envelope('live'),
      kind: 'change',
      actor,
      subject,
      action,
      target,
      ...optional('digest', digest),
    };
  }

  /** Of something that was read into the log, so its origin is the import. */
  attestation(actor: string, subject: string, digest: string): AttestationLeaf {
    return { ...this.#envelope('import'), kind: 'attestation', actor, subject, digest };
  }

  session(
    session: Pick<LogSessionLeaf, 'event' | 'session' | 'software' | 'counts' | 'recovered'>,
  ): LogSessionLeaf {
    const { event, software, counts, recovered } = session;
    return {
      ...this.#envelope('live'),
      kind: 'log-session',
      event,
      session: session.session,
      software,
      counts,
      ...optional('recovered', recovered),
    };
  }

  #callEnvelope(call: CallIdentity, decision: DecisionTrail, actor: string) {
    return {
      ...this.#envelope(call.origin),
      call: call.id,
      actor,
      operation: call.operation,
      labels: this.#names.labels(decision.labels),
      policy: decision.policy,
      decision: this.#names.trail(decision.trail),
      ...optional('run', call.run === undefined ? undefined : this.#names.opaque('run', call.run)),
      ...optional('parent', call.parent),
    };
  }

  #envelope(origin: CallIdentity['origin']) {
    const now = this.#clock.now();
    return { v: 1 as const, id: newId(now, this.#randomness), time: new Date(now).toISOString(), origin };
  }
}

function tokensOf(result: AttemptResult): OutcomeLeaf['tokens'] {
  const { usage } = result;
  const input = tokenCount(usage?.inputTokens);
  const output = tokenCount(usage?.outputTokens);
  if (usage === undefined || input === null || output === null) return undefined;
  return { input: tokenBucket(input), output: tokenBucket(output), source: usage.source };
}

/** Destinations can answer with numbers that no standard has; a leaf holds none of these, the index document does. */
function isHttpStatus(status: number): boolean {
  return status >= 100 && status <= 599;
}

function engineOf(engine: EngineFacts | undefined): OutcomeLeaf['engine'] {
  const template = digestText(engine?.template.digest);
  if (engine === undefined || template === undefined) return undefined;
  return {
    build: engine.build,
    template,
    deterministic: engine.deterministic,
    batched: engine.batched,
  };
}

const hexDigest = /^[0-9a-f]{64}$/;

/** Leaves write digests in base64url; model files and templates are usually named by the same digest in hex. */
function digestText(digest: string | undefined): string | undefined {
  return digest !== undefined && hexDigest.test(digest)
    ? Buffer.from(digest, 'hex').toString('base64url')
    : digest;
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [name in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: Value };
}
