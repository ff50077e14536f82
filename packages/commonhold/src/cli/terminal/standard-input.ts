import { CommonholdError } from '#base';
import type { Terminal } from './terminal.ts';

/** What is piped in becomes part of a prompt; more than this fits no model's context. */
const inputBytesMax = 8 * 1024 * 1024;

/** All of what is piped into the command; undefined when a person sits at it. */
export async function readPipedInput(terminal: Terminal): Promise<string | undefined> {
  return terminal.input.isTTY ? undefined : readInput(terminal);
}

/** The input to its end, also from a person who types it. */
export async function readInput(terminal: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of terminal.input) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += piece.length;
    if (bytes > inputBytesMax) throw new CommonholdError('body_too_large', { limit: inputBytesMax });
    chunks.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new CommonholdError('json_not_utf8', { position: 'the piped input' }, { cause });
  }
}
