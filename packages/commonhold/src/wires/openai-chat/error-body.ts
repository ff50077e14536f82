import type { Fault } from '../wire.ts';

const encoder = new TextEncoder();

/** An error in OpenAI's shape. The code is ours, from the catalogue, so that it can be looked up. */
export function errorObject(fault: Fault): { error: Record<string, string | null> } {
  return {
    error: {
      message: fault.message,
      type: typeOf(fault.status),
      param: fault.field ?? null,
      code: fault.code,
    },
  };
}

export function serializeError(fault: Fault): Uint8Array {
  return encoder.encode(JSON.stringify(errorObject(fault)));
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
