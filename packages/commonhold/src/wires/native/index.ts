import { canonicalJsonBytes, type CanonicalValue } from '@commonhold/record';
import { answerToContinue, type Call, type Part, type Reply } from '#call';
import { check } from '../check-request.ts';
import { lostFields } from '../lost-fields.ts';
import { partsOf } from '../reply-parts.ts';
import { parseUpstreamFault } from '../upstream-fault.ts';
import type { Codec, Fault, SerializedRequest } from '../wire.ts';
import { callSchema, countSchema, embedSchema } from './call-schema.ts';
import { parseWholeReply } from './parse-whole-reply.ts';
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
  target: (path) => {
    if (path === '/native') return { operation: 'generate' };
    if (path === '/native/count') return { operation: 'count' };
    return path === '/native/embed' ? { operation: 'embed' } : undefined;
  },
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
    serialize: serializeReply,
  },
  count: {
    request: {
      path: () => '/native/count',
      parse: (body) => check(countSchema, body, ''),
      serialize: serializeRequest,
    },
    reply: { parse: (body) => parseWholeReply(body, 'token-count'), serialize: serializeReply },
  },
  embed: {
    request: {
      path: () => '/native/embed',
      parse: (body) => check(embedSchema, body, ''),
      serialize: serializeRequest,
    },
    reply: { parse: (body) => parseWholeReply(body, 'usage'), serialize: serializeReply },
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

function serializeRequest(call: Call, model: string): SerializedRequest {
  // Asked here, before the call goes on record as one that was sent: the engine could only refuse it as well.
  if (call.operation !== 'embed') {
    answerToContinue({ ...call, operation: 'generate' }, 'the protocol native');
  }
  return {
    body: canonicalJsonBytes({ ...call, model } as unknown as CanonicalValue),
    warnings: lostFields(call, 'native'),
  };
}

function serializeReply(reply: Reply): Uint8Array {
  return Buffer.concat(partsOf(reply).map(writeLine));
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
