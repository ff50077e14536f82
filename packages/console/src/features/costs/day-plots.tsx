import type { CostsView } from 'commonhold/api';
import { amountsText, moneyText, unknownOf } from '../../components/money.ts';
import figures from '../../components/figures.module.css';
import { numberText, utcDayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { MoneyBars } from './money-bars.tsx';
import { amountIn, type Bar, barsOf, isByMonth } from './days.ts';
import classes from './costs.module.css';

/** One drawing for each currency, because amounts of several have no common axis, and all of it as a table. */
export function DayPlots({ view }: { readonly view: CostsView }) {
  const { costs } = useText();
  const text = costs.page.plot;
  const bars = barsOf(view);
  const isMonths = isByMonth(view);
  const { money } = view.totals;
  return (
    <section>
      <h2>{isMonths ? text.titleMonths : text.title}</h2>
      {money.length === 0 && <p>{text.nothingPaid}</p>}
      {money.map(({ currency, amount }) => {
        const paid = moneyText(Number(amount), currency);
        return (
          <MoneyBars
            key={currency}
            caption={isMonths ? text.captionMonths(currency, paid) : text.caption(currency, paid)}
            currency={currency}
            unknownKey={text.unknownKey}
            bars={bars.map((bar) => {
              const value = amountIn(bar, currency);
              const unknown = unknownIn(bar);
              const name = barName(bar.name);
              return { name, value, unknown, title: text.day(name, moneyText(value, currency), unknown) };
            })}
          />
        );
      })}
      <details className={classes.asTable}>
        <summary>{text.asTable}</summary>
        <table className={figures.figures}>
          <thead>
            <tr>
              <th scope="col">{isMonths ? text.columns.month : text.columns.day}</th>
              {[text.columns.sendings, text.columns.unknown, text.columns.cost].map((name) => (
                <th key={name} scope="col" className={figures.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars
              .filter(({ days }) => days.length > 0)
              .map((bar) => (
                <DayRow key={bar.name} bar={bar} />
              ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function DayRow({ bar }: { readonly bar: Bar }) {
  const { costs } = useText();
  const { columns } = costs.page.plot;
  const { none } = costs.page.table;
  const sent = bar.days.reduce((sum, { attempts }) => sum + attempts, 0);
  const unknown = unknownIn(bar);
  const currencies = [...new Set(bar.days.flatMap(({ money }) => money.map(({ currency }) => currency)))];
  const paid = currencies.map((currency) => ({ currency, amount: String(amountIn(bar, currency)) }));
  return (
    <tr>
      <th scope="row">{barName(bar.name)}</th>
      <td data-name={columns.sendings} className={figures.number}>
        {numberText(sent)}
      </td>
      <td data-name={columns.unknown} className={figures.number}>
        {unknown === 0 ? none : numberText(unknown)}
      </td>
      <td data-name={columns.cost} className={figures.number}>
        {unknown === sent ? costs.unknown : amountsText(paid, costs) || costs.nothing}
      </td>
    </tr>
  );
}

function unknownIn({ days }: Bar): number {
  return days.reduce((sum, day) => sum + unknownOf(day), 0);
}

/** A day as everywhere; a month by its name. */
function barName(name: string): string {
  if (name.length > 'yyyy-mm'.length) return utcDayText(name);
  return new Date(`${name}-15T12:00:00`).toLocaleDateString(undefined, { month: 'long', year: 'numeric' });
}
