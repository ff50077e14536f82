import type { WireName } from '#call';
import type { Configuration } from '#config';
import type { Candidate, Routes } from '#gate';
import type { Credentials } from '#identity';
import { engineIsFree, type PriceLookup, priceOf } from '#prices';
import { destinationOf, type Provider, type ProviderOptions, renamedFields } from '#providers';
import type { Codec } from '#wires';
import type { LocalModel } from '../models/local-models.ts';

export interface RouteParts {
  readonly configuration: Pick<Configuration, 'providers' | 'routes' | 'prices'>;
  readonly localModels: ReadonlyMap<string, LocalModel>;
  readonly codecs: Readonly<Record<WireName, Codec>>;
  readonly credentials: Pick<Credentials, 'get'>;
  readonly prices: PriceLookup;
  engine(model: LocalModel): Provider;
  httpProvider(id: string, row: ProviderOptions): Provider;
}

/**
 * What every model name means. Four kinds of names, later ones giving way to earlier ones: routes that the owner
 * wrote, models of the engine inside, models that a provider's row lists, and those that begin as a row says (`claude-*`),
 * of which the longest beginning counts. A route that names a local model which is
 * not on this machine keeps its other candidates.
 */
export function buildRoutes(parts: RouteParts): Routes {
  const byModel = new Map<string, readonly Candidate[]>();
  const byPrefix = new Map<string, (model: string) => readonly Candidate[]>();
  for (const [id, row] of Object.entries(parts.configuration.providers)) {
    for (const model of row.models) {
      if (model.endsWith('*')) byPrefix.set(model.slice(0, -1), (name) => [remote(parts, id, row, name)]);
      else byModel.set(model, [remote(parts, id, row, model)]);
    }
  }
  for (const model of parts.localModels.values()) byModel.set(model.name, [local(parts, model)]);
  for (const [name, steps] of Object.entries(parts.configuration.routes)) {
    const candidates = steps.flatMap(({ provider, model }): Candidate[] => {
      if (provider === 'local') {
        const here = parts.localModels.get(model);
        return here ? [local(parts, here)] : [];
      }
      const row = parts.configuration.providers[provider];
      return row ? [remote(parts, provider, row, model)] : [];
    });
    // Also without candidates: it must not fall back to a row that lists the same name, as the owner said where it goes.
    byModel.set(name, candidates);
  }
  return { byModel, byPrefix };
}

function local(parts: RouteParts, model: LocalModel): Candidate {
  return {
    model: model.name,
    modelIsBuiltIn: model.builtIn,
    // The log writes digests in base64url; files of models are named by hex.
    weightsDigest: Buffer.from(model.digest, 'hex').toString('base64url'),
    destination: {
      provider: 'local',
      legalEntity: undefined,
      country: undefined,
      retentionDays: undefined,
      trainsOnData: false,
      local: 'verified',
    },
    codec: parts.codecs.native,
    provider: parts.engine(model),
    authentication: { mode: 'none' },
    price: engineIsFree,
  };
}

function remote(parts: RouteParts, id: string, row: ProviderOptions, model: string): Candidate {
  const destination = destinationOf(id, row);
  return {
    model,
    modelIsBuiltIn: false,
    weightsDigest: undefined,
    destination,
    codec: parts.codecs[row.wire],
    provider: parts.httpProvider(id, row),
    price: priceOf(parts.configuration.prices, parts.prices, {
      provider: id,
      model,
      vendor: row.vendor,
      baseUrl: row.baseUrl,
      isOwn: destination.local === 'declared',
    }),
    authentication:
      row.authentication === 'stored'
        ? { mode: 'stored', credential: () => parts.credentials.get(id), header: row.credentialHeader }
        : { mode: row.authentication },
    headers: row.headers,
    query: row.query,
    renamed: renamedFields(row),
    patience: patienceOf(row),
  };
}

function patienceOf({ retries, breaker }: ProviderOptions): Candidate['patience'] {
  return {
    retries: {
      max: retries.max,
      firstMs: retries.firstSeconds * 1000,
      longestMs: retries.longestSeconds * 1000,
    },
    breaker: {
      failures: breaker.failures,
      windowMs: breaker.windowSeconds * 1000,
      restMs: breaker.restSeconds * 1000,
    },
  };
}
