import type { Fault } from '../wire.ts';

const encoder = new TextEncoder();

/** An error in Ollama's shape, which is a text. The code beside it is ours, from the catalogue, so that it can be looked up. */
export function errorObject({ code, message, field }: Fault) {
  return { error: message, code, ...(field === undefined ? {} : { param: field }) };
}

export function serializeError(fault: Fault): Uint8Array {
  return encoder.encode(JSON.stringify(errorObject(fault)));
}
