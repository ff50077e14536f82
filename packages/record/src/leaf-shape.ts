import type { LeafKind } from './leaf.ts';
import { integer, list, object, oneOf, sortedSet, text, trueOrFalse, where } from './shape.ts';
import type { Shape } from './shape.ts';

/**
 * Leaf v1 as the checker knows it: the types of `leaf.ts` and, beyond them, the form of each text. The forms have no
 * quotes, backslashes or control characters, so a leaf needs no escapes, and no spaces where an owner's words could
 * end up, so that a sentence does not get into the log by mistake.
 */

/** Crockford's base 32 in small letters: 10 characters of milliseconds, 16 of randomness. */
const id = text(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/, 'an id of 26 characters');

/** 32 bytes are 42 characters and 4 bits; the last character has its two spare bits clear. */
const sha256 = text(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'a SHA-256 digest in base64url, 43 characters');

const pseudonym = text(/^[A-Za-z0-9_-]{22}$/, 'a pseudonym of 22 characters of base64url');

/** A word of the built-in vocabulary or an opaque id: long enough for model names, too short for content. */
const word = text(
  /^[A-Za-z0-9._:/@+-]{1,128}$/,
  'a word of at most 128 letters, digits and the characters . _ : / @ + -',
);

/** Names and versions of software, which have spaces and brackets. */
const softwareName = text(
  /^[A-Za-z0-9._:/@+,()-]([A-Za-z0-9._:/@+,() -]{0,126}[A-Za-z0-9._:/@+,()-])?$/,
  'a name of at most 128 letters, digits, inner spaces and the characters . _ : / @ + , ( ) -',
);

const errorCode = text(/^[a-z][a-z0-9_]{0,63}$/, 'a code of the error catalogue');

const country = text(/^[A-Z]{2}$/, 'two capital letters of ISO 3166-1');

const time = where(
  text(
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/,
    'a time such as 2026-11-22T10:00:00.000Z',
  ),
  // The pattern lets the 31st of February pass.
  (value) => isCalendarTime(String(value)),
  'a time of the calendar',
);

const index = integer(0, Number.MAX_SAFE_INTEGER);
const count = index;

/** Far more than any list of candidates; a bound keeps a broken writer from numbering for ever. */
const attempt = integer(1, 1_000_000);

const bucket = where(integer(0, 2 ** 40), (value) => isBucket(Number(value)), 'zero or a power of two');

const labels = sortedSet(word);

const envelope = { v: integer(1, 1), id, time, origin: oneOf('live', 'whatif', 'probe', 'import') };

const callEnvelope = {
  ...envelope,
  call: id,
  actor: pseudonym,
  operation: oneOf('generate', 'embed', 'count', 'tool'),
  labels,
  policy: sha256,
  decision: list(word),
};
const callEnvelopeOptional = { run: word, parent: id };

const shapes: Readonly<Record<LeafKind, Shape>> = {
  intent: object(
    {
      ...callEnvelope,
      kind: oneOf('intent'),
      attempt,
      wire: object({ client: word, provider: word }),
      model: object({ name: word }, { weights: sha256 }),
      destination: object({ provider: word, local: oneOf('verified', 'declared', 'no') }, { country }),
      commit: object({ sent: sha256, detail: sha256 }, { request: sha256 }),
    },
    callEnvelopeOptional,
  ),
  outcome: object(
    {
      ...envelope,
      kind: oneOf('outcome'),
      call: id,
      attempt,
      intent: index,
      status: oneOf('completed', 'failed', 'aborted', 'unknown'),
      labels,
      commit: object({}, { received: sha256, replied: sha256, detail: sha256 }),
    },
    {
      error: errorCode,
      http: integer(100, 599),
      finish: oneOf('stop', 'length', 'tool-calls', 'content-filter', 'other'),
      tokens: object({ input: bucket, output: bucket, source: oneOf('reported', 'counted', 'estimated') }),
      engine: object({
        build: softwareName,
        template: sha256,
        deterministic: trueOrFalse,
        batched: trueOrFalse,
      }),
    },
  ),
  refusal: object(
    {
      ...callEnvelope,
      kind: oneOf('refusal'),
      wire: object({ client: word }),
      error: errorCode,
      commit: object({ request: sha256, detail: sha256 }),
    },
    callEnvelopeOptional,
  ),
  access: object(
    {
      ...envelope,
      kind: oneOf('access'),
      actor: pseudonym,
      action: oneOf('open-body', 'search-bodies', 'export'),
      fields: list(oneOf('request', 'sent', 'received')),
    },
    { call: id, reason: sha256 },
  ),
  change: object(
    {
      ...envelope,
      kind: oneOf('change'),
      actor: pseudonym,
      subject: oneOf(
        'key',
        'credential',
        'configuration',
        'model',
        'policy',
        'hold',
        'approval',
        'node-keys',
      ),
      action: oneOf('add', 'replace', 'remove'),
      target: word,
    },
    { digest: sha256 },
  ),
  erasure: object({
    ...envelope,
    kind: oneOf('erasure'),
    actor: pseudonym,
    extent: oneOf('bodies', 'everything'),
    domains: list(word),
    calls: list(id),
    basis: word,
  }),
  attestation: object({
    ...envelope,
    kind: oneOf('attestation'),
    actor: pseudonym,
    subject: word,
    digest: sha256,
  }),
  'log-session': object(
    {
      ...envelope,
      kind: oneOf('log-session'),
      event: oneOf('open', 'heartbeat', 'close'),
      session: id,
      software: softwareName,
      counts: object({ intents: count, outcomes: count, refusals: count, strangers: count }),
    },
    { recovered: count, coverage: sha256, continues: object({ origin: word, size: count, root: sha256 }) },
  ),
};

/** By kind. A map, because an object would also find what every object inherits. */
export const leafShapes: ReadonlyMap<string, Shape> = new Map(Object.entries(shapes));

/** By hand, because making a Date and writing it again costs as much as half of the leaf. */
function isCalendarTime(value: string): boolean {
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
  const month = twoDigits(value, 5);
  const day = twoDigits(value, 8);
  return (
    day >= 1 &&
    day <= daysIn(year, month) &&
    twoDigits(value, 11) <= 23 &&
    twoDigits(value, 14) <= 59 &&
    // No leap seconds: the node's clock has none.
    twoDigits(value, 17) <= 59
  );
}

function twoDigits(value: string, at: number): number {
  const zero = 0x30;
  return (value.charCodeAt(at) - zero) * 10 + (value.charCodeAt(at + 1) - zero);
}

/** Zero for a month that there is not. */
function daysIn(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isBucket(value: number): boolean {
  return value === 0 || 2 ** Math.round(Math.log2(value)) === value;
}
