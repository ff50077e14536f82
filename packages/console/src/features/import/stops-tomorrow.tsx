import type { ImportReport } from 'commonhold/api';
import { numberText, utcDayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './import.module.css';

type VendorReport = ImportReport['vendors'][number];

/** For each vendor what would stop if it vanished, and what has the name to stand in. */
export function StopsTomorrow({ of: { vendors, last, pullable } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  if (last === undefined) return null;
  return (
    <section>
      <h2>{text.stop}</h2>
      <p>{text.stopLead(utcDayText(last))}</p>
      <dl className={classes.vendors}>
        {vendors.map((vendor) => (
          <div key={vendor.vendor}>
            <dt>{vendor.vendor}</dt>
            <dd>
              <Stop of={vendor} />
            </dd>
          </div>
        ))}
      </dl>
      {pullable.length > 0 && <p>{text.pullable(pullable)}</p>}
    </section>
  );
}

function Stop({ of: { late, standIns } }: { readonly of: VendorReport }) {
  const text = useText().imports.report;
  if (late.calls === 0) return text.quiet;
  return (
    <>
      <p>{late.perDay < 1 ? text.lessThanOne : text.perDay(numberText(Math.round(late.perDay)))}</p>
      <ul className={classes.plain}>
        {late.models.map(({ model, calls, weights, alsoListed }) => (
          <li key={model}>{text.stops(model, numberText(calls), text.weights[weights], alsoListed)}</li>
        ))}
      </ul>
      <p>
        {standIns.length === 0
          ? text.noStandIn
          : text.standIns(standIns.map(({ model, provider }) => `${model} (${provider})`))}
      </p>
    </>
  );
}
