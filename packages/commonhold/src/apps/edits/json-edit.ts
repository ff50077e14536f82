/**
 * Sets one value in a JSON file of people's making and leaves every other byte as it is: comments, order, indentation,
 * commas at the end of a list. The value's own span is replaced, or a member is added at the end of its object.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '#base';
import { unfit } from './unfit.ts';

export interface Place {
  readonly start: number;
  readonly end: number;
  /** The members, of an object. */
  readonly members?: readonly Member[];
  readonly value: Json;
}

interface Member {
  readonly key: string;
  readonly start: number;
  readonly place: Place;
}

/** Deeper than any configuration; more would exhaust the stack. */
const depthMax = 64;

/** The text with `path` set to `value`. Throws `request_invalid` for a text that is not read here. */
export function setInJson(text: string, path: readonly string[], value: Json, file: string): string {
  const source = text.trim() === '' ? '{}\n' : text;
  const root = readJson(source, file);
  const edited = editAt(source, root, path, value, file);
  const expected = withValue(root.value, path, value);
  // Whatever this file overlooked would show here, before anything is written.
  if (!isDeepStrictEqual(readJson(edited, file).value, expected)) {
    throw unfit(file, 'the change would reach other parts of it');
  }
  return edited;
}

/** Whether this is an object in JSON as these files have it, with comments and commas at the end of a list. */
export function isJsonFile(text: string): boolean {
  try {
    readJson(text, '');
    return true;
  } catch {
    return false;
  }
}

/** The value at a path; undefined where there is none. */
export function valueInJson(text: string, path: readonly string[], file: string): Json | undefined {
  if (text.trim() === '') return undefined;
  let place: Place | undefined = readJson(text, file);
  for (const name of path) place = place?.members?.find(({ key }) => key === name)?.place;
  return place?.value;
}

function withValue(holder: Json | undefined, path: readonly string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const fields = (holder ?? {}) as Readonly<Record<string, Json>>;
  return { ...fields, [name]: withValue(fields[name], rest, value) };
}

function editAt(text: string, place: Place, path: readonly string[], value: Json, file: string): string {
  const [name, ...rest] = path;
  if (name === undefined) {
    return text.slice(0, place.start) + written(value, indentAt(text, place.start)) + text.slice(place.end);
  }
  if (place.members === undefined) throw unfit(file, `there is no object that could hold ${name}`);
  const member = place.members.find(({ key }) => key === name);
  if (member !== undefined) return editAt(text, member.place, rest, value, file);
  return insertMember(
    text,
    place,
    name,
    rest.reduceRight<Json>((inner, key) => ({ [key]: inner }), value),
  );
}

function insertMember(text: string, { start, end, members = [] }: Place, name: string, value: Json): string {
  const first = members[0];
  const last = members.at(-1);
  const outer = indentAt(text, start);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (first === undefined || last === undefined) {
    const inner = `${outer}  `;
    const member = `${JSON.stringify(name)}: ${written(value, inner)}`;
    // A comment in an object without members stays before what is added.
    const before = text.slice(start + 1, end - 1).trimEnd();
    const held = `{${before}${newline}${inner}${member}${newline}${outer}}`;
    return text.slice(0, start) + withNewlines(held, newline) + text.slice(end);
  }
  const isOneLine = !text.slice(start, first.start).includes('\n');
  const indent = isOneLine ? outer : indentAt(text, first.start);
  const member = `${JSON.stringify(name)}: ${isOneLine ? JSON.stringify(value) : written(value, indent)}`;
  const at = last.place.end;
  // A comma after the last member is allowed in some of these files; then the new member needs none before it.
  const after = skipSpace(text, at);
  const hasComma = text[after] === ',';
  const from = hasComma ? after + 1 : at;
  const lead = `${hasComma ? '' : ','}${isOneLine ? ' ' : `${newline}${indent}`}`;
  return `${text.slice(0, from)}${lead}${withNewlines(member, newline)}${hasComma ? ',' : ''}${text.slice(from)}`;
}

function withNewlines(text: string, newline: string): string {
  return newline === '\n' ? text : text.replaceAll(/\r?\n/g, newline);
}

function written(value: Json, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

/** The white space at the beginning of the line that holds this place. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Past white space and comments. */
export function skipSpace(text: string, from: number): number {
  const space = /(?:[\s\ufeff]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  space.lastIndex = from;
  space.exec(text);
  return space.lastIndex;
}

/** Throws `request_invalid` for a text that is not read here. */
export function readJson(text: string, file: string): Place {
  const root = readPlace(text, skipSpace(text, 0), file, 0);
  if (skipSpace(text, root.end) !== text.length) throw unfit(file, 'something stands after its end');
  if (root.members === undefined) throw unfit(file, 'it is not a JSON object');
  return root;
}

const scalar = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y;

function readPlace(text: string, start: number, file: string, depth: number): Place {
  if (depth > depthMax) throw unfit(file, 'it is nested too deeply');
  const opening = text[start];
  if (opening === '{' || opening === '[') return readHolder(text, start, file, depth);
  scalar.lastIndex = start;
  const found = scalar.exec(text)?.[0];
  if (found === undefined) throw unfit(file, `it is not JSON at character ${start + 1}`);
  return { start, end: start + found.length, value: parsed(found, file) };
}

function readHolder(text: string, start: number, file: string, depth: number): Place {
  const isObject = text[start] === '{';
  const closing = isObject ? '}' : ']';
  const members: Member[] = [];
  const items: Json[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] !== closing) {
    const begins = at;
    let key = '';
    if (isObject) {
      const name = readPlace(text, at, file, depth + 1);
      if (typeof name.value !== 'string') throw unfit(file, `a name is missing at character ${at + 1}`);
      key = name.value;
      if (members.some((member) => member.key === key)) throw unfit(file, `it has ${key} twice`);
      at = skipSpace(text, name.end);
      if (text[at] !== ':') throw unfit(file, `a colon is missing at character ${at + 1}`);
      at = skipSpace(text, at + 1);
    }
    const place = readPlace(text, at, file, depth + 1);
    members.push({ key, start: begins, place });
    items.push(place.value);
    at = skipSpace(text, place.end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else if (text[at] !== closing) throw unfit(file, `it is not JSON at character ${at + 1}`);
  }
  if (!isObject) return { start, end: at + 1, value: items };
  const value = Object.fromEntries(members.map(({ key, place }) => [key, place.value]));
  return { start, end: at + 1, members, value };
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw unfit(file, `${text.slice(0, 20)} is not JSON`);
  }
}
