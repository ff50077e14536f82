import { parseUpstreamFault } from '../upstream-fault.ts';
import type { Codec } from '../wire.ts';
import { parseEmbed, parseEmbedReply, serializeEmbed, serializeEmbedReply } from './embed.ts';
import { serializeError } from './error-body.ts';
import { parseReply } from './parse-reply.ts';
import { forms, parseRequest } from './parse-request.ts';
import { serializeReply } from './serialize-reply.ts';
import { isPrompt, serializeRequest } from './serialize-request.ts';
import { LineStreamParser } from './stream-parser.ts';
import { LineStreamSerializer } from './stream-serializer.ts';
import { wire } from './wire-name.ts';

/** Ollama's own protocol: chats, prompts and embeddings, in lines of JSON. */
export const ollama: Codec = {
  name: wire,
  http: {
    // Ollama itself asks for none; what stands before it may, and its hosted models do.
    credential: (credential) => ({ authorization: `Bearer ${credential}` }),
    callerCredentials: ['authorization'],
    fixed: {},
    passed: [],
    passedWithCredential: [],
  },
  target: (path) => {
    switch (path) {
      case '/api/chat':
        return { operation: 'generate', form: forms.chat };
      case '/api/generate':
        return { operation: 'generate', form: forms.generate };
      case '/api/embed':
        return { operation: 'embed', form: forms.embed };
      case '/api/embeddings':
        return { operation: 'embed', form: forms.embeddings };
      default:
        return undefined;
    }
  },
  request: {
    path: (call) => (isPrompt(call) ? '/api/generate' : '/api/chat'),
    parse: parseRequest,
    serialize: serializeRequest,
  },
  reply: { parse: parseReply, serialize: serializeReply },
  embed: {
    request: {
      path: (call) => (isPrompt(call) ? '/api/embeddings' : '/api/embed'),
      parse: parseEmbed,
      serialize: serializeEmbed,
    },
    reply: { parse: parseEmbedReply, serialize: serializeEmbedReply },
  },
  stream: {
    contentType: 'application/x-ndjson',
    parser: () => new LineStreamParser(),
    serializer: (context) => new LineStreamSerializer(context),
  },
  error: { parse: parseUpstreamFault, serialize: serializeError },
};
