import { describe, expect, test } from 'vitest';
import { maximumFaultMessage, parseUpstreamFault } from './upstream-fault.ts';

const parse = (body: string, status = 400) => parseUpstreamFault(status, new TextEncoder().encode(body));

describe('the error answer of a provider', () => {
  test.each([
    [
      '{"error":{"message":"Bad key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}',
      'Bad key',
      'invalid_api_key',
    ],
    [
      '{"error":{"message":"Slow down","type":"rate_limit_error","code":null}}',
      'Slow down',
      'rate_limit_error',
    ],
    ['{"error":"model not found"}', 'model not found', undefined],
    [
      '{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}',
      'too long',
      'BadRequestError',
    ],
    ['{"detail":"Not Found"}', 'Not Found', undefined],
    [
      '{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required","input":{"secret":"x"}}]}',
      'body.model: Field required',
      undefined,
    ],
    [
      '{"object":"error","message":{"detail":[{"loc":["body","n"],"msg":"too big"}]},"type":"invalid_request_error"}',
      'body.n: too big',
      undefined,
    ],
    [
      '[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]',
      'API key not valid',
      'INVALID_ARGUMENT',
    ],
    ['{"errors":[{"message":"first"},{"message":"second"}]}', 'first', undefined],
    ['upstream connect error\n or disconnect', 'upstream connect error or disconnect', undefined],
    [
      '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      'a page of HTML titled "502 Bad Gateway"',
      undefined,
    ],
    ['<!doctype html><p>secret</p>', 'a page of HTML', undefined],
    ['', 'status 400 without a message', undefined],
    ['{"unexpected":true}', '{"unexpected":true}', undefined],
  ])('%s is read as %s', (body, message, kind) => {
    expect(parse(body)).toEqual(kind === undefined ? { message } : { message, kind });
  });

  test('is bounded and cannot steer a terminal', () => {
    const { message } = parse(JSON.stringify({ error: { message: `\u001b[2J${'x'.repeat(10_000)}` } }));
    expect(message).toHaveLength(maximumFaultMessage);
    expect(message).not.toContain('\u001b');
  });
});
