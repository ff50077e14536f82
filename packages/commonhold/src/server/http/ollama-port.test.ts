import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressBelow } from './ollama-port.ts';

describe('the port at whose root Ollama’s protocol is', () => {
  test.each([
    ['/', '/ollama/'],
    ['', '/ollama/'],
    ['/api/chat', '/ollama/api/chat'],
    ['/api/tags?x=1', '/ollama/api/tags?x=1'],
    ['/ollama/api/chat', '/ollama/api/chat'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/k/chk_abc/api/chat', '/k/chk_abc/ollama/api/chat'],
    ['/k/chk_abc/ollama/api/chat', '/k/chk_abc/ollama/api/chat'],
    ['/k/chk_abc/v1/models', '/k/chk_abc/v1/models'],
    ['/k/chk_abc', '/k/chk_abc/ollama/'],
  ])('takes %j for %j', (asked, meant) => {
    expect(addressBelow(asked)).toBe(meant);
  });

  test('leads to nothing else of the node, whatever is asked for', () => {
    const words = fc.constantFrom(
      'api',
      'v1',
      'k',
      'ollama',
      'anthropic',
      'healthz',
      '..',
      '%2e',
      'keys',
      'x',
    );
    fc.assert(
      fc.property(fc.array(words), fc.constantFrom('', '?a=b', '?/api/keys'), (parts, query) => {
        const meant = addressBelow(`/${parts.join('/')}${query}`);
        expect(meant).toMatch(/^(\/k\/[^/?]+)?\/(ollama|v1)(\/|\?|$)/);
      }),
    );
  });
});
