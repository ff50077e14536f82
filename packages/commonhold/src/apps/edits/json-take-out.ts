/**
 * Takes out of a JSON file what was written into it, after somebody has written elsewhere in it: values that are still as they
 * were written go, or get what was there before; items that were added to a list go, and such a list is laid out anew; all else stays, byte for byte.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '#base';
import { type Place, readJson, setInJson, skipSpace, valueInJson } from './json-edit.ts';

type Fields = Readonly<Record<string, Json>>;

/** Undefined where a value that was written is another one now, or where one of the texts is no JSON object. */
export function takeOutOfJson(before: string, written: string, now: string): string | undefined {
  try {
    const was = before.trim() === '' ? {} : readJson(before, '').value;
    return undo(now, [], was, readJson(written, '').value);
  } catch {
    return undefined;
  }
}

function undo(
  now: string,
  path: readonly string[],
  was: Json | undefined,
  written: Json,
): string | undefined {
  const is = path.length === 0 ? readJson(now, '').value : valueInJson(now, path, '');
  if (is === undefined || isDeepStrictEqual(was, written)) return now;
  if (isFields(written) && isFields(is) && (was === undefined || isFields(was))) {
    let text: string | undefined = now;
    for (const [name, value] of Object.entries(written)) {
      text = undo(text, [...path, name], was?.[name], value);
      if (text === undefined) return undefined;
    }
    const left = path.length === 0 ? undefined : valueInJson(text, path, '');
    return was === undefined && isDeepStrictEqual(left, {}) ? without(text, path) : text;
  }
  if (Array.isArray(written) && Array.isArray(is) && (was === undefined || Array.isArray(was))) {
    const old = was ?? [];
    const added = written.filter((item) => !old.some((one) => isDeepStrictEqual(one, item)));
    const left = is.filter((item) => !added.some((one) => isDeepStrictEqual(one, item)));
    return was === undefined && left.length === 0 ? without(now, path) : setInJson(now, path, left, '');
  }
  if (!isDeepStrictEqual(is, written)) return undefined;
  return was === undefined ? without(now, path) : setInJson(now, path, was, '');
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(text: string, path: readonly string[]): string {
  const name = path.at(-1);
  let holder: Place | undefined = readJson(text, '');
  for (const step of path.slice(0, -1)) holder = holder?.members?.find(({ key }) => key === step)?.place;
  const members = holder?.members ?? [];
  const at = members.findIndex(({ key }) => key === name);
  const [previous, member, next] = [members[at - 1], members[at], members[at + 1]];
  if (member === undefined) return text;
  if (next !== undefined) return text.slice(0, member.start) + text.slice(next.start);
  // The last one goes with the line that it began on, and with the comma that led to it.
  const start = text.slice(0, member.start).trimEnd().length;
  const after = skipSpace(text, member.place.end);
  const end = text[after] === ',' ? after + 1 : member.place.end;
  const comma = previous === undefined ? start : skipSpace(text, previous.place.end);
  const isLed = previous !== undefined && text[after] !== ',' && text[comma] === ',';
  return text.slice(0, comma) + text.slice(isLed ? comma + 1 : comma, start) + text.slice(end);
}
