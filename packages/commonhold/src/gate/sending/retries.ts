import type { CommonholdError } from '#base';
import type { Operation } from '#call';
import type { RetryOptions } from './patience.ts';

/** A pause before the next sending: at least `fromMs`, and up to `spreadMs` more. */
export interface Pause {
  readonly fromMs: number;
  readonly spreadMs: number;
}

/**
 * Statuses after which the same bytes may well be answered a moment later, and which mean that no answer was made:
 *
 * 408, 425: the request itself came too slowly or too early. 429: too many at once, unless an allowance is used up.
 * 500, 502, 503: the server or what stands before it failed. 520 to 523: a network in front (Cloudflare's numbers) did not
 * reach the server. 529: overloaded (Anthropic's number).
 *
 * Not 409: nothing that a call makes could be in conflict with itself, so waiting mends nothing. Not 504 and 524, nor a head
 * that never came: somebody may still be at work on the answer, and asking again would pay for it twice and wait as long
 * once more. Not 501, 505 and others: they will say the same.
 */
const worthAnotherTry: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 520, 521, 522, 523, 529]);

/** Vendors' words for an allowance that is used up; it comes with the status of "too many at once". */
const usedUp = /quota|billing|credit|balance/i;

/**
 * How long to wait before the same bytes go to the same destination once more; undefined when they do not. `tries` are the
 * sendings so far, `leftMs` is what is left of the call's whole time.
 */
export function pauseAfter(
  failure: CommonholdError,
  operation: Operation,
  tries: number,
  { max, firstMs, longestMs }: RetryOptions,
  leftMs: number,
): Pause | undefined {
  if (tries > max || !isRepeatable(operation) || !isWorthAnotherTry(failure)) return undefined;
  const asked = failure.values['retryAfter'];
  const fromMs = typeof asked === 'number' ? asked * 1000 : 0;
  if (fromMs > longestMs) return undefined;
  const spreadMs = Math.min(longestMs, firstMs * 2 ** (tries - 1));
  return fromMs + spreadMs > leftMs ? undefined : { fromMs, spreadMs };
}

/** Full jitter: calls that failed together do not come back together. */
export function drawPause({ fromMs, spreadMs }: Pause, draw: Uint8Array): number {
  const part = new DataView(draw.buffer, draw.byteOffset).getUint32(0) / 2 ** 32;
  return fromMs + part * spreadMs;
}

/** To generate, count and embed changes nothing at the destination. A tool may have done its work before it failed. */
function isRepeatable(operation: Operation): boolean {
  switch (operation) {
    case 'generate':
    case 'count':
    case 'embed':
      return true;
    case 'tool':
      return false;
  }
}

function isWorthAnotherTry({ code, values }: CommonholdError): boolean {
  // No connection, or one that ended before a byte of an answer: often one that was kept open a moment too long.
  if (code === 'upstream_unreachable') return true;
  if (code !== 'upstream_failed') return false;
  const { status, kind } = values;
  return typeof status === 'number' && worthAnotherTry.has(status) && !usedUp.test(String(kind ?? ''));
}

/**
 * What a destination asks for in `retry-after` (whole seconds, or a date), or in the milliseconds that some vendors send beside
 * it; in seconds, never less than none. Undefined when it asks for nothing that can be read.
 */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const ms = headers['retry-after-ms']?.trim();
  if (ms !== undefined && /^\d{1,9}(?:\.\d+)?$/.test(ms)) return Number(ms) / 1000;
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // The dates of HTTP begin with a day's name; anything else that could be parsed is a number in disguise.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
