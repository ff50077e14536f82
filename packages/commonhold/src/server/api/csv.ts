/** Spreadsheets take a cell that begins so for a formula and run it, and names of keys and models are other people's words. */
const formula = /^[\s]*[=+\-@]|^[\t\r\n]/;
const needsQuotes = /["\r\n,;]/;

/**
 * A table as RFC 4180 has it. What a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets take for
 * "this is text"; a program that reads the file sees it.
 */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
