export { bytesText, durationText } from '#base';

/**
 * Text from models, logs and files, safe for a terminal: everything that could move the cursor, change colours or
 * hide text is taken out; line breaks and tabs stay, and so do the two joiners that Persian and emoji are spelt with.
 */
export function printable(text: string): string {
  // Unicode's "other" characters are controls, formats such as bidirectional overrides, surrogates and unassigned.
  return text.replaceAll(/\p{C}/gu, (character) => (harmless.has(character) ? character : ''));
}

const harmless = new Set(['\n', '\t', '\u200c', '\u200d']);

/** One line of at most `width` characters; what is cut off is marked. */
export function oneLine(text: string, width: number): string {
  const line = printable(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

/** Columns under headings, as wide as their widest cell. Cells may hold anything; each is shown safely on one line. */
export function table(headings: readonly string[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => oneLine(cell, Infinity)));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)].join('\n');
}
