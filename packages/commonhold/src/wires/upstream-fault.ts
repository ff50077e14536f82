import type { JsonObject } from '#base';
import type { Part } from '#call';
import type { UpstreamFault } from './wire.ts';
import { isList, isObject } from './own-fields.ts';

/**
 * What the error answer of a provider says, in whatever shape it came. Servers that call themselves compatible agree
 * on much, but not on errors: `{error: {message, type, code}}`, `{error: "…"}`, `{message}`, FastAPI's `{detail}`
 * (a text, or a list of places and complaints), lists around any of these, plain text and pages of HTML.
 */

/**
 * Characters of a provider's message that are passed on. Long messages quote the request at length (validators do),
 * and content must not spread into places that are not the record.
 */
export const maximumFaultMessage = 500;
/** Bytes of an error answer that are looked at; a longer one is no message but a page or an accident. */
const maximumFaultBytes = 64 * 1024;

export function parseUpstreamFault(status: number, body: Uint8Array): UpstreamFault {
  const text = new TextDecoder().decode(body.subarray(0, maximumFaultBytes)).trim();
  const fault = faultOf(parseLeniently(text));
  if (fault) return fault;
  const message = clean(/^\s*</.test(text) ? titleOf(text) : text);
  return { message: message === '' ? `status ${status} without a message` : message };
}

/** The fault that a value speaks of, when it has a shape that is known. */
export function faultOf(value: unknown): UpstreamFault | undefined {
  if (isList(value)) return value.length > 0 ? faultOf(value[0]) : undefined;
  if (!isObject(value)) return undefined;
  const { error } = value;
  if (isObject(error)) return faultOf(error) ?? named('an error without a message', value);
  if (typeof error === 'string' && error !== '') return named(error, value);
  const { message } = value;
  if (typeof message === 'string' && message !== '') return named(message, value);
  if (isObject(message)) return faultOf(message);
  const { detail } = value;
  if (typeof detail === 'string' && detail !== '') return named(detail, value);
  if (isObject(detail)) return faultOf(detail);
  if (isList(detail))
    return named(detail.map(complaint).filter(Boolean).join('; ') || 'a list of errors', value);
  if (isList(value['errors'])) return faultOf(value['errors']);
  return undefined;
}

/** An error that an answer tells of itself, after status 200, in the shapes that `faultOf` knows. */
export function errorPart(document: JsonObject): Part {
  const fault = faultOf(document) ?? { message: 'an error without a message' };
  const detail = fault.kind === undefined ? fault.message : `${fault.message} (${fault.kind})`;
  return { type: 'error', code: 'upstream_broke', values: { detail } };
}

function named(
  text: string,
  source: { readonly code?: unknown; readonly type?: unknown; readonly status?: unknown },
): UpstreamFault {
  const kind = [source.code, source.type, source.status].find(
    (word) => typeof word === 'string' && word !== '',
  );
  const message = clean(text);
  return typeof kind === 'string' ? { message, kind: clean(kind) } : { message };
}

/** One entry of FastAPI's list: where and what. Its `input` quotes the request and is left out. */
function complaint(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  if (!isObject(entry) || typeof entry['msg'] !== 'string') return '';
  const place = isList(entry['loc']) ? entry['loc'].map(String).join('.') : '';
  return place === '' ? entry['msg'] : `${place}: ${entry['msg']}`;
}

function parseLeniently(text: string): unknown {
  if (!/^[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all: the text itself is the message.
    return undefined;
  }
}

function titleOf(page: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(page)?.[1]?.trim();
  return title ? `a page of HTML titled "${title}"` : 'a page of HTML';
}

/** One line, without control characters (they could steer a terminal), bounded. */
function clean(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return line.length <= maximumFaultMessage
    ? line
    : `${line.slice(0, maximumFaultMessage - 1).toWellFormed()}…`;
}
