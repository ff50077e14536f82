import type { WireName } from '#call';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { gemini } from './gemini/index.ts';
import { native } from './native/index.ts';
import { openAiChat } from './openai-chat/index.ts';
import { openAiResponses } from './openai-responses/index.ts';
import { ollama } from './ollama/index.ts';
import type { Codec } from './wire.ts';

/** Every wire that is spoken here. */
export const codecs: Readonly<Record<WireName, Codec>> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  ollama,
  native,
};
