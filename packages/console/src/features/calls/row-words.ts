import type { CallSummaryView } from 'commonhold/api';
import { durationText, numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';

/** What the list says of one call, cell by cell. */
export interface RowWords {
  readonly time: string;
  readonly who: string;
  readonly model: string;
  /** The same for the ear, which has no arrow. */
  readonly modelSpoken: string;
  readonly where: string;
  readonly status: string;
  readonly isTrouble: boolean;
  readonly tokens: string;
  readonly took: string;
}

export function rowWords(call: CallSummaryView, text: Text['calls']): RowWords {
  const { list } = text;
  const { asked, model, provider, local } = call;
  const isOther = model !== undefined && model !== asked;
  return {
    time: listTime(call.time),
    who: call.principal.name,
    model: isOther ? list.served(asked, model) : asked,
    modelSpoken: isOther ? list.servedSpoken(asked, model) : asked,
    where:
      local === undefined
        ? list.nowhere
        : attemptWords(whereWords(local, provider ?? '', text), call.attempts, list),
    status:
      call.error === undefined ? text.status[call.status] : `${text.status[call.status]}: ${call.error}`,
    isTrouble: call.status === 'failed' || call.status === 'aborted' || call.status === 'unknown',
    tokens: tokenWords(call, list),
    took: tookWords(call, list),
  };
}

function whereWords(
  local: NonNullable<CallSummaryView['local']>,
  provider: string,
  text: Text['calls'],
): string {
  return local === 'verified' ? text.local.verified : text.where(provider, text.local[local]);
}

/** Time and place are those of the last attempt; when it is not the only one, that is said. */
function attemptWords(where: string, attempts: number, list: Text['calls']['list']): string {
  return attempts > 1 ? list.attempt(where, numberText(attempts)) : where;
}

function tokenWords(call: CallSummaryView, list: Text['calls']['list']): string {
  const { inputTokens, outputTokens, usageSource, status } = call;
  if (inputTokens === undefined || outputTokens === undefined) {
    return status === 'open' || status === 'refused' ? '' : list.tokensUnknown;
  }
  const words = usageSource === 'estimated' ? list.tokensEstimated : list.tokens;
  return words(numberText(inputTokens), numberText(outputTokens));
}

function tookWords(call: CallSummaryView, list: Text['calls']['list']): string {
  if (call.totalMs !== undefined) return durationText(call.totalMs);
  return call.status === 'open' ? list.tookUnknown : '';
}

/** The day without its year, as long as it is this one, and the time to the second. */
function listTime(time: string): string {
  const moment = new Date(time);
  const isThisYear = moment.getFullYear() === new Date().getFullYear();
  return moment.toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
