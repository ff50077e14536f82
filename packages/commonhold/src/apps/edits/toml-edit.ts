/**
 * Two changes of a TOML file that leave every other byte as it is: a text at its top, and a table at its end. Lines are
 * taken for what they are only outside of strings and lists that go over several lines.
 */
import { unfit } from './unfit.ts';

interface Line {
  readonly text: string;
  readonly start: number;
}

/** `name = "value"` above the first table: replaces the line that is there, or comes first. */
export function setTopOfToml(text: string, name: string, value: string, file: string): string {
  const lines = statements(text, file);
  const firstTable = lines.findIndex((line) => line.text.trimStart().startsWith('['));
  const top = firstTable === -1 ? lines : lines.slice(0, firstTable);
  const own = new RegExp(
    `^(\\s*(?:${name}|"${name}"|'${name}')\\s*=\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*')(.*)$`,
  );
  const wanted = JSON.stringify(value);
  for (const { text: line, start } of top) {
    if (!new RegExp(`^\\s*["']?${name}["']?\\s*=`).test(line)) continue;
    const found = own.exec(line.replace(/\r$/, ''));
    if (!found) throw unfit(file, `${name} is not a text on one line`);
    const at = start + (found[1] ?? '').length;
    return text.slice(0, at) + wanted + text.slice(at + (found[2] ?? '').length);
  }
  return `${name} = ${wanted}${newlineOf(text)}${text}`;
}

/** A table at the end. Throws when there is one of that name. */
export function addTableToToml(
  text: string,
  name: string,
  fields: readonly (readonly [string, string])[],
  file: string,
): string {
  const isTaken = statements(text, file).some(({ text: line }) => {
    const header = /^\s*\[\s*([^\]]*?)\s*\]/
      .exec(line)?.[1]
      ?.replaceAll(/\s*\.\s*|["']/g, (found) => (found.includes('.') ? '.' : ''));
    return header === name || header?.startsWith(`${name}.`) === true;
  });
  if (isTaken) throw unfit(file, `it has a table ${name} already`);
  const newline = newlineOf(text);
  const gap = text === '' ? '' : text.endsWith('\n') ? newline : `${newline}${newline}`;
  const body = fields.map(([key, value]) => `${key} = ${value}${newline}`).join('');
  return `${text}${gap}[${name}]${newline}${body}`;
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Lines that begin a statement, and none inside a text or a list that began further up. */
function statements(text: string, file: string): Line[] {
  const lines: Line[] = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (depth === 0) lines.push({ text: text.slice(at, end), start: at });
    const isHeader = depth === 0 && /^\s*\[/.test(text.slice(at, end));
    const seen = throughLine(text, at, end, depth, file);
    depth = isHeader ? 0 : seen.depth;
    at = Math.max(seen.end, end) + 1;
  }
  if (depth !== 0) throw unfit(file, 'a list or a table in it does not end');
  return lines;
}

/** How deep in lists and inline tables the line ends, and where: a text over several lines takes those lines with it. */
function throughLine(text: string, from: number, lineEnd: number, before: number, file: string) {
  const token = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[[\]{}]|["']/g;
  let depth = before;
  let end = lineEnd;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null && found.index < end; found = token.exec(text)) {
    const [seen] = found;
    if (seen === '"' || seen === "'") throw unfit(file, 'a text in it does not end');
    if (seen === '[' || seen === '{') depth += 1;
    else if (seen === ']' || seen === '}') depth -= 1;
    if (token.lastIndex > end) {
      const newline = text.indexOf('\n', token.lastIndex);
      end = newline === -1 ? text.length : newline;
    }
  }
  return { depth, end };
}
