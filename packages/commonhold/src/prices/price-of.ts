import type { PriceOptions } from './options.ts';
import { noPrice, ownersPrice, type Price } from './price.ts';
import type { Payee, PriceLookup } from './price-list.ts';

/** A model of a row under `providers:`. */
export interface PricedModel extends Payee {
  readonly provider: string;
  readonly model: string;
  /** A server of the owner's own: what it costs to run, no list can know. */
  readonly isOwn: boolean;
}

/** What a model of a provider's row costs: what the owner wrote, else what the list says, else nobody knows. */
export function priceOf(options: PriceOptions, list: PriceLookup, asked: PricedModel): Price {
  const rows = Object.hasOwn(options, asked.provider) ? options[asked.provider] : undefined;
  const name = rows !== undefined && Object.hasOwn(rows, asked.model) ? asked.model : '*';
  const own = rows !== undefined && Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (own !== undefined) return ownersPrice(own);
  return asked.isOwn ? noPrice : (list.priceOf(asked, asked.model) ?? noPrice);
}
