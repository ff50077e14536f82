import type { WireName } from '#call';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { native } from './native/index.ts';
import { openAiChat } from './openai-chat/index.ts';
import type { Codec } from './wire.ts';

/** Every wire that is spoken here. */
export const codecs: Readonly<Record<WireName, Codec>> = {
  'openai-chat': openAiChat,
  'anthropic-messages': anthropicMessages,
  native,
};
