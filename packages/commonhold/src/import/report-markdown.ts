import { reportSections } from './report-document.ts';
import type { ImportReport } from './report.ts';

/** The report as a file that people keep: Markdown, with the moment at which it was made. */
export function reportMarkdown(report: ImportReport, made: Date): string {
  const sections = reportSections(report).map(({ title, sentences, table, after = [] }, at) => {
    const blocks = [`${at === 0 ? '#' : '##'} ${cell(title)}`, ...sentences.map(cell)];
    if (table !== undefined) {
      const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
      blocks.push([row(table.head), row(table.head.map(() => '---')), ...table.rows.map(row)].join('\n'));
    }
    return [...blocks, ...after.map(cell)].join('\n\n');
  });
  const day = made.toISOString().slice(0, 'yyyy-mm-dd'.length);
  return `${[...sections, `Made by commonhold on ${day}.`].join('\n\n')}\n`;
}

/** Names come from files of others: none of them may end a cell, begin a link or hide a line. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}
