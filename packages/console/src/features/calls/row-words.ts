import type { CallSummaryView } from 'commonhold/api';
import { amountsText } from '../../components/money.ts';
import { durationText, numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';
import { isToolUse } from './tool-story.ts';

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
  readonly cost: string;
  readonly took: string;
}

export function rowWords(call: CallSummaryView, { calls: text, costs }: Text): RowWords {
  const { list } = text;
  const { asked, model, provider, local } = call;
  // The name that was asked for went with the erasure; which model answered is in the log too.
  const isCleared = erasureExtent(call) === 'everything';
  const isOther = !isCleared && model !== undefined && model !== asked;
  return {
    time: listTime(call.time),
    who: isCleared ? text.erased.who : call.principal.name,
    model: isCleared ? (model ?? text.erased.model) : isOther ? list.served(asked, model) : asked,
    modelSpoken: isCleared ? (model ?? text.erased.model) : isOther ? list.servedSpoken(asked, model) : asked,
    where:
      local === undefined
        ? list.nowhere
        : isToolUse(call)
          ? text.tools.where
          : call.origin === 'import'
            ? list.imported(provider ?? '')
            : attemptWords(whereWords(local, provider ?? '', text), call.attempts, list),
    status: statusWords(call, text),
    isTrouble: call.status === 'failed' || call.status === 'aborted' || call.status === 'unknown',
    tokens: tokenWords(call, list),
    cost: costWords(call, costs),
    took: tookWords(call, list),
  };
}

function statusWords(call: CallSummaryView, text: Text['calls']): string {
  const status = text.status[call.status];
  const words = call.error === undefined ? status : `${status}: ${call.error}`;
  const extent = erasureExtent(call);
  return extent === undefined ? words : text.erased.marked(words, text.erased.mark[extent]);
}

/** Of whom nothing but the log is left, the index has this instead of the principal. */
const clearedPrincipal = 'erased';

/** How far a call was erased; undefined when it was not. */
export function erasureExtent(call: CallSummaryView): 'bodies' | 'everything' | undefined {
  if (call.erased === undefined) return undefined;
  return call.principal.id === clearedPrincipal ? 'everything' : 'bodies';
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
    if (erasureExtent(call) === 'everything') return '';
    return status === 'open' || status === 'refused' ? '' : list.tokensUnknown;
  }
  const words = usageSource === 'estimated' ? list.tokensEstimated : list.tokens;
  return words(numberText(inputTokens), numberText(outputTokens));
}

/** What is unknown is said; nothing stands for a call that sent nothing, or whose cost is still to come. */
function costWords({ cost }: CallSummaryView, text: Text['costs']): string {
  if (cost === undefined) return '';
  const { money, unknown, byFile } = cost;
  const paid = amountsText(money, text);
  if (unknown > 0) return paid === '' ? text.unknown : text.andUnknown(paid);
  if (byFile === true) return text.byFile(paid);
  return paid === '' ? text.nothing : paid;
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
