/** A table of a Markdown page, with the heading that it stands under. */
interface Table {
  readonly section: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A row by the names of its columns. A column that is not there is a mistake of whoever asks, or of the page. */
export type Row = (column: string) => string;

/** What a cell says: one figure, or the least and the most, with the middle between them where it is given. */
export interface Figure {
  readonly middle: number;
  readonly least: number;
  readonly most: number;
}

export class PageTables {
  readonly #tables: readonly Table[];

  constructor(markdown: string) {
    this.#tables = readTables(markdown);
  }

  /** The rows of the only table in this section whose first column has this name. */
  rows(section: string, firstColumn: string): Row[] {
    const found = this.#tables.filter(
      (table) => table.section === section && table.columns[0] === firstColumn,
    );
    const [table] = found;
    if (table === undefined || found.length > 1) {
      throw new Error(`“${section}” has ${found.length} tables that begin with “${firstColumn}”, not one.`);
    }
    return table.rows.map((cells) => (column) => {
      const cell = cells[table.columns.indexOf(column)];
      if (cell === undefined) throw new Error(`The table “${firstColumn}” has no column “${column}”.`);
      return cell;
    });
  }

  /** The only row of that table whose first cell is this. */
  row(section: string, firstColumn: string, name: string): Row {
    const found = this.rows(section, firstColumn).filter((row) => row(firstColumn) === name);
    const [row] = found;
    if (row === undefined || found.length > 1) {
      throw new Error(`The table “${firstColumn}” has ${found.length} rows “${name}”, not one.`);
    }
    return row;
  }
}

function readTables(markdown: string): Table[] {
  const tables: Table[] = [];
  let section = '';
  let lines: string[][] = [];
  for (const line of [...markdown.split('\n'), '']) {
    if (line.startsWith('|')) {
      const cells = line
        .replace(/^\|/, '')
        .replace(/\|\s*$/, '')
        .split('|');
      lines.push(cells.map((cell) => cell.trim()));
      continue;
    }
    const [columns, , ...rows] = lines;
    if (columns) tables.push({ section, columns, rows });
    lines = [];
    if (/^#+ /.test(line)) section = line.replace(/^#+ /, '');
  }
  return tables;
}

/** Reads `1,234`, `about 30`, `at most 3`, `73 to 98` and `290 (280–310)`. Anything else is refused. */
export function figureOf(cell: string): Figure {
  const number = String.raw`(\d[\d,]*(?:\.\d+)?)`;
  const read = (text: string | undefined): number => Number(text?.replaceAll(',', ''));
  const spread = new RegExp(`^${number} \\(${number}–${number}\\)$`).exec(cell);
  if (spread) return { middle: read(spread[1]), least: read(spread[2]), most: read(spread[3]) };
  const range = new RegExp(`^${number} to ${number}$`).exec(cell);
  if (range) {
    const [least, most] = [read(range[1]), read(range[2])];
    return { middle: (least + most) / 2, least, most };
  }
  const one = new RegExp(`^(?:about |at most |at least |under )?${number}$`).exec(cell);
  if (!one) throw new Error(`“${cell}” is no figure that a plot could be drawn from.`);
  return { middle: read(one[1]), least: read(one[1]), most: read(one[1]) };
}

export function numberOf(cell: string): number {
  return figureOf(cell).middle;
}
