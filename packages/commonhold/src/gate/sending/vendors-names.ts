import type { JsonObject } from '#base';
import type { Call } from '#call';
import type { Candidate } from '../candidate.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * A request of ours with the names that the vendor has for some fields at its top, such as Mistral's `random_seed`. Only for
 * bytes that a codec has written: what a client wrote in its destination's protocol is not touched.
 */
export function withVendorsNames(body: Uint8Array, call: Call, { renamed }: Candidate): Uint8Array {
  if (renamed === undefined || call.operation !== 'generate') return body;
  const fields = JSON.parse(decoder.decode(body)) as JsonObject;
  if (!Object.keys(fields).some((name) => Object.hasOwn(renamed, name))) return body;
  const entries = Object.entries(fields).map(([name, value]) => [
    Object.hasOwn(renamed, name) ? renamed[name] : name,
    value,
  ]);
  return encoder.encode(JSON.stringify(Object.fromEntries(entries)));
}
