import type { ImportReport } from 'commonhold/api';
import { Link } from 'wouter';
import { numberText, utcDayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './import.module.css';
import { dollarsText } from './dollars.ts';
import { Files } from './files.tsx';
import { Found, Secrets } from './found.tsx';
import { Months } from './months.tsx';
import { StopsTomorrow } from './stops-tomorrow.tsx';
import { Vendors } from './vendors.tsx';

/** What the imported calls add up to, as a document. */
export function Report({ of }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const { first, last } = of;
  return (
    <>
      <section>
        <h2>{text.title}</h2>
        <p className={classes.main}>
          {first !== undefined &&
            last !== undefined &&
            text.sentence(
              numberText(of.calls),
              numberText(of.days),
              utcDayText(first),
              utcDayText(last),
            )}{' '}
          {of.undated > 0 && text.undated(numberText(of.undated))}
        </p>
        <p>
          {text.notProven} {text.notCounted} <Link href="/calls?origin=import">{text.list}</Link>
        </p>
        <p>
          {text.takeAway} <a href="/api/imports/report.md">{text.markdown}</a>,{' '}
          <a href="/api/imports/report" download="import-report.json">
            {text.json}
          </a>
        </p>
        <Cost of={of} />
      </section>
      <Months of={of} />
      <Vendors of={of} />
      <Secrets of={of} />
      <Found of={of} />
      <StopsTomorrow of={of} />
      <Partial of={of} />
      <Files of={of} />
    </>
  );
}

function Cost({ of: { cost, tokens, calls, lists } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const { told, listed, unknown } = cost;
  const names = Object.keys(lists).filter((name) => name !== '');
  return (
    <>
      <h3>{text.cost}</h3>
      <ul className={classes.plain}>
        {told.calls > 0 && <li>{text.told(dollarsText(told.dollars), numberText(told.calls))}</li>}
        {listed.calls > 0 && (
          <li>{text.listed(dollarsText(listed.dollars), numberText(listed.calls), names)}</li>
        )}
        {unknown.calls > 0 && <li>{text.unknown(numberText(unknown.calls))}</li>}
      </ul>
      <h3>{text.tokens}</h3>
      <p>
        {tokens.known === 0
          ? text.noTokens
          : text.tokenText(
              numberText(tokens.input),
              numberText(tokens.cached),
              numberText(tokens.output),
              numberText(tokens.known),
              numberText(calls),
            )}
      </p>
    </>
  );
}

function Partial({ of: { partial } }: { readonly of: ImportReport }) {
  const all = useText();
  const text = all.imports.report;
  const parts = Object.entries(partial);
  if (parts.length === 0) return null;
  return (
    <section>
      <h2>{text.partial}</h2>
      <ul className={classes.plain}>
        {parts.map(([part, count]) => (
          <li key={part}>{text.partialLine(all.lacks(part), numberText(count))}</li>
        ))}
      </ul>
    </section>
  );
}
