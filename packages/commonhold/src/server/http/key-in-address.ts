import type { IncomingMessage } from 'node:http';

/**
 * Some clients can be told an address and nothing else, or send their own vendor's credential in every header that they
 * have. Their key may stand in the address: `/k/KEY/anthropic/v1/messages`. Google's clients put it behind `?key=`.
 */
const prefixed = /^\/k\/([^/?]+)(\/(?:v1|anthropic|gemini|ollama)(?:[/?].*)?)$/;
const asked = /([?&])key=([^&]*)(&|$)/;

/**
 * Moves a key from the address of a request to its header, so that what comes after knows of one place only and no key stands
 * in an address that might be written down. A key in the header stays what it is: who shows two means that one.
 */
export function takeKeyFromAddress(request: IncomingMessage): void {
  const { url = '/', headers } = request;
  const inPath = prefixed.exec(url);
  if (inPath) {
    const [, key = '', rest = ''] = inPath;
    request.url = rest;
    headers['x-commonhold-key'] ??= decoded(key);
  }
  const { url: address = '/' } = request;
  if (!address.startsWith('/gemini/')) return;
  const inQuery = asked.exec(address);
  if (!inQuery) return;
  const [whole, mark = '', key = '', end = ''] = inQuery;
  request.url = address.replace(whole, end === '&' ? mark : '');
  headers['x-goog-api-key'] ??= decoded(key);
}

/** What is not encoded as an address is encoded is no key either, and is refused as such. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
