import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Finding } from './finding.ts';
import { label } from './label.ts';
import type { Kind } from './kinds.ts';
import type { StrongerDetector } from './stronger.ts';
import { PlainText } from './text/plain-text.ts';

/** What a body is labelled with that Presidio has not looked through, when the owner wants rules to decide about it. */
const uncheckedLabel = 'unchecked';

/** `labels.presidio` in commonhold.yaml: an analyzer of the Presidio project beside this node. Off unless it is there. */
export const presidioOptions = z.strictObject({
  /** Of the analyzer, such as `http://127.0.0.1:5002`; on this machine or in its private network. */
  url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => isPlain(url), 'must not hold a user, a query or a fragment'),
  /** The language that it takes texts to be in, as it names it. */
  language: z.string().regex(/^[a-z]{2,3}$/, 'a code of two or three letters, such as en'),
  /** How sure it must be, from 0 to 1. */
  minimumScore: z.number().min(0).max(1).default(0.5),
  /** Which kinds it is asked for, by its own names, and the label of each. */
  entities: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'a name such as PERSON'), label)
    .refine((entities) => Object.keys(entities).length > 0, 'names no kind to look for'),
  /** The longest that a call waits for all its answers. */
  timeoutMs: z.int().min(100).max(120_000).default(10_000),
  /** When it does not answer: refuse the call, or label it `unchecked` and let rules decide. */
  onFailure: z.enum(['refuse', 'label']).default('refuse'),
});
export type PresidioOptions = z.output<typeof presidioOptions>;

function isPlain(url: string): boolean {
  const { username, password, search, hash } = new URL(url);
  return username + password + search + hash === '';
}

/** Every label that these options may raise, and where they name it. */
export function presidioLabels({ entities, onFailure }: PresidioOptions): readonly {
  readonly path: readonly string[];
  readonly label: string;
}[] {
  const named = Object.entries(entities).map(([type, name]) => ({ path: ['entities', type], label: name }));
  return onFailure === 'refuse' ? named : [...named, { path: ['onFailure'], label: uncheckedLabel }];
}

/** Posts to the analyzer and gives the JSON that it answers with. */
export type AskPresidio = (path: string, body: unknown, signal: AbortSignal) => Promise<unknown>;

const answerShape = z.array(
  z.object({ entity_type: z.string(), start: z.int().min(0), end: z.int(), score: z.number() }),
);

/** Presidio as a detector. It is asked for the text as all detectors see it. */
export function presidioDetector(options: PresidioOptions, ask: AskPresidio): StrongerDetector {
  const { language, minimumScore, entities, timeoutMs, onFailure } = options;
  const wanted = Object.keys(entities);
  return {
    labels: presidioLabels(options).map(({ label: name }) => name),
    timeoutMs,
    labelWhenSilent: onFailure === 'label' ? uncheckedLabel : undefined,
    async find(text, signal) {
      // A half of a pair is no text for it; what takes its place is as long.
      const plain = new PlainText(text.toWellFormed());
      // It refuses a text without anything in it.
      if (!/[\p{L}\p{N}]/u.test(plain.text)) return [];
      const body = { text: plain.text, language, score_threshold: minimumScore, entities: wanted };
      const answer = answerShape.safeParse(await ask('/analyze', body, signal));
      if (!answer.success) throw strange('what it answers is no list of findings');
      const unitOf = codePointPlaces(plain.text);
      const findings: Finding[] = [];
      for (const { entity_type: type, start, end, score } of answer.data) {
        const [from, to] = [unitOf(start), unitOf(end)];
        if (from === undefined || to === undefined || from >= to)
          throw strange('it finds something outside of the text');
        if (score < minimumScore || !Object.hasOwn(entities, type)) continue;
        findings.push({
          ...plain.originalRange(from, to),
          label: entities[type] ?? '',
          detector: 'presidio',
          confidence: 'likely',
          replaceAs: kindsByType[type] ?? 'TERM',
        });
      }
      return findings;
    },
  };
}

function strange(detail: string): CommonholdError {
  return new CommonholdError('detector_unavailable', { detail });
}

/** Python counts code points, and we count UTF-16 units. Undefined beyond the end. */
function codePointPlaces(text: string): (point: number) => number | undefined {
  if (!/[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text)) {
    return (point) => (point <= text.length ? point : undefined);
  }
  const places: number[] = [];
  let unit = 0;
  for (const point of text) {
    places.push(unit);
    unit += point.length;
  }
  places.push(unit);
  return (point) => places[point];
}

const kindsByType: Readonly<Record<string, Kind>> = {
  PERSON: 'PERSON',
  EMAIL_ADDRESS: 'EMAIL',
  PHONE_NUMBER: 'PHONE',
  CREDIT_CARD: 'CARD',
  IBAN_CODE: 'IBAN',
  IP_ADDRESS: 'IP',
  MAC_ADDRESS: 'MAC',
  DATE_TIME: 'DATE',
  CRYPTO: 'ID',
  MEDICAL_LICENSE: 'ID',
  US_SSN: 'ID',
  US_PASSPORT: 'ID',
  US_DRIVER_LICENSE: 'ID',
  US_BANK_NUMBER: 'ID',
  UK_NHS: 'ID',
};
