import type { FinishReason } from '#call';

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'content-filter'],
  ['RECITATION', 'content-filter'],
  ['BLOCKLIST', 'content-filter'],
  ['PROHIBITED_CONTENT', 'content-filter'],
  ['SPII', 'content-filter'],
  ['IMAGE_SAFETY', 'content-filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'content-filter'],
  ['IMAGE_RECITATION', 'content-filter'],
]);

/** This wire says STOP after calls of functions too. */
export function readFinishReason(raw: string, hasCalls: boolean): FinishReason {
  const reason = reasons.get(raw) ?? 'other';
  return reason === 'stop' && hasCalls ? 'tool-calls' : reason;
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  'tool-calls': 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  other: 'OTHER',
};

/** The destination's own word where it is one of this wire. */
export function writeFinishReason({
  reason,
  raw,
}: {
  readonly reason: FinishReason;
  readonly raw?: string;
}): string {
  if (reason === 'other') return raw !== undefined && isWordOfThisWire(raw) ? raw : words.other;
  return raw !== undefined && reasons.get(raw) === reason ? raw : words[reason];
}

/** Google's further words have this form, and it adds some every year. */
function isWordOfThisWire(raw: string): boolean {
  return /^[A-Z]+(_[A-Z]+)*$/.test(raw);
}
