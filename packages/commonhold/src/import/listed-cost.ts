import type { Cost } from '#call';
import type { PriceList } from '#prices';
import type { ImportedCall } from './imported-call.ts';

/** Vendors by the names that sources have for them, and what our catalog calls them. */
const catalogNames: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'anthropic'],
  ['azure', 'azure-openai'],
  ['azure_ai', 'azure-openai'],
  ['bedrock', 'aws-bedrock'],
  ['cohere', 'cohere'],
  ['deepseek', 'deepseek'],
  ['fireworks_ai', 'fireworks'],
  ['gemini', 'gemini-paid'],
  ['google', 'gemini-paid'],
  ['groq', 'groq'],
  ['mistral', 'mistral'],
  ['openai', 'openai'],
  ['openrouter', 'openrouter'],
  ['together_ai', 'together'],
  ['xai', 'xai'],
]);

/**
 * What the published list says that these tokens cost on their day, whatever was really paid: a subscription pays no tokens.
 * Undefined where the source says no tokens or no day, so that nothing is worked out of nothing.
 */
export function listedCost(
  prices: PriceList,
  { vendor, model, usage, time }: ImportedCall,
): Cost | undefined {
  const name = catalogNames.get(vendor.name);
  if (usage === undefined || time === undefined) return undefined;
  const price = name === undefined ? undefined : prices.priceOf({ vendor: name, baseUrl: '' }, model);
  return price?.costOf(usage, Date.parse(time)) ?? { source: 'unknown', why: 'no-price' };
}
