import type { Codec } from '../wire.ts';
import { readAddress, writeAddress } from './address.ts';
import { isArrayForm } from './array-form.ts';
import { parseCountReply } from './count-reply.ts';
import { embedPath, parseEmbed, parseEmbedReply, serializeEmbed, serializeEmbedReply } from './embed.ts';
import { parseError, serializeError } from './error-body.ts';
import { parseReply } from './parse-reply.ts';
import { parseCount, parseRequest } from './parse-request.ts';
import { renameModel } from './rename-model.ts';
import { serializeCountReply, serializeReply } from './serialize-reply.ts';
import { serializeCount, serializeRequest } from './serialize-request.ts';
import { ContentStreamParser } from './stream-parser.ts';
import { ContentStreamSerializer } from './stream-serializer.ts';
import { wire } from './wire-name.ts';

/** Google's Gemini API, as Google and the servers that follow it speak it. */
export const gemini: Codec = {
  name: wire,
  http: {
    credential: (credential) => ({ 'x-goog-api-key': credential }),
    callerCredentials: ['authorization', 'x-goog-api-key'],
    fixed: {},
    passed: ['x-goog-api-client'],
    passedWithCredential: ['user-agent', 'x-goog-user-project'],
  },
  target: readAddress,
  request: {
    path: (call, model) =>
      call.stream
        ? `${writeAddress(model, 'streamGenerateContent')}${isArrayForm(call) ? '' : '?alt=sse'}`
        : writeAddress(model, 'generateContent'),
    parse: parseRequest,
    serialize: serializeRequest,
  },
  renameModel,
  reply: { parse: parseReply, serialize: serializeReply },
  count: {
    request: {
      path: (_call, model) => writeAddress(model, 'countTokens'),
      parse: parseCount,
      serialize: serializeCount,
    },
    reply: { parse: parseCountReply, serialize: serializeCountReply },
  },
  embed: {
    request: { path: embedPath, parse: parseEmbed, serialize: serializeEmbed },
    reply: { parse: parseEmbedReply, serialize: serializeEmbedReply },
  },
  stream: {
    contentType: 'text/event-stream',
    contentTypeFor: (call) => (isArrayForm(call) ? 'application/json' : 'text/event-stream'),
    parser: () => new ContentStreamParser(),
    serializer: (context) => new ContentStreamSerializer(context),
  },
  error: { parse: parseError, serialize: serializeError },
};
