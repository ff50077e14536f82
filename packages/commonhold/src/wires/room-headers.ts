import type { LimitsLeft } from './wire.ts';

/** As OpenAI writes it: `1m0s`, `1.5s`, `20ms`. */
function duration(ms: number): string {
  if (ms > 0 && ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

export function openaiLimits(left: LimitsLeft): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const kind of ['requests', 'tokens'] as const) {
    const one = left[kind];
    if (one === undefined) continue;
    headers[`x-ratelimit-limit-${kind}`] = String(one.limit);
    headers[`x-ratelimit-remaining-${kind}`] = String(one.remaining);
    headers[`x-ratelimit-reset-${kind}`] = duration(one.resetMs);
  }
  return headers;
}

/** A reset is a moment in whole seconds, and never one that is too early. */
export function anthropicLimits(left: LimitsLeft, now: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const kind of ['requests', 'tokens'] as const) {
    const one = left[kind];
    if (one === undefined) continue;
    const reset = new Date(Math.ceil((now + one.resetMs) / 1000) * 1000);
    headers[`anthropic-ratelimit-${kind}-limit`] = String(one.limit);
    headers[`anthropic-ratelimit-${kind}-remaining`] = String(one.remaining);
    headers[`anthropic-ratelimit-${kind}-reset`] = reset.toISOString().replace('.000Z', 'Z');
  }
  return headers;
}
