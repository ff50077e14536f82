import { CommonholdError } from '#base';
import type { Part } from '#call';
import { LineSplitter } from './line-splitter.ts';
import { readPart } from './stream-parser.ts';

/** An answer that is never streamed is complete when a part of the kind `last` has come, or one that says what went wrong. */
export function parseWholeReply(body: Uint8Array, last: Part['type']): Part[] {
  const lines = new LineSplitter();
  const parts = lines.push(body).map(readPart);
  const complete = parts.some(({ type }) => type === last || type === 'error');
  if (complete && lines.whole) return parts;
  throw new CommonholdError('upstream_broke', { detail: 'the answer ended before it was complete' });
}
