export { priceOptions } from './options.ts';
export { engineIsFree, type Price } from './price.ts';
export { PriceList, type PriceLookup } from './price-list.ts';
export { priceOf } from './price-of.ts';
