import type { ImportReport } from 'commonhold/api';
import { numberText, shareText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { Table } from './table.tsx';

export function Vendors({ of: { vendors, calls } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const { columns } = text;
  return (
    <section>
      <h2>{text.vendors}</h2>
      <Table
        label={text.vendors}
        columns={[
          { name: columns.vendor },
          { name: columns.model },
          { name: columns.calls, isNumber: true },
          { name: columns.share, isNumber: true },
          { name: columns.first },
          { name: columns.last },
        ]}
        groups={vendors.map(({ vendor, models }) => ({
          name: vendor,
          rows: models.map(({ model, calls: some, first, last }) => ({
            key: model,
            cells: [model, numberText(some), shareText(some / calls), first, last],
          })),
        }))}
      />
    </section>
  );
}
