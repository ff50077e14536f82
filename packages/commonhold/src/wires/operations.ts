import { CommonholdError, type JsonObject } from '#base';
import type { Call, Part, Reply } from '#call';
import type { Codec, Fault, ReplyContext, RequestTarget, SerializedRequest, WholeCodec } from './wire.ts';

/**
 * A call of any operation in the words of a wire. Which operations a wire has is the codec's to say; what it has not is
 * `operation_unsupported`, told before anything is sent.
 */
export function parseRequest(codec: Codec, body: JsonObject, target: RequestTarget): Call {
  switch (target.operation) {
    case 'generate':
      return codec.request.parse(body, target);
    case 'count':
      return having(codec.count, codec, 'count').request.parse(body, target);
    case 'embed':
      return having(codec.embed, codec, 'embed').request.parse(body, target);
  }
}

/** Throws `operation_unsupported`. */
export function requestPath(codec: Codec, call: Call, model: string): string {
  switch (call.operation) {
    case 'generate':
      return codec.request.path(call, model);
    case 'count':
      return having(codec.count, codec, 'count').request.path(call, model);
    case 'embed':
      return having(codec.embed, codec, 'embed').request.path(call, model);
  }
}

/** Throws `operation_unsupported`, `not_expressible`. */
export function serializeRequest(codec: Codec, call: Call, model: string): SerializedRequest {
  switch (call.operation) {
    case 'generate':
      return codec.request.serialize(call, model);
    case 'count':
      return having(codec.count, codec, 'count').request.serialize(call, model);
    case 'embed':
      return having(codec.embed, codec, 'embed').request.serialize(call, model);
  }
}

/** A whole answer to a call of this operation. Throws `operation_unsupported`, `upstream_reply_invalid`. */
export function parseReply(codec: Codec, operation: Call['operation'], body: Uint8Array): Part[] {
  switch (operation) {
    case 'generate':
      return codec.reply.parse(body);
    case 'count':
      return having(codec.count, codec, 'count').reply.parse(body);
    case 'embed':
      return having(codec.embed, codec, 'embed').reply.parse(body);
  }
}

export function serializeReply(codec: Codec, reply: Reply, context: ReplyContext<Call>): Uint8Array {
  const { request } = context;
  switch (request.operation) {
    case 'generate':
      return codec.reply.serialize(reply, { ...context, request });
    case 'count':
      return having(codec.count, codec, 'count').reply.serialize(reply, { ...context, request });
    case 'embed':
      return having(codec.embed, codec, 'embed').reply.serialize(reply, { ...context, request });
  }
}

/**
 * What tells a client that an answer which has begun will not be completed. Nothing for one that is a single document: that
 * it ends early is all that can be told.
 */
export function failedStream(codec: Codec, context: ReplyContext<Call>, fault: Fault): Uint8Array {
  const { request } = context;
  if (request.operation !== 'generate') return new Uint8Array();
  return codec.stream.serializer({ ...context, request }).fail(fault);
}

/** What the stream of an answer to this call is called, in this wire. */
export function streamContentType({ stream }: Codec, call: Call): string {
  const isStream = call.operation === 'generate' && call.stream;
  return (isStream ? stream.contentTypeFor?.(call) : undefined) ?? stream.contentType;
}

function having<C extends Call>(
  whole: WholeCodec<C> | undefined,
  codec: Codec,
  operation: C['operation'],
): WholeCodec<C> {
  if (whole) return whole;
  throw new CommonholdError('operation_unsupported', { operation, wire: codec.name });
}
