import type { FinishReason } from '#call';

/** A model that was only loaded or let go of has said nothing, which is no reason that others know. */
const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['content_filter', 'content-filter'],
]);

/** This wire says `stop` after calls of tools too. */
export function readDoneReason(raw: unknown, calledTools: boolean): FinishReason {
  const reason = typeof raw === 'string' ? (reasons.get(raw) ?? 'other') : 'other';
  return reason === 'stop' && calledTools ? 'tool-calls' : reason;
}

const words: Readonly<Record<Exclude<FinishReason, 'other'>, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'stop',
  'content-filter': 'content_filter',
};

/** The destination's own word where this wire has none. */
export function writeDoneReason({
  reason,
  raw,
}: {
  readonly reason: FinishReason;
  readonly raw?: string;
}): string {
  return reason === 'other' ? (raw ?? 'stop') : words[reason];
}
