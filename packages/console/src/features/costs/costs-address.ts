import type { CostsBy, CostsView, CostView } from 'commonhold/api';
import { endOf, startOf } from './days.ts';

/** In the order of the page. */
export const groupings = [
  'model',
  'vendor',
  'principal',
  'project',
  'destination',
] as const satisfies readonly CostsBy[];

/** An address that means nothing shows models. */
export function readGrouping(search: string): CostsBy {
  const by = new URLSearchParams(search).get('by');
  return groupings.find((one) => one === by) ?? 'model';
}

/** The calls behind a row; undefined where the list of calls cannot be asked for them. */
export function callsAddress(
  cost: CostView,
  { by, from, to, timeZone }: Pick<CostsView, 'by' | 'from' | 'to' | 'timeZone'>,
): string | undefined {
  const query = new URLSearchParams();
  const { principal, provider, model } = cost;
  switch (by) {
    case 'principal':
      if (principal === undefined) return undefined;
      query.set('principal', principal.id);
      break;
    case 'model':
    case 'vendor':
    case 'destination':
      if (provider === undefined) return undefined;
      query.set('provider', provider);
      if (model !== undefined) query.set('model', model);
      break;
    case 'project':
      return undefined;
  }
  query.set('from', startOf(from, timeZone));
  query.set('to', endOf(to, timeZone));
  return `/calls?${query.toString()}`;
}
