import type { Codec } from '../wire.ts';
import { parseUpstreamFault } from '../upstream-fault.ts';
import { anthropicLimits } from '../room-headers.ts';
import { parseCountReply } from './parse-count-reply.ts';
import { serializeError } from './error-body.ts';
import { parseReply } from './parse-reply.ts';
import { parseCount, parseRequest } from './parse-request.ts';
import { serializeCountReply, serializeReply } from './serialize-reply.ts';
import { serializeCount, serializeRequest } from './serialize-request.ts';
import { MessageStreamParser } from './stream-parser.ts';
import { MessageStreamSerializer } from './stream-serializer.ts';
import { wire } from './wire-name.ts';

/** Anthropic's Messages, as Anthropic and the servers that follow it speak them. */
export const anthropicMessages: Codec = {
  name: wire,
  http: {
    credential: (credential) => ({ 'x-api-key': credential }),
    callerCredentials: ['authorization', 'x-api-key'],
    fixed: { 'anthropic-version': '2023-06-01' },
    passed: ['anthropic-version', 'anthropic-beta'],
    passedWithCredential: ['user-agent', 'x-app', 'anthropic-dangerous-direct-browser-access'],
    limits: anthropicLimits,
  },
  target: (path) => {
    if (path === '/messages') return { operation: 'generate' };
    return path === '/messages/count_tokens' ? { operation: 'count' } : undefined;
  },
  request: { path: () => '/messages', parse: parseRequest, serialize: serializeRequest },
  reply: { parse: parseReply, serialize: serializeReply },
  count: {
    request: { path: () => '/messages/count_tokens', parse: parseCount, serialize: serializeCount },
    reply: { parse: parseCountReply, serialize: serializeCountReply },
  },
  stream: {
    contentType: 'text/event-stream',
    parser: () => new MessageStreamParser(),
    serializer: (context) => new MessageStreamSerializer(context),
  },
  error: { parse: parseUpstreamFault, serialize: serializeError },
};
