import { elementBytesMax, type ReadElement } from './elements.ts';
import { BrokenElement } from './imported-call.ts';

/** Columns of a table; what has more is no export. */
const columnsMax = 500;

/**
 * The rows of a table in CSV (RFC 4180), each as a JSON object by the names in the first row, so that one parser reads
 * both forms of an export. Values stay texts; a cell that is empty is absent. Rows are numbered from 1 without the first.
 */
export async function* tableRowsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadElement> {
  const decoder = new TextDecoder('utf-8');
  const cells = new Cells();
  let names: readonly string[] | undefined;
  let number = 0;
  const rowOf = (row: readonly string[]): ReadElement | undefined => {
    if (names === undefined) {
      names = row.slice(0, columnsMax);
      return undefined;
    }
    if (row.length === 1 && row[0] === '') return undefined;
    number += 1;
    if (row.length !== names.length) {
      return { number, broken: new BrokenElement(`${row.length} cells where ${names.length} belong`) };
    }
    const fields = names.map((name, at) => [name, row[at] ?? ''] as const).filter(([, cell]) => cell !== '');
    return { number, text: JSON.stringify(Object.fromEntries(fields)) };
  };
  for await (const chunk of chunks) {
    for (const row of cells.push(decoder.decode(chunk, { stream: true }))) {
      const element = rowOf(row);
      if (element !== undefined) yield element;
    }
    if (cells.size > elementBytesMax) {
      yield { number: number + 1, broken: new BrokenElement(`longer than ${elementBytesMax} bytes`) };
      return;
    }
  }
  for (const row of cells.push(decoder.decode(), true)) {
    const element = rowOf(row);
    if (element !== undefined) yield element;
  }
}

class Cells {
  #row: string[] = [];
  #cell = '';
  #isQuoted = false;
  /** The last character was a quote inside of quotes: the next one says whether it ended them. */
  #hasQuote = false;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  *push(text: string, isEnd = false): Generator<readonly string[]> {
    for (const one of text) {
      this.#size += one.length;
      if (this.#isQuoted) {
        if (this.#hasQuote) {
          this.#hasQuote = false;
          if (one === '"') {
            this.#cell += '"';
            continue;
          }
          this.#isQuoted = false;
        } else {
          if (one === '"') this.#hasQuote = true;
          else this.#cell += one;
          continue;
        }
      }
      if (one === '"' && this.#cell === '') this.#isQuoted = true;
      else if (one === ',') this.#endCell();
      else if (one === '\n') yield this.#endRow();
      else if (one !== '\r' && one !== '\uFEFF') this.#cell += one;
    }
    if (isEnd && this.#size > 0) yield this.#endRow();
  }

  #endCell(): void {
    this.#row.push(this.#cell);
    this.#cell = '';
  }

  #endRow(): readonly string[] {
    this.#endCell();
    const row = this.#row;
    this.#row = [];
    this.#size = 0;
    return row;
  }
}
