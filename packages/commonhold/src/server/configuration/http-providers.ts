import { canonicalJson } from '@commonhold/record';
import { createHttpProvider, type Provider, type ProviderOptions } from '#providers';

/** Providers over HTTP, one for each row, kept while their row stays as it is so that their sockets stay warm. */
export class HttpProviders {
  readonly #byId = new Map<string, { readonly row: string; readonly provider: Provider }>();

  get(id: string, row: ProviderOptions): Provider {
    const text = canonicalJson(row as never);
    const known = this.#byId.get(id);
    if (known?.row === text) return known.provider;
    const provider = createHttpProvider({
      id,
      baseUrl: row.baseUrl,
      headSeconds: row.headSeconds,
      idleSeconds: row.idleSeconds,
      mustBePrivate: row.destination.local === 'declared',
    });
    this.#byId.set(id, { row: text, provider });
    // The provider that this row replaces is left to end its calls; its idle sockets close by themselves.
    return provider;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byId.values()].map(({ provider }) => provider.close()));
  }
}
