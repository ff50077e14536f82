import type { FinishReason } from '#call';

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
]);

export function readStopReason(raw: string): FinishReason {
  return reasons.get(raw) ?? 'other';
}

const words: Readonly<Record<Exclude<FinishReason, 'other'>, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
};

/** The destination's own word where it is one of this wire, or where this wire has none. */
export function writeStopReason({
  reason,
  raw,
}: {
  readonly reason: FinishReason;
  readonly raw?: string;
}): string {
  if (reason === 'other') return raw ?? 'end_turn';
  return raw !== undefined && reasons.get(raw) === reason ? raw : words[reason];
}
