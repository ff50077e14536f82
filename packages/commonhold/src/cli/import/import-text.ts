import { reportSections } from '#import';
import type { ImportReport, ImportResultView } from '#server';
import { styled, type Terminal } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';

/** The report of what was imported, as the console's page shows it. */
export function importReportText(terminal: Terminal, report: ImportReport): string {
  return reportSections(report)
    .map(({ title, sentences, table: rows, after = [] }) =>
      [
        styled(terminal, 'bold', printable(title)),
        ...sentences.map(printable),
        ...(rows === undefined
          ? []
          : [
              table(
                rows.head.map((one) => one.toUpperCase()),
                rows.rows,
              ),
            ]),
        ...after.map(printable),
      ].join('\n'),
    )
    .join('\n\n');
}

/** What would be read of a file: its calls, when they were, and on which models. */
export function digestLines({ report, unanswered }: ImportResultView): readonly string[] {
  const { first, last, vendors } = report;
  const models = vendors.flatMap(({ models: some }) => some.map(({ model }) => model));
  return [
    ...(first === undefined || last === undefined
      ? []
      : [first === last ? `  made on ${first}` : `  made from ${first} to ${last}`]),
    ...(models.length === 0 ? [] : [`  models: ${models.map(printable).join(', ')}`]),
    ...unansweredLines(unanswered),
  ];
}

export function unansweredLines(unanswered: number): readonly string[] {
  return unanswered === 0
    ? []
    : [
        `  ${count(unanswered, 'message')} that nobody answered ${unanswered === 1 ? 'is' : 'are'} no call and left out`,
      ];
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
