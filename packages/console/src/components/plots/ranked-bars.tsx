import type { ReactNode } from 'react';
import { numberText } from '../written.ts';
import classes from './plots.module.css';
import type { Tone } from './share-bar.tsx';

interface RankedBarsProps {
  /** What is counted, for who hears the table. */
  readonly caption: string;
  readonly columns: readonly [name: string, value: string];
  readonly rows: readonly {
    readonly id: string;
    readonly name: ReactNode;
    readonly note?: string;
    readonly value: number;
    readonly tone: Tone;
  }[];
}

/** A table whose numbers are also drawn, all from zero on one scale. */
export function RankedBars({ caption, columns, rows }: RankedBarsProps) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <table className={classes.ranked}>
      <caption className="visually-hidden">{caption}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{columns[0]}</th>
          <th scope="col">{columns[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {row.name}
              {row.note !== undefined && <span className="soft"> {row.note}</span>}
            </th>
            <td>
              <span
                className={classes.rankedBar}
                data-tone={row.tone}
                style={{ width: `${(row.value / most) * 72}%` }}
              />
              <span className={classes.rankedValue}>{numberText(row.value)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
