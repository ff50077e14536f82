import type { ImportReport } from 'commonhold/api';
import { dayText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './import.module.css';

/** For each vendor what would stop if it vanished, and what has the name to stand in. */
export function StopsTomorrow({ of: { vendors, last } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  if (last === undefined) return null;
  return (
    <section>
      <h2>{text.stop}</h2>
      <p>{text.stopLead(dayText(last))}</p>
      <dl className={classes.vendors}>
        {vendors.map(({ vendor, late, standIns }) => (
          <div key={vendor}>
            <dt>{vendor}</dt>
            <dd>
              {late.calls === 0
                ? `${text.quiet}.`
                : `${late.perDay < 1 ? text.lessThanOne : text.perDay(numberText(Math.round(late.perDay)))}, ${text.models(late.models)}.`}{' '}
              {late.calls > 0 &&
                (standIns.length === 0
                  ? text.noStandIn
                  : text.standIns(standIns.map(({ model, provider }) => `${model} (${provider})`)))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
