import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommonholdError } from '#base';
import { type Layout, linesOf, listElementsOf, type ReadElement } from './elements.ts';
import { tableRowsOf } from './table.ts';
import { BrokenElement, type FormatParser, type ImportedCall, type ImportFormat } from './imported-call.ts';
import { parserOf, recognise } from './recognise.ts';
import { conversationsIn } from './unzip.ts';

/** What was read from a file, in its order. */
export type Read =
  | { readonly type: 'format'; readonly format: ImportFormat }
  | { readonly type: 'call'; readonly call: ImportedCall; readonly number: number }
  | { readonly type: 'broken'; readonly number: number; readonly reason: string }
  /** Messages that nobody answered, of which no call was made. */
  | { readonly type: 'unanswered'; readonly count: number };

/** Some milliseconds of reading: what is small or broken comes by the hundred thousand in one piece, and calls wait meanwhile. */
const elementsAtOnce = 1000;

/** So many elements are looked at before a file counts as one of no format: lines of a tool's own can stand first. */
const lookedAtMax = 200;

/**
 * The calls in the bytes of a file. The format is found by looking unless it is given. Memory is bounded by the longest
 * element and by what a conversation holds open. Throws `import_unreadable`.
 */
export async function* readFile(
  chunks: AsyncIterable<Uint8Array>,
  given: ImportFormat | undefined,
): AsyncGenerator<Read> {
  const { first, all } = await begin(chunks);
  if (first.length >= 4 && first[0] === 0x50 && first[1] === 0x4b) {
    let format = given;
    for await (const { bytes } of conversationsIn(all)) {
      for await (const read of readPlain(bytes, format)) {
        if (read.type === 'format') {
          if (read.format === format && given === undefined) continue;
          format = read.format;
        }
        yield read;
      }
    }
    return;
  }
  yield* readPlain(all, given);
}

async function* readPlain(
  chunks: AsyncIterable<Uint8Array>,
  given: ImportFormat | undefined,
): AsyncGenerator<Read> {
  let parser: FormatParser | undefined;
  let format = given;
  const waiting: ReadElement[] = [];
  const take = function* (element: ReadElement): Generator<Read> {
    if (parser === undefined) return;
    const { number } = element;
    if ('broken' in element) {
      yield { type: 'broken', number, reason: element.broken.message };
      return;
    }
    try {
      for (const call of parser.push(element)) yield { type: 'call', call, number };
    } catch (thrown) {
      if (!(thrown instanceof BrokenElement)) throw thrown;
      yield { type: 'broken', number, reason: thrown.message };
    }
  };
  if (format !== undefined) {
    parser = parserOf(format);
    yield { type: 'format', format };
  }
  let last = 0;
  let read = 0;
  for await (const element of await elementsOf(chunks)) {
    last = element.number;
    read += 1;
    if (read % elementsAtOnce === 0) await nextTurn();
    if (parser === undefined) {
      waiting.push(element);
      format = 'text' in element ? recognise(element.text) : undefined;
      if (format === undefined) {
        if (waiting.length >= lookedAtMax) break;
        continue;
      }
      parser = parserOf(format);
      yield { type: 'format', format };
      for (const one of waiting.splice(0)) yield* take(one);
      continue;
    }
    yield* take(element);
  }
  if (parser === undefined) {
    throw new CommonholdError('import_unreadable', {
      detail: 'it has none of the forms that are known here',
    });
  }
  for (const call of parser.end()) yield { type: 'call', call, number: last };
  const count = parser.unanswered();
  if (count > 0) yield { type: 'unanswered', count };
}

/** Looks at the first bytes to see how elements stand in the file, and gives all of them to whoever reads it. */
async function elementsOf(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<ReadElement>> {
  const { first, all } = await begin(chunks);
  const layout = layoutOf(first);
  if (layout === 'table') return tableRowsOf(all);
  return layout === 'list' ? listElementsOf(all) : linesOf(all);
}

/** As much as a look at the layout needs. */
const lookBytes = 4096;

function layoutOf(first: Buffer): Layout | 'table' {
  const text = first
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const end = text.indexOf('\n');
  const line = (end === -1 ? text : text.slice(0, end)).trim();
  const hasMore = end !== -1 && text.slice(end).trim() !== '';
  // A list may go over lines; one that ends on its own with more behind it is a line, and a broken one.
  if (text.startsWith('[')) return hasMore && line.endsWith(']') ? 'lines' : 'list';
  if (/^"?\w+"?(,"?\w+"?)+$/.test(line)) return 'table';
  // An object that ends on its line is a line; one that goes on over lines holds the list.
  if (line === '{') return 'list';
  return /^\{\s*"(data|observations|traces|conversations)"\s*:\s*\[/.test(text) ? 'list' : 'lines';
}

async function begin(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly first: Buffer; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < lookBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    pieces.push(next.value);
    bytes += next.value.length;
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* pieces.splice(0);
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  };
  return { first: Buffer.concat(pieces).subarray(0, lookBytes), all: all() };
}
