/** What an error of the record means, out of the page of errors that the node's documents have. */
export interface ErrorMeaning {
  readonly status: string;
  readonly fault: 'caller' | 'upstream' | 'node';
  /** Words in {braces} stand for details that are not kept. */
  readonly happened: string;
  readonly help: string;
}

/** The row of a code in `docs/reference/errors.md`, so that the console has no second text about it. */
export function errorMeaning(page: string, code: string): ErrorMeaning | undefined {
  for (const line of page.split('\n')) {
    if (!line.startsWith(`| \`${code}\` |`)) continue;
    const [, , status, fault, happened, help] = line.split(/(?<!\\)\|/).map((cell) => plain(cell.trim()));
    if (status === undefined || happened === undefined || help === undefined) return undefined;
    if (fault !== 'caller' && fault !== 'upstream' && fault !== 'node') return undefined;
    return { status, fault, happened, help };
  }
  return undefined;
}

function plain(cell: string): string {
  return cell
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('\\|', '|')
    .replaceAll('`', '');
}
