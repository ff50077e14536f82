import type { ImportReport } from 'commonhold/api';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { dollarsText } from './dollars.ts';
import { Table } from './table.tsx';

/** What each month cost, by model. What nobody knows has a column of its own and is in no sum. */
export function Months({ of: { months } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const { columns } = text;
  const amount = ({ calls, dollars }: { readonly calls: number; readonly dollars: number }): string =>
    calls === 0 ? '' : dollarsText(dollars);
  return (
    <section>
      <h2>{text.months}</h2>
      <p>{text.monthsLead}</p>
      <Table
        label={text.months}
        columns={[
          { name: columns.month },
          { name: columns.model },
          { name: columns.calls, isNumber: true },
          { name: columns.told, isNumber: true },
          { name: columns.listed, isNumber: true },
          { name: columns.unknown, isNumber: true },
        ]}
        groups={months.map(({ month, models }) => ({
          name: month === '' ? text.noMonth : month,
          rows: models.map(({ vendor, model, calls, cost }) => ({
            key: `${vendor} ${model}`,
            cells: [
              model,
              numberText(calls),
              amount(cost.told),
              amount(cost.listed),
              cost.unknown.calls === 0 ? '' : numberText(cost.unknown.calls),
            ],
          })),
        }))}
      />
    </section>
  );
}
