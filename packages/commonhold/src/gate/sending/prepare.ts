import { CommonholdError, spliceTopLevelString } from '#base';
import type { Call } from '#call';
import type { Pseudonyms } from '#labels';
import {
  type Codec,
  hasLongNumbers,
  requestPath,
  type SerializedRequest,
  serializeRequest,
  streamContentType,
} from '#wires';
import type { Candidate } from '../candidate.ts';
import type { Before } from '../earlier/expand.ts';
import type { Incoming } from '../incoming.ts';
import { withVendorsNames } from './vendors-names.ts';

/** The exact bytes for one destination, and what of the request they cannot say. */
export interface Prepared {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly warnings: readonly string[];
  /** The client's wire is the destination's: bytes go through untouched in both directions. */
  readonly untouched: boolean;
  /** What stands for what in `body`; undefined where the values themselves leave. */
  readonly pseudonyms: Pseudonyms | undefined;
  /** With pseudonyms: the labels that the bytes had before. */
  readonly labelsBefore?: readonly string[];
}

/**
 * Makes what will leave. On the same wire that is the client's own bytes, with the value of the top-level `model`
 * replaced where the route gives it another name; nothing else is added, dropped or reordered. With what was said before
 * (`before`) they are bytes of ours, and so is the answer.
 * Throws `operation_unsupported`, `not_expressible`, `credential_missing`, `caller_credential_missing`, `header_invalid`.
 */
export function prepare(
  call: Call,
  received: Uint8Array,
  client: Codec,
  candidate: Candidate,
  incoming: Incoming,
  before?: Before,
): Prepared {
  const headers = requestHeaders(call, client, candidate, incoming);
  if (client.name === candidate.codec.name && before === undefined) {
    return {
      path: withQuery(requestPath(client, call, candidate.model), candidate),
      headers,
      body: named(received, call, candidate, incoming),
      warnings: [],
      untouched: true,
      pseudonyms: undefined,
    };
  }
  const serialized =
    client.name === candidate.codec.name && before !== undefined
      ? expanded(before, candidate)
      : serializeRequest(candidate.codec, call, candidate.model);
  return {
    path: withQuery(requestPath(candidate.codec, call, candidate.model), candidate),
    headers,
    body: withVendorsNames(serialized.body, call, candidate),
    warnings: [
      ...serialized.warnings.map((warning) => `${warning.feature}: ${warning.detail}`),
      ...(hasLongNumbers(received) ? [roundedNumbers] : []),
    ],
    untouched: false,
    pseudonyms: undefined,
  };
}

/** Texts are sent as they are; numbers were read as numbers. */
const roundedNumbers =
  'numbers: The request has whole numbers that are too large to be written anew as they were; they are rounded.';

/** What the owner's row wants behind every path, after what the wire says there itself. */
function withQuery(path: string, { query }: Candidate): string {
  if (query === undefined) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;
}

/** A wire that names the model in the address has it in the body at most once more. */
function named(
  received: Uint8Array,
  call: Call,
  { model, codec }: Candidate,
  { target }: Incoming,
): Uint8Array {
  if (call.model === model) return received;
  if (target.model !== undefined) return codec.renameModel?.(received, model) ?? received;
  return spliceTopLevelString(received, 'model', model);
}

/** The client's words, with those that were said before: on its own wire they are not written anew. */
function expanded({ sameWire, warnings }: Before, { model }: Candidate): SerializedRequest {
  return { body: Buffer.from(JSON.stringify({ ...sameWire, model })), warnings };
}

function requestHeaders(
  call: Call,
  client: Codec,
  candidate: Candidate,
  incoming: Incoming,
): Readonly<Record<string, string>> {
  const { codec } = candidate;
  const isSameWire = client.name === codec.name;
  const { mode } = candidate.authentication;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    // Encoded answers could not be read on their way through; the destination is asked for plain ones.
    'accept-encoding': 'identity',
    accept: call.stream ? streamContentType(codec, call) : 'application/json',
    ...codec.http.fixed,
    ...candidate.headers,
  };
  if (isSameWire) {
    const { passed, passedWithCredential } = codec.http;
    pass(incoming, passed, headers);
    if (mode === 'caller') pass(incoming, passedWithCredential, headers);
  }
  switch (mode) {
    case 'none':
      return headers;
    case 'caller':
      return { ...headers, ...callersCredential(client, candidate, incoming) };
    case 'stored': {
      const credential = candidate.authentication.credential();
      if (credential === undefined) {
        throw new CommonholdError('credential_missing', { provider: candidate.destination.provider });
      }
      const { header } = candidate.authentication;
      const shown = header === undefined ? codec.http.credential(credential) : { [header]: credential };
      return { ...headers, ...shown };
    }
  }
}

/** The client's own credential, in the header in which it came: it belongs to a destination of the client's own wire. */
function callersCredential(
  client: Codec,
  { codec, destination }: Candidate,
  incoming: Incoming,
): Readonly<Record<string, string>> {
  // Only who shows our key elsewhere can mean this header for the destination; otherwise it holds our key.
  if (client.name === codec.name && identifiedElsewhere(incoming)) {
    for (const name of codec.http.callerCredentials) {
      const theirs = incoming.header(name);
      if (theirs !== undefined) return { [name]: theirs };
    }
  }
  throw new CommonholdError('caller_credential_missing', { provider: destination.provider });
}

/** What stands in a header goes out beside what was looked through, so it may be no text: a version, an id, a list of those. */
const plainHeader = /^[A-Za-z0-9._:/=;, +()-]{0,1024}$/;

function pass(incoming: Incoming, names: readonly string[], headers: Record<string, string>): void {
  for (const name of names) {
    const value = incoming.header(name);
    if (value === undefined) continue;
    if (!plainHeader.test(value)) throw new CommonholdError('header_invalid', { header: name });
    headers[name] = value;
  }
}

function identifiedElsewhere(incoming: Incoming): boolean {
  return incoming.principal !== undefined || incoming.header('x-commonhold-key') !== undefined;
}
