import type { JsonObject } from '#base';
import type { FinishReason, Part } from '#call';
import { type Fields, isObject } from '../own-fields.ts';

type Finish = Extract<Part, { type: 'finish' }>;

const incompleteReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content-filter'],
]);

/** Why an answer ended. That tools shall be called this wire says by calling them. */
export function readStatus(response: JsonObject, callsTools: boolean): Finish {
  const { status, incomplete_details: details } = response;
  if (status === 'incomplete') {
    const raw = isObject(details) && typeof details['reason'] === 'string' ? details['reason'] : 'incomplete';
    return { type: 'finish', choice: 0, reason: incompleteReasons.get(raw) ?? 'other', raw };
  }
  if (status === 'completed' || typeof status !== 'string') {
    return { type: 'finish', choice: 0, reason: callsTools ? 'tool-calls' : 'stop', raw: 'completed' };
  }
  return { type: 'finish', choice: 0, reason: 'other', raw: status };
}

/** Status and details of a whole answer; an answer that broke off has none of its own and is incomplete. */
export function writeStatus(finish: Omit<Finish, 'type' | 'choice'> | undefined): {
  readonly status: 'completed' | 'incomplete';
  readonly incomplete_details: Fields | null;
} {
  switch (finish?.reason) {
    case 'stop':
    case 'tool-calls':
      return { status: 'completed', incomplete_details: null };
    case 'length':
      return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    case 'content-filter':
      return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
    case 'other':
    case undefined:
      return { status: 'incomplete', incomplete_details: { reason: finish?.raw ?? 'other' } };
  }
}
