import type { ImportReport } from 'commonhold/api';
import { Link } from 'wouter';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { Table } from './table.tsx';

/** The label of what is to be made anew once it was sent. */
const secretLabel = 'secret';

/** Secrets stand apart, because there is something to do about them. */
export function Secrets({ of }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const found = of.found.filter(({ label }) => label === secretLabel);
  return (
    <section>
      <h2>{text.secrets}</h2>
      <p>{found.length === 0 ? text.secretsNone : text.secretsLead}</p>
      {found.length > 0 && (
        <>
          <FoundTable of={found} label={text.secrets} />
          <p>
            {text.secretsDo}{' '}
            <Link href={`/calls?origin=import&label=${secretLabel}`}>{text.secretsList}</Link>
          </p>
        </>
      )}
    </section>
  );
}

export function Found({ of }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const found = of.found.filter(({ label }) => label !== secretLabel);
  return (
    <section>
      <h2>{text.found}</h2>
      <p>{found.length === 0 ? text.foundNothing : text.foundLead}</p>
      {found.length > 0 && <FoundTable of={found} label={text.found} />}
    </section>
  );
}

function FoundTable({ of, label }: { readonly of: ImportReport['found']; readonly label: string }) {
  const all = useText();
  const { foundColumns: columns } = all.imports.report;
  const { detectors } = all.deciding;
  const named = (name: string): string =>
    Object.hasOwn(detectors, name) ? detectors[name as keyof typeof detectors] : name;
  return (
    <Table
      label={label}
      columns={[
        { name: columns.kind },
        { name: columns.label },
        { name: columns.places, isNumber: true },
        { name: columns.calls, isNumber: true },
        { name: columns.first },
        { name: columns.last },
        { name: columns.to },
      ]}
      groups={of.map(({ detector, label: carried, places, calls, first, last, vendors }) => ({
        name: named(detector),
        rows: [
          {
            key: detector,
            cells: [carried, numberText(places), numberText(calls), first, last, vendors.join(', ')],
          },
        ],
      }))}
    />
  );
}
