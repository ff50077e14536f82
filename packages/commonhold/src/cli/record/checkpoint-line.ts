import { printable } from '../terminal/text.ts';

/** Enough to see that two heads are the same one; the whole root is in `--json`. */
const rootCharacters = 12;

/**
 * The signed head that a report is about, in one line: origin, size and the beginning of the root. Whoever keeps it can
 * ask later whether the log still holds what this report saw.
 */
export function checkpointLine(note: string): string {
  const [origin = '', size = '', root = ''] = note.split('\n');
  return `${printable(origin)}, size ${printable(size)}, root ${printable(root).slice(0, rootCharacters)}…`;
}
