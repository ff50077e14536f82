import type * as GenaiPrices from '@pydantic/genai-prices';
import type { ModelInfo, Provider, Usage as ListUsage } from '@pydantic/genai-prices';
import type { Json } from '#base';
import type { Usage } from '#call';
import { cost, type Price } from './price.ts';

/**
 * The list of prices that comes with this release, and the day on which it was published. Prices that changed since are
 * not in it, so the day stands on the record of every cost that is computed from it.
 */
export const listName = 'genai-prices 0.1.8';
export const listDay = '2026-09-23';

/**
 * Vendors of our catalog, and what the list calls them. Those that are not here have no price: the unpaid services of some,
 * and places where others are resold.
 */
const namesInList: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'anthropic'],
  ['aws-bedrock', 'aws'],
  ['azure-openai', 'azure'],
  ['cohere', 'cohere'],
  ['deepseek', 'deepseek'],
  ['fireworks', 'fireworks'],
  ['gemini-paid', 'google'],
  ['groq', 'groq'],
  ['mistral', 'mistral'],
  ['openai', 'openai'],
  ['openrouter', 'openrouter'],
  ['together', 'together'],
  ['xai', 'x-ai'],
]);

/** Who is to be paid. */
export interface Payee {
  /** The id of the vendor in our catalog. */
  readonly vendor: string | undefined;
  /** Where the requests go, which tells the vendor where no row says it. */
  readonly baseUrl: string;
}

/** Says what a model costs at whoever is to be paid. */
export type PriceLookup = Pick<PriceList, 'priceOf'>;

type Library = Pick<typeof GenaiPrices, 'calcPrice' | 'findProvider'>;

/**
 * Published prices of vendors. They come with the release and are read from its files: the library can fetch newer ones,
 * which only `updatePrices` would begin, and that is never called here.
 */
export class PriceList {
  readonly #library: Library;
  readonly #found = new Map<string, Provider | undefined>();

  private constructor(library: Library) {
    this.#library = library;
  }

  /** Loaded when it is needed, because it is large. */
  static async load(): Promise<PriceList> {
    return new PriceList(await import('@pydantic/genai-prices'));
  }

  /** The price of a model at a vendor; undefined where the list does not know the vendor. */
  priceOf(payee: Payee, model: string): Price | undefined {
    const provider = this.#provider(payee);
    if (provider === undefined) return undefined;
    return {
      costOf: (usage, at, served) => {
        const reported = provider.id === 'openrouter' ? reportedCost(usage.raw) : undefined;
        if (reported !== undefined) return cost(reported, { source: 'destination', currency: 'USD' });
        for (const name of served === undefined ? [model] : [model, served]) {
          const one = this.#remembered(provider, name);
          if (one === undefined) continue;
          const options = { provider: one, timestamp: new Date(at) };
          const priced = this.#library.calcPrice(listUsage(usage), name, options);
          if (priced === null) continue;
          const known = { source: 'list', currency: 'USD', list: listName, priced: listDay } as const;
          return cost(priced.total_price, known);
        }
        return { source: 'unknown', why: 'no-price' };
      },
    };
  }

  /** Vendors of our catalog for whom the list has a model of this name. Some of them only pass it on to its maker. */
  vendorsWith(model: string): readonly string[] {
    const bare = model.slice(model.lastIndexOf('/') + 1);
    return [...namesInList.keys()].filter((vendor) => {
      const provider = this.#provider({ vendor, baseUrl: '' });
      return provider !== undefined && this.#remembered(provider, bare) !== undefined;
    });
  }

  /** How many tokens a model reads, as far as the list says; undefined where it does not. */
  contextOf({ vendor, baseUrl }: Payee, model: string): number | undefined {
    const provider = this.#provider({ vendor, baseUrl });
    return provider && this.#remembered(provider, model)?.models[0]?.context_window;
  }

  #provider({ vendor, baseUrl }: Payee): Provider | undefined {
    const providerId = vendor === undefined ? undefined : namesInList.get(vendor);
    if (vendor !== undefined && providerId === undefined) return undefined;
    return this.#library.findProvider(
      providerId === undefined ? { providerApiUrl: baseUrl } : { providerId },
    );
  }

  /** A provider with one model is searched at once; going through all of them takes a tenth of a millisecond a call. */
  #remembered(provider: Provider, name: string): Provider | undefined {
    const key = `${provider.id}\n${name}`;
    if (!this.#found.has(key)) {
      if (this.#found.size >= rememberedMax) this.#found.clear();
      this.#found.set(key, this.#only(provider, name));
    }
    return this.#found.get(key);
  }

  #only(provider: Provider, name: string): Provider | undefined {
    const priced = this.#library.calcPrice({ input_tokens: 1 }, name, { provider });
    const model: ModelInfo | undefined = priced?.model;
    // Where another vendor's list had to help, the price is that vendor's and not this one's.
    if (model === undefined || priced?.provider.id !== provider.id) return undefined;
    return { ...provider, models: [model] };
  }
}

/** Names that a destination has answered under; it may name a new one with every answer. */
const rememberedMax = 1000;

/** What the list counts by. Its total of input holds what came from a cache and went into one, as ours does. */
function listUsage(usage: Usage): ListUsage {
  const { inputTokens, outputTokens, cachedInputTokens, raw } = usage;
  const read = Math.min(cachedInputTokens ?? 0, inputTokens);
  const written = Math.min(numberAt(raw, 'cache_creation_input_tokens') ?? 0, inputTokens - read);
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    ...(read === 0 ? {} : { cache_read_tokens: read }),
    ...(written === 0 ? {} : { cache_write_tokens: written }),
  };
}

/** OpenRouter says with each answer what it took, in credits of one US dollar. */
function reportedCost(raw: Json | undefined): number | undefined {
  const reported = numberAt(raw, 'cost');
  return reported !== undefined && reported >= 0 ? reported : undefined;
}

function numberAt(raw: Json | undefined, name: string): number | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const value = (raw as Readonly<Record<string, Json>>)[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
