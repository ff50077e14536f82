import type { ReactNode } from 'react';
import classes from './import.module.css';

interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  /** Rows that belong together under one name. */
  readonly groups: readonly {
    readonly name: string;
    readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  }[];
}

/** A table whose first column names a group of rows. It scrolls by itself where it is wider than the page. */
export function Table({ label, columns, groups }: TableProps) {
  const styleOf = (at: number): string | undefined => (columns[at]?.isNumber ? classes.number : undefined);
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ name }, at) => (
              <th key={name} scope="col" className={styleOf(at)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ name, rows }) => (
          <tbody key={name}>
            {rows.map(({ key, cells }, row) => (
              <tr key={key}>
                {row === 0 && (
                  <th scope="rowgroup" rowSpan={rows.length}>
                    {name}
                  </th>
                )}
                {cells.map((cell, at) => (
                  <td key={columns[at + 1]?.name} className={styleOf(at + 1)}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
