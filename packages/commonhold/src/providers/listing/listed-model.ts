/** A model as its provider tells of it. What it does not say is absent, and not known. */
export interface ListedModel {
  readonly name: string;
  /** Other names that it answers to. */
  readonly aliases?: readonly string[];
  /** Tokens of prompt and answer together, or of the prompt where the provider counts apart. */
  readonly contextTokens?: number;
  readonly outputTokens?: number;
  /** In US dollars per million tokens, by the provider's own list. */
  readonly price?: { readonly input: number; readonly output: number };
}

type Entry = Readonly<Record<string, unknown>>;

/** Where vendors say how much a model reads: each has a word of its own, and none of them means anything else elsewhere. */
const contextFields = [
  // OpenRouter, Together, Fireworks, Cohere, xAI
  'context_length',
  // Mistral, LM Studio
  'max_context_length',
  // Groq
  'context_window',
  // vLLM, SGLang
  'max_model_len',
  // Anthropic
  'max_input_tokens',
  // Google
  'inputTokenLimit',
] as const;

const outputFields = ['max_completion_tokens', 'outputTokenLimit', 'max_output_tokens'] as const;

export function modelOf(listed: string, entry: Entry, vendor: string | undefined): ListedModel {
  // Google writes the kind before the name, and takes the name without it.
  const name = listed.replace(/^models\//, '');
  const contextTokens = firstCount(entry, contextFields);
  const outputTokens =
    firstCount(entry, outputFields) ??
    // Anthropic's word for it, beside its word for the input; alone it may mean anything.
    (contextTokens === undefined || entry['max_input_tokens'] === undefined
      ? undefined
      : firstCount(entry, ['max_tokens'])) ??
    firstCount(objectAt(entry, 'top_provider'), ['max_completion_tokens']);
  const price = priceIn(entry, vendor);
  const aliases = textsAt(entry, 'aliases');
  return {
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(price === undefined ? {} : { price }),
  };
}

/** Longer than any name, and than what a person could read in a table. */
const nameMax = 500;

/** A list in which every entry has such a name; also one without entries. */
export function isListOfModels(value: unknown, key: 'id' | 'name'): value is readonly Entry[] {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => {
      if (typeof entry !== 'object' || entry === null) return false;
      const name: unknown = (entry as Entry)[key];
      return typeof name === 'string' && name !== '' && name.length <= nameMax;
    })
  );
}

/** Units differ, so a price is read only where the vendor's own page says what its numbers mean. */
function priceIn(entry: Entry, vendor: string | undefined): ListedModel['price'] {
  const pricing = objectAt(entry, 'pricing');
  // Dollars for one token, as text; below zero where the model is chosen later.
  if (vendor === 'openrouter') return pair(pricing['prompt'], pricing['completion'], 1_000_000);
  // Dollars for a million tokens.
  return vendor === 'together' ? pair(pricing['input'], pricing['output'], 1) : undefined;
}

function pair(input: unknown, output: unknown, tokens: number): ListedModel['price'] {
  const [one, other] = [amount(input, tokens), amount(output, tokens)];
  return one === undefined || other === undefined ? undefined : { input: one, output: other };
}

function amount(value: unknown, tokens: number): number | undefined {
  if ((typeof value !== 'string' || value.trim() === '') && typeof value !== 'number') return undefined;
  const number = Number(value) * tokens;
  // Twelve digits are more than any price has, and fewer than the noise of a product has.
  return Number.isFinite(number) && number >= 0 ? Number(number.toPrecision(12)) : undefined;
}

function firstCount(entry: Entry, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = entry[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  }
  return undefined;
}

function objectAt(entry: Entry, name: string): Entry {
  const value = entry[name];
  return typeof value === 'object' && value !== null ? (value as Entry) : {};
}

function textsAt(entry: Entry, name: string): string[] {
  const value = entry[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
