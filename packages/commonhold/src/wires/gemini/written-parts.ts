import type { OutputPart, Part, TokenLogprob } from '#call';
import { addMissing, type Fields, isObject } from '../own-fields.ts';
import type { ReplyContext } from '../wire.ts';
import { answeredArguments } from '../tool-arguments.ts';
import { writeLogprobs } from './logprobs.ts';
import { wire } from './wire-name.ts';

/** Parts of an answer as this wire writes them; undefined for one that says nothing here. */
export function writtenPart(part: Exclude<OutputPart, { type: 'unknown' }>): Fields | undefined {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? undefined : { text: part.text };
    case 'reasoning':
      return part.text === '' && !part.extra
        ? undefined
        : withExtra({ text: part.text, thought: true }, part);
    case 'tool-call': {
      const call = { id: part.id, name: part.name, args: answeredArguments(part.arguments) };
      return withExtra({ functionCall: call }, part);
    }
  }
}

function withExtra(fields: Fields, { extra }: Exclude<OutputPart, { type: 'unknown' }>): Fields {
  if (extra?.wire === wire) addMissing(fields, extra.fields);
  return fields;
}

/** What only this wire knows of an answer, by where it belongs. */
export type OwnValue =
  | { readonly type: 'part'; readonly candidate: number; readonly part: Fields; readonly at: number }
  | { readonly type: 'candidate'; readonly candidate: number; readonly fields: Fields }
  | { readonly type: 'response'; readonly fields: Fields };

export function ownValueOf({ wire: from, value }: Extract<Part, { type: 'unknown' }>): OwnValue | undefined {
  if (from !== wire || !isObject(value)) return undefined;
  const { candidate, part, at, fields, response } = value;
  if (isObject(response)) return { type: 'response', fields: response };
  if (typeof candidate !== 'number') return undefined;
  if (isObject(part) && typeof at === 'number') return { type: 'part', candidate, part, at };
  return isObject(fields) ? { type: 'candidate', candidate, fields } : undefined;
}

/** Log-probabilities stand beside what was said; only who asked for them gets them. */
export function logprobsOf(
  tokens: readonly TokenLogprob[] | undefined,
  { request }: ReplyContext,
): Fields | undefined {
  if (!tokens || tokens.length === 0 || !request.logprobs) return undefined;
  return { logprobsResult: writeLogprobs(tokens, request.logprobs.alternatives) };
}

/** Said where a destination blocked the prompt itself: then there is no candidate. */
export function isBlocked(fields: Fields): boolean {
  const { promptFeedback } = fields;
  return isObject(promptFeedback) && typeof promptFeedback['blockReason'] === 'string';
}
