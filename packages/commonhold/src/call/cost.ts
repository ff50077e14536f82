/**
 * A billionth of a unit of money. Prices are told per million tokens, so that one token costs fractions of a cent that
 * would be lost by rounding; whole numbers of this size can be added up exactly, to nine million of any currency.
 */
export const nanosPerUnit = 1_000_000_000;

/**
 * What one attempt has cost, as far as anybody knows it. A price that nobody knows is `unknown` and never zero; the engine
 * inside costs nothing, and that is said and not left out.
 */
export type Cost =
  | {
      /**
       * Who says so: our own `engine`, which nobody is paid for; the `owner`'s prices; the published `list` of prices; or the
       * `destination` itself, which told it with its answer.
       */
      readonly source: 'engine' | 'owner' | 'list' | 'destination';
      readonly nanos: number;
      readonly currency: string;
      /** Of a list: which one, and the day on which it was published. */
      readonly list?: string;
      readonly priced?: string;
    }
  | {
      readonly source: 'unknown';
      /** There is no price for the model, or nobody counted the tokens. */
      readonly why: 'no-price' | 'no-usage';
    };

/** What the engine inside costs; in no currency, because nothing has none. */
export const costsNothing: Cost = { source: 'engine', nanos: 0, currency: '' };
