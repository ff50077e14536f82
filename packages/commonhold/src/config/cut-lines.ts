import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/**
 * The text without the lines of one field, or of one item of a list, and everything else byte for byte; comments that stand
 * right above those lines go with them. Undefined where it does not stand on lines of its own, or does not say after that what
 * it should: then it has to be written anew.
 */
export function cutLines(text: string, path: readonly (string | number)[]): string | undefined {
  const lineCounter = new LineCounter();
  const start = startOf(parseDocument(text, { lineCounter }), path);
  if (start === undefined) return undefined;
  const lines = text.split(/(?<=\n)/);
  const first = lineCounter.linePos(start).line - 1;
  const indent = indentOf(lines[first] ?? '');
  const isItem = typeof path.at(-1) === 'number';
  const before = text.slice(lineCounter.lineStarts[first], start);
  if (isItem ? !/^ *- +$/.test(before) : !/^ *$/.test(before)) return undefined;
  let end = first + 1;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    const isFurtherIn = indentOf(line) > indent || (!isItem && isItemAt(line, indent));
    if (!saysNothing(line)) {
      if (!isFurtherIn) break;
      continue;
    }
    // Comments and empty lines belong to what comes next, unless they are further in.
    if ((line.trim() === '' || !isFurtherIn) && isNextOutside(lines, end, indent, isItem)) break;
  }
  let from = first;
  // Above the first level stands what is said of the whole file.
  if (path.length > 1) {
    while (from > 0 && /^\s*#/.test(lines[from - 1] ?? '') && indentOf(lines[from - 1] ?? '') === indent)
      from--;
  }
  return [...lines.slice(0, from), ...lines.slice(end)].join('');
}

/** Whether the next line that says something is no longer part of what is cut. */
function isNextOutside(lines: readonly string[], from: number, indent: number, isItem: boolean): boolean {
  const next = lines.slice(from).find((line) => !saysNothing(line));
  return next === undefined || !(indentOf(next) > indent || (!isItem && isItemAt(next, indent)));
}

function saysNothing(line: string): boolean {
  return /^\s*(?:#.*)?$/.test(line);
}

/** A list may stand as far out as the name of its field. */
function isItemAt(line: string, indent: number): boolean {
  return indentOf(line) === indent && /^ *-(?: |$)/.test(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function startOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const name = path.at(-1);
  const holder: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(holder) && holder.flow !== true) {
    const key = holder.items.find(({ key }) => isScalar(key) && key.value === name)?.key;
    return isNode(key) ? key.range?.[0] : undefined;
  }
  if (!isSeq(holder) || holder.flow === true || typeof name !== 'number') return undefined;
  const item = holder.items[name];
  return isNode(item) ? item.range?.[0] : undefined;
}
