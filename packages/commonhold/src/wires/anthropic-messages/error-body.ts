import type { Fault } from '../wire.ts';

const encoder = new TextEncoder();

/** An error in Anthropic's shape. The code beside its type is ours, from the catalogue, so that it can be looked up. */
export function errorObject(fault: Fault) {
  const { code, message, field, status } = fault;
  const error = { type: typeOf(status), message, code, ...(field === undefined ? {} : { param: field }) };
  return { type: 'error', error };
}

export function serializeError(fault: Fault): Uint8Array {
  return encoder.encode(JSON.stringify(errorObject(fault)));
}

const types: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

function typeOf(status: number): string {
  return types.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}
