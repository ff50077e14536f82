import { parseUpstreamFault } from '../upstream-fault.ts';
import { serializeError } from '../openai-chat/error-body.ts';
import type { Codec } from '../wire.ts';
import { openaiLimits } from '../room-headers.ts';
import { chain } from './chain.ts';
import { parseCountReply, parseReply } from './parse-reply.ts';
import { parseCount, parseRequest } from './parse-request.ts';
import { serializeCountReply, serializeReply } from './serialize-reply.ts';
import { serializeCount, serializeRequest } from './serialize-request.ts';
import { ResponseStreamParser } from './stream-parser.ts';
import { ResponseStreamSerializer } from './stream-serializer.ts';
import { wire } from './wire-name.ts';

/** OpenAI's Responses, as OpenAI and the servers that follow the Open Responses description speak them. */
export const openAiResponses: Codec = {
  name: wire,
  http: {
    credential: (credential) => ({ authorization: `Bearer ${credential}` }),
    callerCredentials: ['authorization'],
    fixed: {},
    passed: [],
    passedWithCredential: [
      'openai-organization',
      'openai-project',
      'openai-beta',
      'chatgpt-account-id',
      'originator',
      'version',
      'session_id',
      'session-id',
      'thread-id',
      'x-client-request-id',
      'x-codex-beta-features',
      'x-codex-window-id',
      'user-agent',
    ],
    limits: openaiLimits,
  },
  target: (path) => {
    if (path === '/responses') return { operation: 'generate' };
    return path === '/responses/input_tokens' ? { operation: 'count' } : undefined;
  },
  request: { path: () => '/responses', parse: parseRequest, serialize: serializeRequest },
  reply: { parse: parseReply, serialize: serializeReply },
  count: {
    request: { path: () => '/responses/input_tokens', parse: parseCount, serialize: serializeCount },
    reply: { parse: parseCountReply, serialize: serializeCountReply },
  },
  chain,
  stream: {
    contentType: 'text/event-stream',
    parser: () => new ResponseStreamParser(),
    serializer: (context) => new ResponseStreamSerializer(context),
  },
  error: { parse: parseUpstreamFault, serialize: serializeError },
};
