import type { Logger } from 'pino';
import { type Clock, CommonholdError } from '#base';
import type { Configuration } from '#config';
import type { Credentials } from '#identity';
import { type Price, type PriceList, priceOf } from '#prices';
import {
  askForModels,
  listAddress,
  type ListedModel,
  type ModelsAnswer,
  type ProviderOptions,
} from '#providers';
import { codecs } from '#wires';
import type { ProvidedModelView, ProviderModelsView, ProviderTestView } from '../api/providers-view.ts';
import { judgeAnswer } from './judge-answer.ts';
import { beginsSo, missingModels, type NamedModels } from './judge-models.ts';

interface Parts {
  readonly credentials: Pick<Credentials, 'get'>;
  readonly prices: { list(): Promise<PriceList> };
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
}

/**
 * Asks providers which models they have, when a person wants to know. That costs nothing and carries no content, so it is no
 * call: no rule decides about it and the record has no entry of it. It is told in the node's log before a connection is
 * opened, and it carries the stored credential to nobody but whom calls carry it to.
 */
export class ProviderQuestions {
  readonly #configuration: () => Configuration;
  readonly #parts: Parts;

  constructor(configuration: () => Configuration, parts: Parts) {
    this.#configuration = configuration;
    this.#parts = parts;
  }

  /** Throws `provider_unknown`, and for the rest says what it found. */
  async test(provider: string, signal: AbortSignal): Promise<ProviderTestView> {
    const row = this.#row(provider);
    const { clock, credentials } = this.#parts;
    const address = listAddress(row);
    const credential = row.authentication === 'stored' ? credentials.get(provider) : undefined;
    const answer = await this.#ask(provider, row, credential, signal);
    // Where anybody gets the list, it says nothing about the credential.
    const without =
      credential !== undefined && answer.type === 'list'
        ? await this.#ask(provider, row, undefined, signal)
        : undefined;
    const named = namedAt(provider, this.#configuration());
    const findings = judgeAnswer({
      provider,
      row,
      hasCredential: credential !== undefined,
      address,
      answer,
      isPublic: without && without.type === 'list',
      named,
      now: clock.now(),
    });
    return {
      provider,
      wire: row.wire,
      authentication: row.authentication,
      address: address.origin + address.pathname,
      works: findings.every(({ verdict }) => verdict !== 'broken'),
      findings,
      ...(answer.type === 'failed'
        ? {}
        : { waitMs: Math.round(answer.waitMs), connectMs: Math.round(answer.connectMs) }),
      ...(answer.type === 'list' ? { models: answer.models.length } : {}),
      missing: answer.type === 'list' ? missingModels(answer.models, named) : [],
    };
  }

  /** Throws `provider_unknown`, `credential_missing`, and `models_not_told` with the reason. */
  async models(provider: string, signal: AbortSignal): Promise<ProviderModelsView> {
    const row = this.#row(provider);
    const credential = row.authentication === 'stored' ? this.#parts.credentials.get(provider) : undefined;
    const answer = await this.#ask(provider, row, credential, signal);
    if (answer.type !== 'list') {
      throw new CommonholdError('models_not_told', { provider, detail: reasonOf(answer) });
    }
    const address = listAddress(row);
    const prices = await this.#parts.prices.list();
    const view = (model: ListedModel): ProvidedModelView => this.#view(provider, row, model, prices);
    return { provider, address: address.origin + address.pathname, models: answer.models.map(view) };
  }

  #row(provider: string): ProviderOptions {
    const { providers } = this.#configuration();
    const row = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
    if (row === undefined)
      throw new CommonholdError('provider_unknown', { provider: JSON.stringify(provider) });
    return row;
  }

  #ask(
    provider: string,
    row: ProviderOptions,
    credential: string | undefined,
    signal: AbortSignal,
  ): Promise<ModelsAnswer> {
    const address = listAddress(row);
    const { http } = codecs[row.wire];
    this.#parts.log.info(
      {
        purpose: 'provider-models',
        provider,
        destination: address.origin,
        credential: credential !== undefined,
      },
      'asking a provider for its list of models',
    );
    const shown =
      credential === undefined
        ? {}
        : row.credentialHeader === undefined
          ? http.credential(credential)
          : { [row.credentialHeader]: credential };
    return askForModels(
      {
        id: provider,
        address,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...http.fixed,
          ...row.headers,
          ...shown,
        },
        vendor: row.vendor,
        mustBePrivate: row.destination.local === 'declared',
      },
      this.#parts.clock,
      signal,
    );
  }

  #view(
    provider: string,
    row: ProviderOptions,
    { price: told, contextTokens, ...model }: ListedModel,
    prices: PriceList,
  ): ProvidedModelView {
    const { vendor, baseUrl, destination } = row;
    const asked = { provider, model: model.name, vendor, baseUrl, isOwn: destination.local === 'declared' };
    const known = ratesOf(priceOf(this.#configuration().prices, prices, asked), this.#parts.clock.now());
    const price =
      told !== undefined && known?.by !== 'owner'
        ? { ...told, currency: 'USD', by: 'provider' as const }
        : known;
    const context = contextOf(contextTokens, asked.isOwn ? undefined : prices.contextOf(asked, model.name));
    return {
      ...model,
      listed: row.models.some((name) =>
        name.endsWith('*') ? beginsSo(model.name, name.slice(0, -1)) : name === model.name,
      ),
      ...(context === undefined ? {} : { context }),
      ...(price === undefined ? {} : { price }),
    };
  }
}

/** Its provider knows best; the published list has it for many whose provider does not tell. */
function contextOf(told: number | undefined, listed: number | undefined): ProvidedModelView['context'] {
  if (told !== undefined) return { tokens: told, by: 'provider' };
  return listed === undefined ? undefined : { tokens: listed, by: 'list' };
}

/** Prices step up for long requests, so a short one is priced and told per million. */
const pricedTokens = 1000;

function ratesOf(price: Price, now: number): ProvidedModelView['price'] {
  const cost = (inputTokens: number, outputTokens: number) =>
    price.costOf({ inputTokens, outputTokens, source: 'reported' }, now);
  const [input, output] = [cost(pricedTokens, 0), cost(0, pricedTokens)];
  if (input.source === 'unknown' || output.source === 'unknown') return undefined;
  return {
    input: input.nanos / (pricedTokens * 1000),
    output: output.nanos / (pricedTokens * 1000),
    currency: input.currency,
    by: input.source === 'owner' ? 'owner' : 'list',
    ...(input.list === undefined ? {} : { list: input.list }),
    ...(input.priced === undefined ? {} : { priced: input.priced }),
  };
}

function namedAt(provider: string, { providers, routes }: Configuration): NamedModels {
  const models = providers[provider]?.models ?? [];
  const steps = Object.values(routes).flat();
  const routed = steps.filter((step) => step.provider === provider).map(({ model }) => model);
  return {
    names: [...new Set([...models.filter((name) => !name.endsWith('*')), ...routed])],
    beginnings: models.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)),
  };
}

function reasonOf(answer: Exclude<ModelsAnswer, { type: 'list' }>): string {
  switch (answer.type) {
    case 'failed':
      // A whole sentence, where it is one of ours, becomes a part of another.
      return answer.detail.replace(/\.$/, '');
    case 'no-list':
      return 'it answers with something that is no list of models';
    case 'refused':
      return `it answers with status ${answer.status}`;
  }
}
