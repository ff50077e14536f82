import type { ListedModel, ProviderOptions } from '#providers';
import type { ProviderFinding } from '../api/providers-view.ts';

/** What the configuration calls by name at one provider. */
export interface NamedModels {
  /** Written out, in its row or as a step of a route. */
  readonly names: readonly string[];
  /** How names begin, without the star. */
  readonly beginnings: readonly string[];
}

/** Names for which a list cannot be held against the configuration, by vendor, and why. */
const otherNames: Readonly<Record<string, string>> = {
  'azure-openai': 'it lists models that could be deployed, and is called by the names of deployments',
  'llama-server': 'it answers whatever name it is asked by',
};

/** A dated name stands behind a plain one: `claude-x` is answered by `claude-x-20260101`, `llama3.2` by `llama3.2:latest`. */
const datedEnd = /^(?:[-@]\d{3,8}|-\d{4}-\d{2}-\d{2}|-latest|:latest)$/;

export function missingModels(models: readonly ListedModel[], { names, beginnings }: NamedModels): string[] {
  const known = models.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const exact = new Set(known);
  return [
    ...names.filter(
      (name) =>
        !exact.has(name) &&
        !known.some((one) => one.startsWith(name) && datedEnd.test(one.slice(name.length))),
    ),
    ...beginnings.filter((begin) => !known.some((one) => beginsSo(one, begin))).map((begin) => `${begin}*`),
  ];
}

/** As the gate reads `claude-*`: a name that ends where the beginning does names no model. */
export function beginsSo(name: string, begin: string): boolean {
  return name.startsWith(begin) && name.length > begin.length;
}

export function modelsFinding(
  row: Pick<ProviderOptions, 'vendor'>,
  provider: string,
  models: readonly ListedModel[],
  named: NamedModels,
): ProviderFinding {
  const count = `It lists ${models.length} ${models.length === 1 ? 'model' : 'models'}`;
  const asked = named.names.length + named.beginnings.length;
  const see = `commonhold models list --provider ${provider} shows them.`;
  if (models.length === 0) {
    return { check: 'models', verdict: 'attention', seen: `${count}.`, advice: 'Load or pull one there.' };
  }
  if (asked === 0) {
    return {
      check: 'models',
      verdict: 'attention',
      seen: `${count}, and the configuration names none of them.`,
      advice: `List some under models: of its row, or write a route; ${see}`,
    };
  }
  const why = row.vendor === undefined ? undefined : otherNames[row.vendor];
  const missing = missingModels(models, named);
  if (missing.length === 0) {
    return {
      check: 'models',
      verdict: 'good',
      seen: `${count}; all that the configuration names are among them.`,
    };
  }
  const told = missing.map((name) => JSON.stringify(name)).join(', ');
  if (why !== undefined) {
    return {
      check: 'models',
      verdict: 'unknown',
      seen: `${count}. ${told} cannot be held against that: ${why}.`,
    };
  }
  const isOnlyBeginnings = missing.every((name) => name.endsWith('*'));
  return {
    check: 'models',
    verdict: isOnlyBeginnings ? 'attention' : 'broken',
    seen: `${count}, and not ${told}, which the configuration names.`,
    advice: `Look for the name that is meant; ${see}`,
  };
}
