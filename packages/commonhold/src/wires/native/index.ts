import { canonicalJsonBytes, type CanonicalValue } from '@commonhold/record';
import { answerToContinue, type GenerateCall, type Part } from '#call';
import { check } from '../check-request.ts';
import { lostFields } from '../lost-fields.ts';
import { partsOf } from '../reply-parts.ts';
import { parseUpstreamFault } from '../upstream-fault.ts';
import type { Codec, Fault, SerializedRequest } from '../wire.ts';
import { callSchema } from './call-schema.ts';
import { NativeStreamParser } from './stream-parser.ts';

const encoder = new TextEncoder();
const nothing = new Uint8Array();

/**
 * What the engine inside speaks: the neutral call as canonical JSON in, parts out, one JSON line each. It exists so
 * that "the bytes that left" exist for local calls too.
 */
export const native: Codec = {
  name: 'native',
  http: {
    credential: () => ({}),
    callerCredentials: [],
    fixed: {},
    passed: [],
    passedWithCredential: [],
  },
  target: (path) => (path === '/native' ? { operation: 'generate' } : undefined),
  request: {
    path: () => '/native',
    parse: (body) => check(callSchema, body, ''),
    serialize: serializeRequest,
  },
  reply: {
    parse: (body) => {
      const parser = new NativeStreamParser();
      return [...parser.push(body), ...parser.end()];
    },
    serialize: (reply) => Buffer.concat(partsOf(reply).map(writeLine)),
  },
  stream: {
    contentType: 'application/x-ndjson',
    parser: () => new NativeStreamParser(),
    serializer: () => ({
      push: writeLine,
      end: () => nothing,
      fail: (fault) => writeLine({ type: 'error', code: fault.code, values: { detail: fault.message } }),
    }),
  },
  error: { parse: parseUpstreamFault, serialize: serializeError },
};

function serializeRequest(call: GenerateCall, model: string): SerializedRequest {
  // Asked here, before the call goes on record as one that was sent: the engine could only refuse it as well.
  answerToContinue(call, 'the protocol native');
  return {
    body: canonicalJsonBytes({ ...call, model } as unknown as CanonicalValue),
    warnings: lostFields(call, 'native'),
  };
}

function writeLine(part: Part): Uint8Array {
  return encoder.encode(`${JSON.stringify(part)}\n`);
}

function serializeError(fault: Fault): Uint8Array {
  const { code, message, field } = fault;
  return encoder.encode(
    JSON.stringify({ error: { code, message, ...(field === undefined ? {} : { field }) } }),
  );
}
