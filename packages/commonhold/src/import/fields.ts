import type { Usage } from '#call';
import type { Json, JsonObject } from '#base';
import { BrokenElement, type MissingPart, missingParts, type Vendor } from './imported-call.ts';

/** An element as an object. Throws `BrokenElement`. */
export function parseObject(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new BrokenElement('not JSON');
  }
  const fields = asObject(value);
  if (fields === undefined) throw new BrokenElement('not a JSON object');
  return fields;
}

export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asCount(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The first of several names under which a field goes. */
export function anyOf(fields: JsonObject, ...names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Years in which somebody can have called a model; what is outside of them is no time but a mistake. */
const firstYear = 2015;
const lastYear = 2100;

/**
 * A time of the source in UTC: ISO 8601, the form with a space of databases (UTC where it has no zone), or seconds since
 * 1970. Undefined when it is none of them.
 */
export function timeOf(value: Json | undefined): string | undefined {
  const ms = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? parseTime(value) : NaN;
  if (!Number.isFinite(ms)) return undefined;
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  return year >= firstYear && year <= lastYear ? date.toISOString() : undefined;
}

function parseTime(text: string): number {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/.exec(
    text,
  );
  if (parts === null) return NaN;
  const [, day, clock, fraction = '', zone = 'Z'] = parts;
  return Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${zone === 'UTC' ? 'Z' : zone}`);
}

/** Milliseconds between two times of a source, where both are there and in order. */
export function between(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  const ms = Date.parse(to) - Date.parse(from);
  return ms >= 0 ? ms : undefined;
}

export function reported(
  input: number | undefined,
  output: number | undefined,
  cached: number | undefined,
  reasoning: number | undefined,
  raw: Json | undefined,
): Usage | undefined {
  if (input === undefined || output === undefined) return undefined;
  return {
    inputTokens: input,
    outputTokens: output,
    ...(cached === undefined ? {} : { cachedInputTokens: cached }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
    source: 'reported',
    ...(raw === undefined ? {} : { raw }),
  };
}

/** Money as the source writes it, where it is an amount. */
export function costOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? String(value) : undefined;
  return typeof value === 'string' && /^\d{1,12}(\.\d{1,18})?$/.test(value) ? value : undefined;
}

/** In the order of the list, each once. */
export function missing(parts: Readonly<Partial<Record<MissingPart, boolean>>>): readonly MissingPart[] {
  return missingParts.filter((part) => parts[part] === true);
}

/** The beginnings of model names that only one maker gives. */
const namesOfMakers: readonly (readonly [RegExp, string])[] = [
  [/^(claude|anthropic[./])/i, 'anthropic'],
  [/^(gpt|chatgpt|o[134](-|$)|codex|text-embedding-|davinci|openai\/)/i, 'openai'],
  [/^(gemini|gemma|google\/|models\/gemini)/i, 'google'],
  [/^(mistral|mixtral|codestral|ministral|devstral|magistral|pixtral)/i, 'mistral'],
  [/^deepseek/i, 'deepseek'],
  [/^(grok|xai\/)/i, 'xai'],
  [/^(command|c4ai|cohere\/)/i, 'cohere'],
];

/** Whose model it probably was. `unknown` where the name does not tell. */
export function vendorByName(model: string): Vendor {
  const found = namesOfMakers.find(([beginning]) => beginning.test(model));
  return { name: found?.[1] ?? 'unknown', byName: true };
}

export function vendorOf(name: string | undefined, model: string): Vendor {
  return name === undefined ? vendorByName(model) : { name, byName: false };
}

/** A name that the record can hold as one line of text: no control characters, not longer than any real name. */
export function nameOf(value: Json | undefined): string | undefined {
  const text = asText(value);
  // oxlint-disable-next-line no-control-regex -- what must not get into a name
  if (text === undefined || text.length > 200 || /[\u0000-\u001f\u007f]/.test(text)) return undefined;
  return text.isWellFormed() ? text : undefined;
}
