import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '#config';
import { PriceList } from '#prices';
import type { Provider } from '#providers';
import { codecs } from '#wires';
import { buildRoutes } from './build-routes.ts';
import type { LocalModel } from '../models/local-models.ts';

const prices = await PriceList.load();
const nobody: Provider = {
  send: () => Promise.reject(new Error('no call is made here')),
  close: () => Promise.resolve(),
};

const small: LocalModel = {
  name: 'small',
  path: 'small.gguf',
  digest: '00'.repeat(32),
  builtIn: true,
  licence: undefined,
};

const vendor = `providers:
  vendor:
    wire: openai-chat
    baseUrl: https://vendor.example/v1
    authentication: none
    destination: { local: no }
    models: [small, large]
`;

/** Where a call for each name goes, in the order of trying. */
function routesOf(text: string, models: readonly LocalModel[]): Record<string, string[]> {
  const { byModel } = buildRoutes({
    configuration: parseConfiguration(text, 'test'),
    localModels: new Map(models.map((model) => [model.name, model])),
    codecs,
    credentials: { get: () => undefined },
    prices,
    engine: () => nobody,
    httpProvider: () => nobody,
  });
  return Object.fromEntries(
    [...byModel].map(([name, candidates]) => [
      name,
      candidates.map(({ destination, model }) => `${destination.provider}/${model}`),
    ]),
  );
}

describe('a name of a model means', () => {
  test('the local model before the one that a provider lists', () => {
    expect(routesOf(vendor, [small])).toEqual({ small: ['local/small'], large: ['vendor/large'] });
    expect(routesOf(vendor, [])).toEqual({ small: ['vendor/small'], large: ['vendor/large'] });
  });

  test('a route before both, in the order written', () => {
    const text = `${vendor}routes: { large: [{ provider: local, model: small }, { provider: vendor, model: xl }] }`;
    expect(routesOf(text, [small])['large']).toEqual(['local/small', 'vendor/xl']);
  });

  test('what is left of a route whose local model is not here', () => {
    const text = `${vendor}routes: { both: [{ provider: local, model: small }, { provider: vendor, model: large }] }`;
    expect(routesOf(text, [])['both']).toEqual(['vendor/large']);
  });

  test('nothing, and never a place elsewhere, when a route that stays here has no model left', () => {
    const text = `${vendor}routes: { small: [{ provider: local, model: small }] }`;
    expect(routesOf(text, [small])['small']).toEqual(['local/small']);
    expect(routesOf(text, [])).toEqual({ large: ['vendor/large'], small: [] });
  });
});
