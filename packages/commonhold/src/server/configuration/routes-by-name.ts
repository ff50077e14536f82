import type { Configuration } from '#config';
import type { Route } from '#import';

/** What this node could ask, by name: models on this machine and those that rows of providers list. Nobody is asked. */
export function routesByName(
  localModels: Iterable<string>,
  { providers }: Pick<Configuration, 'providers'>,
): readonly Route[] {
  const local = [...localModels].map((model): Route => ({ model, provider: 'local', vendor: undefined }));
  const remote = Object.entries(providers).flatMap(([provider, { models, vendor }]) =>
    models.map((model): Route => ({ model, provider, vendor })),
  );
  return [...local, ...remote];
}
