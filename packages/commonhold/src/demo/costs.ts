import { type Cost, costsNothing, nanosPerUnit, type Usage } from '#call';
import { type DemoModelName, demoModels } from './destinations.ts';

interface InventedPrice {
  /** `destination`: it says with each answer what it took. */
  readonly source: 'owner' | 'destination';
  readonly currency: string;
  /** Per million tokens. */
  readonly input: number;
  readonly output: number;
}

/** One of each kind that a record knows; nobody knows what the third vendor takes. `demoConfiguration` says the owner's again. */
const prices: Readonly<Partial<Record<DemoModelName, InventedPrice>>> = {
  large: { source: 'owner', currency: 'EUR', input: 1, output: 3 },
  aLarge: { source: 'owner', currency: 'USD', input: 40, output: 120 },
  aSmall: { source: 'owner', currency: 'USD', input: 8, output: 24 },
  bCode: { source: 'destination', currency: 'EUR', input: 30, output: 90 },
};

const million = 1_000_000;

/** What an attempt cost; without a count of tokens nobody knows it. */
export function demoCost(name: DemoModelName, usage: Usage | undefined): Cost {
  if (demoModels[name].destination.local === 'verified') return costsNothing;
  if (usage === undefined) return { source: 'unknown', why: 'no-usage' };
  const price = prices[name];
  if (price === undefined) return { source: 'unknown', why: 'no-price' };
  const amount = (usage.inputTokens * price.input + usage.outputTokens * price.output) / million;
  return { source: price.source, nanos: Math.round(amount * nanosPerUnit), currency: price.currency };
}
