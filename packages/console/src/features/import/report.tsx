import type { ImportReport } from 'commonhold/api';
import { Link } from 'wouter';
import { dayText, numberText, shareText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './import.module.css';
import { dollarsText } from './dollars.ts';
import { StopsTomorrow } from './stops-tomorrow.tsx';

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
            text.sentence(numberText(of.calls), numberText(of.days), dayText(first), dayText(last))}{' '}
          {of.undated > 0 && text.undated(numberText(of.undated))}
        </p>
        <p>
          {text.notProven} <Link href="/calls?origin=import">{text.list}</Link>
        </p>
        <Cost of={of} />
      </section>
      <Vendors of={of} />
      <Found of={of} />
      <StopsTomorrow of={of} />
      <Partial of={of} />
    </>
  );
}

function Cost({ of: { cost, tokens, calls } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const { told, listed, unknown } = cost;
  return (
    <>
      <h3>{text.cost}</h3>
      <ul className={classes.plain}>
        {told.calls > 0 && <li>{text.told(dollarsText(told.dollars), numberText(told.calls))}</li>}
        {listed.calls > 0 && <li>{text.listed(dollarsText(listed.dollars), numberText(listed.calls))}</li>}
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

function Vendors({ of: { vendors, calls } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  return (
    <section>
      <h2>{text.vendors}</h2>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={text.vendors}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.columns.vendor}</th>
              <th scope="col">{text.columns.model}</th>
              <th scope="col">{text.columns.calls}</th>
              <th scope="col">{text.columns.share}</th>
              <th scope="col">{text.columns.first}</th>
              <th scope="col">{text.columns.last}</th>
            </tr>
          </thead>
          {vendors.map(({ vendor, models }) => (
            <tbody key={vendor}>
              {models.map((model, at) => (
                <tr key={model.model}>
                  {at === 0 && (
                    <th scope="rowgroup" rowSpan={models.length}>
                      {vendor}
                    </th>
                  )}
                  <td>{model.model}</td>
                  <td className={classes.number}>{numberText(model.calls)}</td>
                  <td className={classes.number}>{shareText(model.calls / calls)}</td>
                  <td>{model.first}</td>
                  <td>{model.last}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

function Found({ of: { found } }: { readonly of: ImportReport }) {
  const all = useText();
  const text = all.imports.report;
  const { detectors } = all.deciding;
  const named = (name: string): string =>
    Object.hasOwn(detectors, name) ? detectors[name as keyof typeof detectors] : name;
  return (
    <section>
      <h2>{text.found}</h2>
      <p>{found.length === 0 ? text.foundNothing : text.foundLead}</p>
      {found.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={text.found}>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.foundColumns.kind}</th>
                <th scope="col">{text.foundColumns.label}</th>
                <th scope="col">{text.foundColumns.places}</th>
                <th scope="col">{text.foundColumns.calls}</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ detector, label, places, calls }) => (
                <tr key={detector}>
                  <td>{named(detector)}</td>
                  <td>{label}</td>
                  <td className={classes.number}>{numberText(places)}</td>
                  <td className={classes.number}>{numberText(calls)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Partial({ of: { partial } }: { readonly of: ImportReport }) {
  const text = useText().imports.report;
  const parts = Object.entries(partial);
  if (parts.length === 0) return null;
  return (
    <section>
      <h2>{text.partial}</h2>
      <ul className={classes.plain}>
        {parts.map(([part, count]) => (
          <li key={part}>{text.partialLine(part, numberText(count))}</li>
        ))}
      </ul>
    </section>
  );
}
