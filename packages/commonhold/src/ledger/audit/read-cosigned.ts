import type { DatabaseSync } from 'node:sqlite';
import { parseCheckpoint, parseNote } from '@commonhold/tlog';
import { integer, text } from './row-cursor.ts';

/**
 * The heads that witnesses have cosigned, to be held against the log like the others: readers of receipts and of the
 * published folder get these. Whether the cosignatures themselves are right takes the keys of the witnesses, which
 * whoever checks brings (`--policy`).
 */
export function readCosigned(database: DatabaseSync, say: (what: string) => void): string[] {
  const notes: string[] = [];
  for (const row of database.prepare('SELECT size, note FROM cosigned ORDER BY size').iterate()) {
    const size = integer(row['size']);
    const note = text(row['note']);
    notes.push(note);
    if (sizeIn(note) !== size) say(`The cosigned head kept for size ${size} is not the one in its note.`);
  }
  return notes;
}

/** Undefined for what is no checkpoint; that it is not signed either is found by whoever opens it. */
function sizeIn(note: string): number | undefined {
  try {
    return parseCheckpoint(parseNote(note).text).size;
  } catch {
    return undefined;
  }
}
