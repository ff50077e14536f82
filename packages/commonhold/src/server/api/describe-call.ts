import { moneyText } from '#call';
import type { CallDetail, CallPage, CallSummary } from '#ledger';
import type { Keys } from '#identity';
import type {
  AttemptView,
  CallCostView,
  CallOrigin,
  CallsPage,
  CallStatusView,
  CallSummaryView,
  CallView,
  IntentView,
  Locality,
  OutcomeView,
} from './calls-view.ts';
import { erasedAttempt } from './erased-attempt.ts';
import { principalView } from './principals.ts';

export function pageView(keys: Keys, page: CallPage): CallsPage {
  const { older, newer, complete, stopped, to } = page;
  return {
    calls: page.calls.map((call) => summaryView(keys, call)),
    ...(older === undefined ? {} : { older }),
    newer,
    searched: { complete, stopped, ...(to === undefined ? {} : { to }) },
  };
}

export function summaryView(keys: Keys, call: CallSummary): CallSummaryView {
  const { origin, local, usageSource, cost, ...rest } = call;
  return {
    ...rest,
    ...(cost === undefined ? {} : { cost: costView(cost) }),
    principal: principalView(keys, call.principal),
    // The record's own vocabulary, which it checked when it wrote these.
    origin: origin as CallOrigin,
    ...(local === undefined ? {} : { local: local as Locality }),
    ...(usageSource === undefined
      ? {}
      : { usageSource: usageSource as NonNullable<CallSummaryView['usageSource']> }),
  };
}

function costView({ nanos, unknown, told }: NonNullable<CallSummary['cost']>): CallCostView {
  if (told !== undefined) return { money: [{ currency: 'USD', amount: told }], unknown, byFile: true };
  const money = Object.entries(nanos).map(([currency, sum]) => ({ currency, amount: moneyText(sum) }));
  return { money, unknown };
}

export function callView(keys: Keys, detail: CallDetail): CallView {
  const { leaves, attemptDetails, erasure, checkpointSize, neighbours, sameRun, ...summary } = detail;
  const attempts = attemptDetails.map((attempt) => attemptView(detail, attempt));
  const last = attempts.at(-1)?.intent;
  const decided = leaves.findLast(({ leaf }) => leaf.kind === 'intent' || leaf.kind === 'refusal')?.leaf;
  return {
    ...summaryView(keys, summary),
    attemptDetails: attempts,
    labels: [...new Set(attempts.flatMap(({ intent }) => intent.labels))],
    decision: last?.decision ?? [],
    facts: last?.facts ?? {},
    policy: decided?.kind === 'intent' || decided?.kind === 'refusal' ? decided.policy : '',
    project: last?.project ?? '',
    key: last?.key ?? '',
    warnings: attempts.flatMap(({ outcome }) => outcome?.warnings ?? []),
    leaves: leaves.map(({ index, hash, bytes, leaf }) => ({
      index,
      hash: Buffer.from(hash).toString('base64'),
      text: Buffer.from(bytes).toString(),
      leaf,
    })),
    ...(erasure === undefined
      ? {}
      : { erasure: { time: erasure.time, extent: erasure.extent, basis: erasure.basis } }),
    ...(checkpointSize === undefined ? {} : { checkpointSize }),
    neighbours,
    ...(sameRun === undefined
      ? {}
      : {
          sameRun: {
            calls: sameRun.calls.map((call) => summaryView(keys, call)),
            hasMore: sameRun.hasMore,
          },
        }),
  };
}

/** The documents are those that the ledger wrote and `verify` holds against the log; here they are only passed on. */
function attemptView(call: CallDetail, attempt: CallDetail['attemptDetails'][number]): AttemptView {
  const { number } = attempt;
  const isCleared = call.erased !== undefined && !('received' in (attempt.intent as object));
  return {
    number,
    ...(isCleared
      ? erasedAttempt(call, number)
      : {
          intent: attempt.intent as IntentView,
          ...(attempt.outcome === undefined ? {} : { outcome: attempt.outcome as OutcomeView }),
        }),
    status: number === 0 ? 'refused' : statusOf(call, number),
  };
}

function statusOf(call: CallDetail, attempt: number): CallStatusView {
  for (const { leaf } of call.leaves) {
    if (leaf.kind === 'outcome' && leaf.attempt === attempt) return leaf.status;
  }
  return 'open';
}
