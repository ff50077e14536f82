import { CommonholdError } from '#base';
import type { Configuration } from '#config';
import { PriceList, type PriceLookup } from '#prices';

/**
 * The published prices, read once, and only by a node that has somebody to pay or a past to price: the list is large, and a
 * start that needs none of it should not wait for it.
 */
export class PricesInUse implements PriceLookup {
  #reading: Promise<PriceList> | undefined;
  #list: PriceList | undefined;

  /** Read before routes are made of a configuration; without rows under `providers:` nobody is to be paid. */
  async ready({ providers }: Pick<Configuration, 'providers'>): Promise<void> {
    if (Object.keys(providers).length > 0) await this.list();
  }

  async list(): Promise<PriceList> {
    this.#list = await (this.#reading ??= PriceList.load());
    return this.#list;
  }

  priceOf: PriceLookup['priceOf'] = (payee, model) => {
    if (this.#list === undefined) throw new CommonholdError('internal', { detail: 'prices were not read' });
    return this.#list.priceOf(payee, model);
  };
}
