import { type Cost, costsNothing, nanosPerUnit, type Usage } from '#call';
import type { OwnPrice } from './options.ts';

/** What one model at one destination costs. */
export interface Price {
  /** `served` is the model that answered, where the destination named it: an alias may have no price of its own. */
  costOf(usage: Usage, at: number, served?: string): Cost;
}

/** The engine inside: nobody is paid for it. What the machine and its electricity cost, nobody here knows. */
export const engineIsFree: Price = { costOf: () => costsNothing };

export const noPrice: Price = { costOf: () => ({ source: 'unknown', why: 'no-price' }) };

export function ownersPrice({ input, cachedInput = input, output, currency }: OwnPrice): Price {
  return {
    costOf({ inputTokens, cachedInputTokens = 0, outputTokens }) {
      const cached = Math.min(cachedInputTokens, inputTokens);
      const perMillion = (inputTokens - cached) * input + cached * cachedInput + outputTokens * output;
      return cost(perMillion / 1_000_000, { source: 'owner', currency });
    },
  };
}

/** An amount that cannot be one (a destination may claim any number of tokens) is not believed. */
export function cost(amount: number, known: Omit<Extract<Cost, { readonly nanos: number }>, 'nanos'>): Cost {
  const nanos = Math.round(amount * nanosPerUnit);
  if (!Number.isSafeInteger(nanos) || nanos < 0) return { source: 'unknown', why: 'no-usage' };
  return { ...known, nanos };
}
