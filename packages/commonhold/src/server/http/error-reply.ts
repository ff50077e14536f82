import type { CommonholdError } from '#base';
import { retryAfter } from '#gate';
import { codecBelow } from './wire-endpoints.ts';

/**
 * An error outside of a call, so that clients can show it: what happened and what to do. In the words of the wire below whose base
 * the address is, and in OpenAI's shape everywhere else.
 */
export function errorReply(error: CommonholdError, path: string): Response {
  const { code, status } = error;
  const message = `${error.message} ${error.hint}`;
  const codec = codecBelow(path);
  if (codec) {
    const body = codec.error.serialize({ code, status, message });
    const headers = { 'content-type': 'application/json', ...retryAfter(error) };
    return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
  }
  const told = { error: { code, message, type: errorType(error), param: null } };
  return Response.json(told, { status, headers: retryAfter(error) });
}

function errorType(error: CommonholdError): string {
  if (error.status === 401) return 'authentication_error';
  return error.fault === 'caller' ? 'invalid_request_error' : 'server_error';
}
