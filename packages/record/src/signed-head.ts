import { NoteError, openNote, parseCheckpoint } from '@commonhold/tlog';
import type { Verifier } from '@commonhold/tlog';

/** A checkpoint whose signature was checked. */
export interface SignedHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The note, as it was given. */
  readonly note: string;
}

/** Opens a signed checkpoint. What is wrong with it comes back as a sentence, because it is a finding, not an error. */
export function openSignedHead(
  note: string,
  origin: string,
  verifiers: readonly Verifier[],
): { readonly head: SignedHead } | { readonly problem: string } {
  let text: string;
  try {
    text = openNote(note, verifiers).text;
  } catch (error) {
    if (error instanceof NoteError) return { problem: `A checkpoint cannot be trusted: ${error.message}` };
    throw error;
  }
  const checkpoint = parse(text);
  if (checkpoint === undefined) return { problem: 'The text that was signed as a checkpoint is none.' };
  if (checkpoint.origin !== origin) {
    return { problem: `A checkpoint is of the log "${checkpoint.origin}", not of "${origin}".` };
  }
  return { head: { origin, size: checkpoint.size, root: checkpoint.root, note } };
}

function parse(text: string): ReturnType<typeof parseCheckpoint> | undefined {
  try {
    return parseCheckpoint(text);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
