import type { RequestTarget } from '../wire.ts';

/**
 * The model stands in the path, and behind its last colon what is asked for: `/models/gemini-2.5-flash:generateContent`. Names of
 * other makers have slashes and colons of their own, as they are or encoded. A tuned model keeps its collection in its name,
 * because `tunedModels/x` and `models/x` are two.
 */
const pattern = /^\/(models|tunedModels)\/(.+):([A-Za-z]+)$/s;

export function readAddress(path: string, query: URLSearchParams): RequestTarget | undefined {
  const [, collection, encoded = '', method = ''] = pattern.exec(path) ?? [];
  const name = collection === undefined ? undefined : decoded(encoded);
  if (name === undefined || name === '') return undefined;
  const model = collection === 'tunedModels' ? `tunedModels/${name}` : name;
  switch (method) {
    case 'generateContent':
      return { operation: 'generate', model, stream: false };
    case 'streamGenerateContent': {
      const form = query.get('alt') ?? query.get('$alt') ?? 'json';
      // Google has a third form, of Protocol Buffers, which nobody here writes.
      if (form !== 'sse' && form !== 'json') return undefined;
      return { operation: 'generate', model, stream: true, form };
    }
    case 'countTokens':
      return { operation: 'count', model };
    case 'embedContent':
    case 'batchEmbedContents':
      return { operation: 'embed', model, form: method };
    default:
      return undefined;
  }
}

export function writeAddress(model: string, method: string): string {
  const [, collection = 'models', name = model] = /^(models|tunedModels)\/(.+)$/s.exec(model) ?? [];
  // Encoded whole: a name of dots and slashes must not lead to another address.
  return `/${collection}/${encodeURIComponent(name.toWellFormed())}:${method}`;
}

/** A model as bodies of this wire name it. */
export function resourceName(model: string): string {
  return /^(models|tunedModels)\//.test(model) ? model : `models/${model}`;
}

/** A model of a body as the address names it. */
export function modelOfResource(name: string): string {
  return name.startsWith('models/') ? name.slice('models/'.length) : name;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // What is not encoded as an address is encoded names nothing.
    return undefined;
  }
}
