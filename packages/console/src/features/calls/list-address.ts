import type { CallOrigin, CallStatusView, Locality } from 'commonhold/api';

/**
 * What the list shows, as the address of the page holds it: it can be bookmarked and shared, and the back button
 * steps through it. Words of the address that are not known here are kept apart and named, never dropped in silence.
 */
export interface ListAddress {
  readonly filters: Filters;
  readonly place: Place;
  /** Calls that were picked to be compared: none, one or two. */
  readonly picked: readonly string[];
  /** Parts of the address that mean nothing here, as they stand in it. */
  readonly unknown: readonly string[];
}

export interface Filters {
  readonly q?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly principal?: string;
  readonly status?: CallStatusView;
  readonly errors?: 'true';
  readonly operation?: Operation;
  readonly wire?: string;
  readonly local?: Locality;
  readonly origin?: CallOrigin;
  readonly label?: string;
  readonly run?: string;
  /** When the call began, in the form of the record, both included. */
  readonly from?: string;
  readonly to?: string;
}

export type FilterName = keyof Filters;
type Operation = 'generate' | 'embed' | 'count' | 'tool';

/** Where in the log the page lies. Places are by the log's order and never by the clock. */
export type Place =
  | { readonly type: 'latest' }
  | { readonly type: 'before' | 'after'; readonly index: number };

/** Every filter with the values that the node knows; `undefined` for names that only a record can list. */
export const filterValues = {
  q: undefined,
  model: undefined,
  provider: undefined,
  principal: undefined,
  status: ['open', 'completed', 'failed', 'aborted', 'unknown', 'refused'],
  errors: ['true'],
  operation: ['generate', 'embed', 'count', 'tool'],
  wire: undefined,
  local: ['verified', 'declared', 'no'],
  origin: ['live', 'whatif', 'probe', 'import'],
  label: undefined,
  run: undefined,
  from: undefined,
  to: undefined,
} as const satisfies Record<FilterName, readonly string[] | undefined>;

export const filterNames = Object.keys(filterValues) as readonly FilterName[];

/** What the node takes as a name; a longer one is refused there with an explanation. */
const callId = /^[0-9a-z]{26}$/;
const pickedMax = 2;

export function readListAddress(search: string): ListAddress {
  const filters: Partial<Record<FilterName, string>> = {};
  const unknown: string[] = [];
  let place: Place = { type: 'latest' };
  let picked: string[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (isFilter(name) && isValue(name, value) && filters[name] === undefined) filters[name] = value;
    else if ((name === 'before' || name === 'after') && /^(\d{1,15}|-1)$/.test(value)) {
      place = { type: name, index: Number(value) };
    } else if (name === 'picked' && value.split('.').every((id) => callId.test(id))) {
      picked = [...new Set(value.split('.'))];
    } else unknown.push(`${name}=${value}`);
  }
  if (picked.length > pickedMax) {
    unknown.push(`picked=${picked.join('.')}`);
    picked = [];
  }
  return { filters: filters as Filters, place, picked, unknown };
}

function isFilter(name: string): name is FilterName {
  return Object.hasOwn(filterValues, name);
}

function isValue(name: FilterName, value: string): boolean {
  const values: readonly string[] | undefined = filterValues[name];
  if (name === 'from' || name === 'to') return !Number.isNaN(Date.parse(value));
  return value !== '' && (values === undefined || values.includes(value));
}

/** The address of a list, always written in the same order, so that equal views have equal addresses. */
export function listAddress(
  filters: Filters,
  place: Place = { type: 'latest' },
  picked: readonly string[] = [],
): string {
  const query = new URLSearchParams();
  for (const name of filterNames) {
    const value = filters[name];
    if (value !== undefined) query.set(name, value);
  }
  if (place.type !== 'latest') query.set(place.type, String(place.index));
  if (picked.length > 0) query.set('picked', picked.join('.'));
  const text = query.toString();
  return text === '' ? '/calls' : `/calls?${text}`;
}

export function withoutFilter(filters: Filters, name: FilterName): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([kept]) => kept !== name));
}

export function withFilter(filters: Filters, name: FilterName, value: string | undefined): Filters {
  const rest = withoutFilter(filters, name);
  return value === undefined || value === '' ? rest : { ...rest, [name]: value };
}

/** `picked` with this call in it or out of it. A third is not taken: two are compared. */
export function withPicked(picked: readonly string[], id: string, isIn: boolean): readonly string[] {
  const others = picked.filter((one) => one !== id);
  return isIn && others.length < pickedMax ? [...others, id] : others;
}

export function isPickedFull(picked: readonly string[]): boolean {
  return picked.length >= pickedMax;
}
