import type { JsonObject } from '#base';
import type { Usage } from '#call';
import { countIn, type Fields, isObject } from '../own-fields.ts';

/** Counts of tokens, and durations in nanoseconds, which end an answer. */
export const metricKeys: ReadonlySet<string> = new Set([
  'total_duration',
  'load_duration',
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
]);

/** Undefined where nothing was counted. A count of zero is not written by Ollama, so one of the two may be missing. */
export function readUsage(document: JsonObject): Usage | undefined {
  const input = countIn(document, 'prompt_eval_count');
  const output = countIn(document, 'eval_count');
  if (input === undefined && output === undefined) return undefined;
  const raw: Fields = {};
  for (const key of metricKeys) {
    const value = document[key];
    if (value !== undefined) raw[key] = value;
  }
  return { inputTokens: input ?? 0, outputTokens: output ?? 0, source: 'reported', raw };
}

/** What the node has measured itself, for answers that bring no durations along. */
export interface Measured {
  /** Milliseconds until the first piece of the answer. */
  readonly firstMs?: number | undefined;
  readonly totalMs?: number | undefined;
}

/**
 * Durations are the destination's own where it told them, and otherwise those that passed here; how long a model was loaded
 * nobody knows then. A number of tokens that is an estimate is not told as if somebody had counted.
 */
export function writeMetrics(usage: Usage | undefined, { firstMs, totalMs }: Measured): Fields {
  const fields: Fields = {};
  const told = usage && isObject(usage.raw) && 'total_duration' in usage.raw ? usage.raw : undefined;
  if (told) {
    for (const key of metricKeys) if (key in told) fields[key] = told[key] ?? null;
  } else if (totalMs !== undefined) {
    fields['total_duration'] = nanoseconds(totalMs);
    if (firstMs !== undefined) {
      fields['prompt_eval_duration'] = nanoseconds(firstMs);
      fields['eval_duration'] = nanoseconds(totalMs - firstMs);
    }
  }
  if (usage && usage.source !== 'estimated') {
    fields['prompt_eval_count'] = usage.inputTokens;
    fields['eval_count'] = usage.outputTokens;
  }
  return fields;
}

export function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
