import type { ImportedUse } from '#ledger';
import { byCalls, callsOf } from './report-sums.ts';

/** A model that this node can ask. */
export interface Route {
  readonly model: string;
  readonly provider: string;
  /** The vendor of the provider's row, where one is known. */
  readonly vendor: string | undefined;
}

export interface StandIn {
  readonly model: string;
  readonly provider: string;
  /** `same-name`: it has the name of a model that was used. `local`: a model on this machine, of whatever kind. */
  readonly why: 'same-name' | 'local';
}

/** What would stop with a vendor: the calls of the last days that the sources have. */
export interface LateUse {
  readonly calls: number;
  /** Calls a day, over all days of that time. */
  readonly perDay: number;
  readonly models: readonly LateModel[];
}

export interface LateModel {
  readonly model: string;
  readonly calls: number;
  /** Told from the name. Weights that are open can be run by anybody, on machines that are large enough. */
  readonly weights: 'open' | 'closed' | 'unknown';
  /** Other vendors for whom the published list of prices has the same name. Some pass it on to its maker alone. */
  readonly alsoListed: readonly string[];
}

export interface StandInMeans {
  readonly routes: readonly Route[];
  /** Vendors for whom the list of prices has this model. */
  readonly vendorsWith: (model: string) => readonly string[];
}

/** "Of late" is so many days back from the last call that the sources have. */
const lateDays = 30;
const dayMs = 86_400_000;

/** The first day that is of late, counted from the last one. */
export function lateFrom(last: string): string {
  return new Date(Date.parse(last) - (lateDays - 1) * dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

export function lateUseOf(vendor: string, late: readonly ImportedUse[], means: StandInMeans): LateUse {
  const calls = callsOf(late);
  const models = [...Map.groupBy(late, ({ model }) => model)].map(([model, uses]): LateModel => ({
    model,
    calls: callsOf(uses),
    weights: weightsByName(model),
    alsoListed: means.vendorsWith(model).filter((other) => other !== vendor),
  }));
  return { calls, perDay: calls / lateDays, models: models.sort(byCalls) };
}

/** By name only, and never of the vendor itself, whose vanishing is the question. */
export function standInsOf(
  vendor: string,
  models: ReadonlySet<string>,
  routes: readonly Route[],
): readonly StandIn[] {
  const names = new Set([...models].map(bareName));
  return routes.flatMap(({ model, provider, vendor: other }): StandIn[] => {
    if (provider === 'local') return [{ model, provider, why: 'local' }];
    const isSame = names.has(bareName(model));
    const isOther = provider !== vendor && other !== vendor;
    return isSame && isOther ? [{ model, provider, why: 'same-name' }] : [];
  });
}

/** Resellers put the maker before a model's name. */
function bareName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

/** Families whose makers publish the weights of every model that has such a name. */
const openFamilies =
  /^(apertus|deepseek|falcon|gemma|glm-4\.5|gpt-oss|granite|kimi-k2|llama|meta-llama|mixtral|ministral|olmo|open-mi|phi-|qwen-?\d|qwq|smollm)/;
/** Families of which no model's weights were ever published. */
const closedFamilies = /^(anthropic\.|chatgpt|claude|codex|gemini|gpt-[345](?!.*oss)|o[134](-|$))/;

/** Makers publish some and keep others under names that are alike: those are unknown. */
export function weightsByName(model: string): LateModel['weights'] {
  const name = bareName(model);
  if (openFamilies.test(name)) return 'open';
  return closedFamilies.test(name) ? 'closed' : 'unknown';
}
