import type { RequestListener } from 'node:http';

/**
 * A listener at whose root Ollama's protocol is served, beside what Ollama itself serves below `/v1`. Nothing else of the node is
 * reached through it: no console, no API.
 */
export function ollamaAtRoot(listener: RequestListener): RequestListener {
  return (request, response) => {
    request.url = addressBelow(request.url ?? '/');
    listener(request, response);
  };
}

const parts = /^(\/k\/[^/?]+)?(\/[^?]*)?(\?.*)?$/s;

/** The address of the main listener that means the same. A key may stand before it. */
export function addressBelow(url: string): string {
  const [, key = '', path = '/', query = ''] = parts.exec(url) ?? [];
  const known = /^\/(?:v1|ollama)(?:\/|$)/.test(path);
  return `${key}${known ? '' : '/ollama'}${path}${query}`;
}
