import type { GenerateCall } from '#call';
import { wire } from './wire-name.ts';

/** A stream that was asked for without `alt=sse` is an array of responses, filled as the answer comes. */
export function isArrayForm({ stream, extra }: GenerateCall): boolean {
  return stream && extra?.wire === wire && extra.fields['alt'] === 'json';
}
