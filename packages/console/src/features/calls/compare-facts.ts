import type { CallView } from 'commonhold/api';
import { durationText, numberText, timeText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';
import { operationWords } from './story.ts';

export interface ComparedFact {
  readonly name: string;
  /** Undefined where the fact does not apply. */
  readonly left: string | undefined;
  readonly right: string | undefined;
  readonly isSame: boolean;
}

/** The facts of two calls, one beside the other; a fact that neither has is left out. */
export function compareFacts(left: CallView, right: CallView, text: Text['calls']): readonly ComparedFact[] {
  const [one, two] = [factsOf(left, text), factsOf(right, text)];
  return one.flatMap(([name, value], index) => {
    const other = two[index]?.[1];
    if (value === undefined && other === undefined) return [];
    return [{ name, left: value, right: other, isSame: value === other }];
  });
}

function factsOf(call: CallView, text: Text['calls']): readonly (readonly [string, string | undefined])[] {
  const names = text.compare.facts;
  // What was erased of both is not the same of both.
  const isCleared = call.erasure?.extent === 'everything';
  const firstByte = call.attemptDetails.at(-1)?.outcome?.firstByteMs;
  const list = (values: readonly string[]): string | undefined =>
    values.length === 0 ? undefined : values.join(', ');
  return [
    [names.time, timeText(call.time)],
    [names.who, isCleared ? undefined : call.principal.name],
    [names.project, isCleared ? undefined : call.project],
    [names.origin, text.origins[call.origin]],
    [names.operation, operationWords(call.operation, text.operations)],
    [names.wire, call.wire],
    [names.asked, isCleared ? undefined : call.asked],
    [names.model, call.model],
    [names.provider, call.provider],
    [names.local, call.local && text.localLong[call.local]],
    [names.status, text.status[call.status]],
    [names.error, call.error],
    [names.attempts, numberText(call.attempts)],
    [names.input, numbered(call.inputTokens)],
    [names.output, numbered(call.outputTokens)],
    [names.took, call.totalMs === undefined ? undefined : durationText(call.totalMs)],
    [names.firstByte, firstByte === undefined ? undefined : durationText(firstByte)],
    [names.labels, list(call.labels)],
    [names.decision, list(call.decision)],
    [names.policy, call.policy],
    [names.warnings, list(call.warnings)],
    [names.run, call.run],
  ];
}

function numbered(value: number | undefined): string | undefined {
  return value === undefined ? undefined : numberText(value);
}
