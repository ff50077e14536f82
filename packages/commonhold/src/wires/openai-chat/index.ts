import type { Codec } from '../wire.ts';
import { parseUpstreamFault } from '../upstream-fault.ts';
import { parseEmbedReply, serializeEmbedReply } from '../openai-embeddings/reply.ts';
import { parseEmbed, serializeEmbed } from '../openai-embeddings/request.ts';
import { openaiLimits } from '../room-headers.ts';
import { serializeError } from './error-body.ts';
import { parseReply } from './parse-reply.ts';
import { parseRequest } from './parse-request.ts';
import { serializeReply } from './serialize-reply.ts';
import { serializeRequest } from './serialize-request.ts';
import { ChatStreamParser } from './stream-parser.ts';
import { ChatStreamSerializer } from './stream-serializer.ts';
import { wire } from './wire-name.ts';

/** OpenAI's chat completions, and the embeddings beside them, as OpenAI and the many servers that follow it speak them. */
export const openAiChat: Codec = {
  name: wire,
  http: {
    credential: (credential) => ({ authorization: `Bearer ${credential}` }),
    callerCredentials: ['authorization'],
    fixed: {},
    passed: [],
    passedWithCredential: ['openai-organization', 'openai-project'],
    limits: openaiLimits,
  },
  target: (path) => {
    if (path === '/chat/completions') return { operation: 'generate' };
    return path === '/embeddings' ? { operation: 'embed' } : undefined;
  },
  request: { path: () => '/chat/completions', parse: parseRequest, serialize: serializeRequest },
  reply: { parse: parseReply, serialize: serializeReply },
  embed: {
    request: { path: () => '/embeddings', parse: parseEmbed, serialize: serializeEmbed },
    reply: { parse: parseEmbedReply, serialize: serializeEmbedReply },
  },
  stream: {
    contentType: 'text/event-stream',
    parser: () => new ChatStreamParser(),
    serializer: (context) => new ChatStreamSerializer(context),
  },
  error: { parse: parseUpstreamFault, serialize: serializeError },
};
