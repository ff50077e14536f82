import type { Configuration } from '#config';
import type { GateConfiguration } from '#gate';
import type { Credentials } from '#identity';
import { LabelSources } from '#labels';
import type { PriceLookup } from '#prices';
import { codecs } from '#wires';
import type { Engines } from '../models/engines.ts';
import type { LocalModel } from '../models/local-models.ts';
import { buildRoutes } from './build-routes.ts';
import type { HttpProviders } from './http-providers.ts';
import type { LabelClassifier } from './label-classifier.ts';

/** What of a running node the gate's configuration is made from, besides the file. */
export interface GateParts {
  readonly models: ReadonlyMap<string, LocalModel>;
  readonly looks: LabelClassifier;
  readonly credentials: Credentials;
  readonly engines: Engines;
  readonly http: HttpProviders;
  readonly prices: PriceLookup;
}

/** What the gate works by, whole: a reload replaces all of it at once. */
export function gateConfigurationOf(
  configuration: Configuration,
  { models, looks, credentials, engines, http, prices }: GateParts,
): GateConfiguration {
  const { labels, limits } = configuration;
  return {
    routes: buildRoutes({
      configuration,
      localModels: models,
      codecs,
      credentials,
      prices,
      engine: (model) => engines.get(model),
      httpProvider: (id, row) => http.get(id, row),
    }),
    vocabulary: { own: new Set(labels.own) },
    sources: new LabelSources(labels.sources),
    keepsResent: labels.resent === 'on',
    labelReach: { found: looks.classifier?.labels ?? [], own: labels.own },
    classifier: looks.classifier,
    pseudonyms: labels.pseudonyms,
    requestBytes: limits.requestBytes,
    replyBytes: limits.replyBytes,
    totalMs: limits.totalSeconds * 1000,
  };
}
