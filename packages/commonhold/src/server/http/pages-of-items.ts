import { CommonholdError, type JsonObject } from '#base';

/** OpenAI's own numbers: what a page has when nobody says, and what it has at most. */
const limitUnsaid = 20;
const limitMax = 100;

/** A page of items that each have an id, in OpenAI's form of a list. `items` come oldest first; a page begins with the latest. */
export function pageOfItems(
  items: readonly JsonObject[],
  { limit, order = 'desc', after }: Readonly<Record<string, string | undefined>>,
) {
  if (order !== 'asc' && order !== 'desc') throw invalid('order', 'expected "asc" or "desc"');
  const ordered = order === 'asc' ? items : items.toReversed();
  const last = after === undefined ? -1 : ordered.findIndex(({ id }) => id === after);
  if (after !== undefined && last === -1) throw invalid('after', 'expected the id of an item of this list');
  const data = ordered.slice(last + 1, last + 1 + limitOf(limit));
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: last + 1 + data.length < ordered.length,
  };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return limitUnsaid;
  const limit = Number(text);
  if (!/^\d{1,3}$/.test(text) || limit < 1 || limit > limitMax) {
    throw invalid('limit', `expected a whole number from 1 to ${limitMax}`);
  }
  return limit;
}

function invalid(field: string, expected: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `${field}: ${expected}`, field });
}
