/**
 * Control tokens such as `<|im_end|>` steer a model: they end a turn or change who speaks. They may come from the
 * chat template only. The same characters inside a message are a person quoting them (or trying to speak as the
 * system), and must reach the model as ordinary text.
 *
 * A rendered prompt no longer shows which characters came from where. So before rendering, the first character of
 * every control token's text inside the call's own strings is replaced by a stand-in from a private-use area of
 * Unicode, one that occurs nowhere in the call. Lengths stay the same and templates can trim, split and join as they
 * like. After rendering, what still looks like a control token is the template's; the stand-ins are turned back
 * in the text between.
 */
import type { Json } from '#base';

/** The supplementary private-use area A, of which nobody has a font; the basic one is used by icon fonts. */
const firstStandIn = 0xf0000;
const lastStandIn = 0xffffd;

export interface Quoted<T> {
  readonly value: T;
  /** Stand-in to the character that it stands for; empty when the strings quote no control token. */
  readonly standIns: ReadonlyMap<string, string>;
}

/** A JSON value whose strings no longer contain the text of any control token. */
export function quoteControlText<T extends Json>(value: T, controlTexts: readonly string[]): Quoted<T> {
  const all = stringsOf(value).join('\n');
  const present = controlTexts.filter((text) => text !== '' && all.includes(text));
  if (present.length === 0) return { value, standIns: new Map() };

  const standInOf = new Map<string, string>();
  let next = firstStandIn;
  for (const text of present) {
    const first = firstCharacter(text);
    if (standInOf.has(first)) continue;
    while (all.includes(String.fromCodePoint(next)) && next < lastStandIn) next++;
    standInOf.set(first, String.fromCodePoint(next));
    next++;
  }
  return {
    value: mapStrings(value, (text) => quote(text, present, standInOf)) as T,
    standIns: new Map([...standInOf].map(([character, standIn]) => [standIn, character])),
  };
}

export type PromptPiece =
  | { readonly type: 'control'; readonly text: string }
  | { readonly type: 'text'; readonly text: string };

/** The rendered prompt as control tokens and the text between them, with the stand-ins turned back. */
export function splitAtControlText(
  rendered: string,
  controlTexts: readonly string[],
  standIns: ReadonlyMap<string, string>,
): PromptPiece[] {
  // Longest first, as the tokenizer does it, so that `<|im_end|>` is not taken for a shorter token inside it.
  const longestFirst = controlTexts.filter((text) => text !== '').sort((a, b) => b.length - a.length);
  const pieces: PromptPiece[] = [];
  let from = 0;
  let at = 0;
  const pushText = (end: number): void => {
    if (end > from) pieces.push({ type: 'text', text: restoreQuoted(rendered.slice(from, end), standIns) });
  };
  const firsts = new Set(longestFirst.map((text) => text.charCodeAt(0)));
  while (at < rendered.length) {
    const found = firsts.has(rendered.charCodeAt(at))
      ? longestFirst.find((text) => rendered.startsWith(text, at))
      : undefined;
    if (found === undefined) {
      at++;
      continue;
    }
    pushText(at);
    pieces.push({ type: 'control', text: found });
    at += found.length;
    from = at;
  }
  pushText(rendered.length);
  return pieces;
}

function quote(
  text: string,
  controlTexts: readonly string[],
  standInOf: ReadonlyMap<string, string>,
): string {
  // The expression looks ahead and takes one character only, since one token's text can begin inside another's.
  const beginnings = new RegExp(`(?=${controlTexts.map((control) => escaped(control)).join('|')}).`, 'gsu');
  return text.replaceAll(beginnings, (character) => standInOf.get(character) ?? character);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** The text as the call said it. */
export function restoreQuoted(text: string, standIns: ReadonlyMap<string, string>): string {
  let restored = text;
  for (const [standIn, character] of standIns) restored = restored.replaceAll(standIn, character);
  return restored;
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

function stringsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((item: Json) => stringsOf(item));
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => [key, ...stringsOf(item)]);
  }
  return [];
}

function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapStrings(item, change));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [change(key), mapStrings(item, change)]),
    );
  }
  return value;
}
