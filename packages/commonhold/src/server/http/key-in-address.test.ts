import type { IncomingMessage } from 'node:http';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeKeyFromAddress } from './key-in-address.ts';

interface Taken {
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

function taken(url: string, headers: Record<string, string> = {}): Taken {
  const request = { url, headers } as unknown as IncomingMessage;
  takeKeyFromAddress(request);
  return { url: request.url, headers: request.headers };
}

describe('a key in the address', () => {
  test('is taken out of the path, before anything else sees it', () => {
    expect(taken('/k/chk_abc/anthropic/v1/messages?beta=true')).toEqual({
      url: '/anthropic/v1/messages?beta=true',
      headers: { 'x-commonhold-key': 'chk_abc' },
    });
  });

  test.each(['/k/chk_abc/api/keys', '/k/chk_abc/', '/k/chk_abc', '/k/chk_abc/v1x/models', '/k//v1/models'])(
    'counts before the protocols of models only, and not in %s',
    (url) => {
      expect(taken(url)).toEqual({ url, headers: {} });
    },
  );

  test('gives way to a key in our own header', () => {
    expect(taken('/k/chk_abc/v1/models', { 'x-commonhold-key': 'chk_other' })).toEqual({
      url: '/v1/models',
      headers: { 'x-commonhold-key': 'chk_other' },
    });
  });

  test.each([
    ['/gemini/v1beta/models?key=chk_abc', '/gemini/v1beta/models'],
    ['/gemini/v1beta/models?alt=sse&key=chk_abc', '/gemini/v1beta/models?alt=sse'],
    ['/gemini/v1beta/models?key=chk_abc&alt=sse', '/gemini/v1beta/models?alt=sse'],
  ])('is taken out of the query of Google’s protocol: %s', (url, rest) => {
    const { url: left, headers } = taken(url);
    expect(new URL(left ?? '', 'http://node').href).toBe(new URL(rest, 'http://node').href);
    expect(headers).toEqual({ 'x-goog-api-key': 'chk_abc' });
  });

  test('means nothing in the query of any other protocol', () => {
    expect(taken('/v1/models?key=chk_abc')).toEqual({ url: '/v1/models?key=chk_abc', headers: {} });
  });

  test('never stays in the address, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (key) => {
        const { url, headers } = taken(`/k/${encodeURIComponent(key)}/v1/models`);
        expect(url).toBe('/v1/models');
        expect(headers['x-commonhold-key']).toBe(key);
      }),
    );
  });
});
