import type { FinishReason } from '#call';

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

export function readFinishReason(raw: string): FinishReason {
  return reasons.get(raw) ?? 'other';
}

const words: Readonly<Record<Exclude<FinishReason, 'other'>, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
};

/** A reason that this wire has no word for keeps the destination's own. */
export function writeFinishReason(finish: { readonly reason: FinishReason; readonly raw?: string }): string {
  return finish.reason === 'other' ? (finish.raw ?? 'other') : words[finish.reason];
}
