import type { CostsView, CostView } from 'commonhold/api';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import figures from '../../components/figures.module.css';
import { amountsText, knownWords, unknownOf } from '../../components/money.ts';
import { periodAddress, readPeriod } from '../../components/period/period.ts';
import { numberText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { callsAddress, groupings } from './costs-address.ts';
import classes from './costs.module.css';

/** As many as one looks through; the rest is asked for. */
const rowsFirst = 25;
/** What the engine inside is called everywhere. */
const engineInside = 'local';

/** What the money was for, by one fact at a time; each row leads to its calls. */
export function CostTable({ view }: { readonly view: CostsView }) {
  const text = useText().costs.page.table;
  const { columns } = text;
  const { by, costs } = view;
  const chosen = readPeriod(useSearch());
  const [shownOf, setShownOf] = useState<string>();
  const shown = shownOf === by ? costs : costs.slice(0, rowsFirst);
  return (
    <section>
      <h2>{text.title}</h2>
      <nav aria-label={text.choose} className={classes.ways}>
        <span className="soft">{text.choose}</span>
        {groupings.map((one) => (
          <Link
            key={one}
            href={periodAddress('/costs', chosen, { by: one })}
            aria-current={one === by ? 'true' : undefined}
          >
            {text.by[one]}
          </Link>
        ))}
      </nav>
      <table className={figures.figures}>
        <caption className="visually-hidden">{text.caption(text.by[by])}</caption>
        <thead>
          <tr>
            <th scope="col">{columns[by]}</th>
            {[
              columns.sendings,
              columns.calls,
              columns.input,
              columns.output,
              columns.unknown,
              columns.cost,
            ].map((name) => (
              <th key={name} scope="col" className={figures.number}>
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{columns.open}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((cost) => (
            <Row key={rowId(cost)} cost={cost} view={view} />
          ))}
        </tbody>
      </table>
      {shown.length < costs.length && (
        <p>
          <button type="button" className="as-link" onClick={() => setShownOf(by)}>
            {text.more(costs.length - shown.length)}
          </button>
        </p>
      )}
      <p className="soft">{text.note}</p>
    </section>
  );
}

function rowId({ principal, vendor, provider, model, project }: CostView): string {
  return JSON.stringify([principal?.id, vendor?.id, provider, model, project]);
}

function Row({ cost, view }: { readonly cost: CostView; readonly view: CostsView }) {
  const { costs } = useText();
  const text = costs.page.table;
  const { columns } = text;
  const { name, note } = rowName(cost, view, text);
  const unknown = unknownOf(cost);
  const address = callsAddress(cost, view);
  return (
    <tr>
      <th scope="row">
        {name}
        {note !== '' && <span className={figures.note}>{note}</span>}
      </th>
      <td data-name={columns.sendings} className={figures.number}>
        {numberText(cost.attempts)}
      </td>
      <td data-name={columns.calls} className={figures.number}>
        {numberText(cost.calls)}
      </td>
      <td data-name={columns.input} className={figures.number}>
        {numberText(cost.inputTokens)}
      </td>
      <td data-name={columns.output} className={figures.number}>
        {numberText(cost.outputTokens)}
      </td>
      <td data-name={columns.unknown} className={figures.number}>
        {unknown === 0 ? text.none : numberText(unknown)}
      </td>
      <td data-name={columns.cost} className={figures.number}>
        {knownWords(cost, costs)}
        {cost.told > 0 && (
          <span className={figures.note}>{text.told(amountsText(cost.toldMoney, costs))}</span>
        )}
      </td>
      <td className={figures.open}>
        {address !== undefined && (
          <Link href={address} aria-label={text.openName(name)}>
            {columns.open}
          </Link>
        )}
      </td>
    </tr>
  );
}

interface RowName {
  readonly name: string;
  readonly note: string;
}

function rowName(cost: CostView, { by }: CostsView, text: Text['costs']['page']['table']): RowName {
  const { principal, vendor, provider = '', model = '', project = '' } = cost;
  const place = provider === engineInside ? text.engine : provider;
  switch (by) {
    case 'model':
      return { name: model, note: provider === engineInside ? text.engine : text.at(provider) };
    case 'vendor':
      if (vendor !== undefined) return { name: vendor.title, note: '' };
      return { name: place, note: provider === engineInside ? '' : text.noVendor };
    case 'principal': {
      if (principal === undefined) return { name: '', note: '' };
      const kind = text.kinds[principal.kind];
      return { name: principal.name, note: principal.revoked ? `${kind}, ${text.revoked}` : kind };
    }
    case 'project':
      return { name: project, note: '' };
    case 'destination':
      return { name: place, note: '' };
  }
}
