import { isListOfModels, type ListedModel, modelOf } from './listed-model.ts';

/** In whose form a list of models is written. Both protocols of OpenAI have the same one. */
export type ListForm = 'openai' | 'anthropic' | 'gemini' | 'ollama' | 'cohere';

/** One page of a provider's answer. */
export interface ListPage {
  readonly form: ListForm;
  readonly models: readonly ListedModel[];
  /** What asks for the page after this one, in its query. */
  readonly next?: Readonly<Record<string, string>>;
}

/** Whether a list in this form comes from a server that speaks this protocol. */
export function fitsWire(form: ListForm, wire: string): boolean {
  switch (wire) {
    case 'openai-chat':
    case 'openai-responses':
      // Cohere's list is its own, and its models can be asked for in this protocol.
      return form === 'openai' || form === 'cohere';
    case 'anthropic-messages':
      // Vendors with this protocol beside that of OpenAI have one list for both.
      return form === 'anthropic' || form === 'openai';
    default:
      return form === wire;
  }
}

/** Undefined for what is no list of models in any form known here. Unknown fields are passed over, and so are entries without a name. */
export function readList(document: unknown, vendor: string | undefined): ListPage | undefined {
  // Together gives the bare list.
  if (isListOfModels(document, 'id')) return { form: 'openai', models: modelsOf(document, 'id', vendor) };
  if (!isRecord(document)) return undefined;
  const { data, models } = document;
  if (isListOfModels(data, 'id')) {
    const isAnthropic = 'has_more' in document && document['object'] !== 'list';
    const last = document['last_id'];
    return {
      form: isAnthropic ? 'anthropic' : 'openai',
      models: modelsOf(data, 'id', vendor),
      ...(document['has_more'] === true && typeof last === 'string' ? { next: { after_id: last } } : {}),
    };
  }
  if (!isListOfModels(models, 'name')) return undefined;
  const form = formOf(models);
  const token = form === 'gemini' ? document['nextPageToken'] : document['next_page_token'];
  const name = form === 'gemini' ? 'pageToken' : 'page_token';
  return {
    form,
    models: modelsOf(models, 'name', vendor),
    ...(typeof token === 'string' && token !== '' ? { next: { [name]: token } } : {}),
  };
}

function modelsOf(
  entries: readonly Readonly<Record<string, unknown>>[],
  key: 'id' | 'name',
  vendor: string | undefined,
): ListedModel[] {
  return entries.map((entry) => modelOf(String(entry[key]), entry, vendor));
}

/** Three vendors call the list `models` and its entries by `name`. */
function formOf(entries: readonly Readonly<Record<string, unknown>>[]): ListForm {
  const [first] = entries;
  if (first === undefined) return 'ollama';
  if (String(first['name']).startsWith('models/')) return 'gemini';
  return 'endpoints' in first || 'tokenizer_url' in first ? 'cohere' : 'ollama';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
