import { z } from 'zod';

/** Beyond this a slip in the unit is likelier than a price: prices are per million tokens. */
const priceMax = 1_000_000;
const perMillion = z.number().min(0).max(priceMax);

/** What the owner pays, per million tokens. It wins over every list. */
const ownPrice = z.strictObject({
  input: perMillion,
  /** Input that was served from a cache; absent: as other input. */
  cachedInput: perMillion.optional(),
  output: perMillion,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters, such as EUR')
    .default('USD'),
});
export type OwnPrice = z.output<typeof ownPrice>;

/** `prices:` in commonhold.yaml: by row under `providers:`, then by model; `*` is every other model of the row. */
export const priceOptions = z.record(z.string().min(1), z.record(z.string().min(1), ownPrice)).default({});
export type PriceOptions = z.output<typeof priceOptions>;
