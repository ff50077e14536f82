import { canonicalJson, type CanonicalValue } from '@commonhold/record';
import { CommonholdError, describe, type Json } from '#base';
import type { Cost } from '#call';
import { padmeSize } from '../bodies/body-cipher.ts';
import type {
  AttemptResult,
  CallIdentity,
  DecisionTrail,
  ExpectedSpending,
  ImportedFacts,
  NewAttempt,
} from '../recorder.ts';
import { tokenCount } from './token-bucket.ts';

/**
 * The index documents that leaves commit to (`commit.detail`): canonical JSON, kept in clear beside the log. They hold
 * what the log must not: who, under which key, which names, exact counts and times. Lists and filters read columns that
 * are taken from them; `verify` proves the document against the leaf and the columns against the document. A field that
 * does not apply is absent.
 */
export interface CallFacts {
  readonly v: 1;
  readonly call: string;
  /** From 1; 0 in a refusal. */
  readonly attempt: number;
  /** The erasure domain, so that a row cannot be moved to a domain that was erased. */
  readonly domain: string;
  readonly principal: string;
  readonly kind: string;
  readonly role: string;
  readonly project: string;
  readonly key: string;
  /** The model name that was asked for. */
  readonly asked: string;
  readonly run?: string;
  /** The header of an agent's session that is the run; absent where the client named the run itself. */
  readonly runFrom?: string;
  /** Milliseconds since 1970 when the request was complete. */
  readonly received: number;
  readonly decision: readonly string[];
  readonly labels: readonly string[];
  readonly facts: Readonly<Record<string, Json>>;
  /** The digest of what else the rules could see, which stands in the table `basis`; see `decision-basis.ts`. */
  readonly basis?: string;
  /** Of an imported call: what its source says. */
  readonly imported?: ImportedFacts;
}

export interface IntentDetail extends CallFacts {
  readonly provider: string;
  readonly model: string;
  readonly builtIn: boolean;
  readonly legalEntity?: string;
  readonly retentionDays?: number;
  readonly trainsOnData?: boolean;
  /**
   * How much was sent, rounded up as a stored body is (at most an eighth more). The exact length would tell what the padding of
   * bodies hides, and would go on telling it when the body is erased and this document is not.
   */
  readonly sentBytes?: number;
  /** The day in which budgets count it, in the time zone that the node had, and what it was thought to take. */
  readonly day?: string;
  readonly estimate?: {
    readonly input: number;
    readonly output: number;
    readonly nanos?: number;
    readonly currency?: string;
  };
}

export interface OutcomeDetail {
  readonly v: 1;
  readonly call: string;
  readonly attempt: number;
  readonly labels: readonly string[];
  /** Status of the destination's answer, also where it is none that the leaf can hold. */
  readonly http?: number;
  readonly served?: string;
  /** The id that the destination gave its answer, where the client got it as it was and may name it. */
  readonly answer?: string;
  readonly usage?: unknown;
  readonly engine?: unknown;
  readonly cost?: CostDetail;
  readonly firstByteMs?: number;
  readonly totalMs?: number;
  /** How much the destination answered, rounded up in the same way; absent when it gave no answer. */
  readonly receivedBytes?: number;
  readonly warnings: readonly string[];
  /** What the destination said could not be kept as it was: half characters were replaced, its raw usage left out. */
  readonly repaired?: true;
}

/** What an attempt cost, and the tokens that budgets count. `held`: it goes on counting by what it was thought to take. */
export interface CostDetail {
  readonly source: Cost['source'];
  readonly nanos?: number;
  readonly currency?: string;
  readonly list?: string;
  readonly priced?: string;
  readonly why?: string;
  readonly input: number;
  readonly output: number;
  readonly held?: true;
}

export function callFacts(
  call: CallIdentity,
  attempt: number,
  domain: string,
  decision: DecisionTrail,
  basis?: string,
): CallFacts {
  const { principal } = call;
  return {
    asked: call.asked,
    attempt,
    ...(basis === undefined ? {} : { basis }),
    call: call.id,
    decision: decision.trail,
    domain,
    facts: decision.facts,
    ...(call.imported === undefined ? {} : { imported: call.imported }),
    key: principal.key,
    kind: principal.kind,
    labels: decision.labels,
    principal: principal.id,
    project: principal.project,
    received: call.received,
    role: principal.role,
    ...(call.run === undefined ? {} : { run: call.run }),
    ...(call.runFrom === undefined ? {} : { runFrom: call.runFrom }),
    v: 1,
  };
}

/** Its members stand in order, those of a call among its own, so that it is written in a third of the time; see `canonicalJson`. */
export function intentDetail(attempt: NewAttempt, domain: string, basis?: string): IntentDetail {
  const { call, decision, spending } = attempt;
  const { principal } = call;
  const { legalEntity, retentionDays, trainsOnData, provider } = attempt.destination;
  return {
    asked: call.asked,
    attempt: attempt.number,
    ...(basis === undefined ? {} : { basis }),
    builtIn: attempt.modelIsBuiltIn,
    call: call.id,
    ...(spending === undefined ? {} : { day: spending.day }),
    decision: decision.trail,
    domain,
    ...(spending === undefined ? {} : { estimate: estimateOf(spending) }),
    facts: decision.facts,
    ...(call.imported === undefined ? {} : { imported: call.imported }),
    key: principal.key,
    kind: principal.kind,
    labels: decision.labels,
    ...(legalEntity === undefined ? {} : { legalEntity }),
    model: attempt.model,
    principal: principal.id,
    project: principal.project,
    provider,
    received: call.received,
    ...(retentionDays === undefined ? {} : { retentionDays }),
    role: principal.role,
    ...(call.run === undefined ? {} : { run: call.run }),
    ...(call.runFrom === undefined ? {} : { runFrom: call.runFrom }),
    sentBytes: padmeSize(attempt.sent.byteLength),
    ...(trainsOnData === undefined ? {} : { trainsOnData }),
    v: 1,
  };
}

function estimateOf({
  input,
  output,
  nanos,
  currency,
}: ExpectedSpending): NonNullable<IntentDetail['estimate']> {
  return nanos === undefined || currency === undefined
    ? { input, output }
    : { currency, input, nanos, output };
}

/** Undefined for an attempt that counts in no budget, such as one of before there were any. */
function costDetail({ cost, usage, countsByEstimate }: AttemptResult): CostDetail | undefined {
  if (cost === undefined) return undefined;
  return {
    ...cost,
    input: tokenCount(usage?.inputTokens) ?? 0,
    output: tokenCount(usage?.outputTokens) ?? 0,
    ...(countsByEstimate === true ? { held: true } : {}),
  };
}

export function outcomeDetail(
  call: string,
  attempt: number,
  result: AttemptResult,
  received: number | undefined,
): OutcomeDetail {
  const cost = costDetail(result);
  return {
    v: 1,
    call,
    attempt,
    labels: result.labels,
    ...(result.http === undefined ? {} : { http: result.http }),
    ...(result.servedModel === undefined ? {} : { served: result.servedModel }),
    ...(result.answerId === undefined ? {} : { answer: result.answerId }),
    ...(result.usage === undefined ? {} : { usage: result.usage }),
    ...(result.engine === undefined ? {} : { engine: result.engine }),
    ...(cost === undefined ? {} : { cost }),
    ...(result.firstByteMs === undefined ? {} : { firstByteMs: result.firstByteMs }),
    ...(result.totalMs === undefined ? {} : { totalMs: result.totalMs }),
    ...(received === undefined ? {} : { receivedBytes: padmeSize(received) }),
    warnings: result.warnings,
  };
}

/** What a caller sent may have no canonical text (half of a surrogate pair): then the call is refused. */
export function writeCallerDetail(detail: CallFacts): string {
  try {
    return canonicalJson(detail as unknown as CanonicalValue);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw new CommonholdError('request_invalid', { detail: describe(thrown) }, { cause: thrown });
  }
}

/** What a destination sent must never keep an outcome from being written, so here it is repaired, and says so. */
export function writeOutcomeDetail(detail: OutcomeDetail): string {
  try {
    return canonicalJson(detail as unknown as CanonicalValue);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    const { usage, ...rest } = detail;
    const { raw: _, ...counts } = (usage ?? {}) as Record<string, unknown>;
    const repaired = { ...rest, ...(usage === undefined ? {} : { usage: counts }), repaired: true };
    const text = JSON.stringify(repaired, (_name, value: unknown) =>
      typeof value === 'string' ? value.toWellFormed() : value,
    );
    return canonicalJson(JSON.parse(text) as CanonicalValue);
  }
}
