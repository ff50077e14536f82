import { anthropicClient } from './clients/anthropic-messages.ts';
import { geminiClient } from './clients/gemini.ts';
import { ollamaClient } from './clients/ollama.ts';
import { openAiChatClient } from './clients/openai-chat.ts';
import { openAiResponsesClient } from './clients/openai-responses.ts';
import type { Asked, Connection, MatrixClient, MatrixVendor } from './said.ts';
import { anthropicVendor } from './vendors/anthropic-messages.ts';
import { geminiVendor } from './vendors/gemini.ts';
import { ollamaVendor } from './vendors/ollama.ts';
import { openAiChatVendor } from './vendors/openai-chat.ts';
import { openAiResponsesVendor } from './vendors/openai-responses.ts';

export interface MatrixWire {
  readonly client: (connection: Connection) => MatrixClient;
  readonly vendor: MatrixVendor;
  /** What this wire has no words to ask for. */
  readonly unasked: readonly (keyof Asked)[];
  /** What an answer of this wire has no words for. */
  readonly untold: readonly ('cached' | 'reasoning' | 'filter')[];
}

export const wires: ReadonlyMap<string, MatrixWire> = new Map<string, MatrixWire>([
  ['openai-chat', { client: openAiChatClient, vendor: openAiChatVendor, unasked: [], untold: [] }],
  [
    'openai-responses',
    { client: openAiResponsesClient, vendor: openAiResponsesVendor, unasked: ['stop'], untold: [] },
  ],
  ['anthropic-messages', { client: anthropicClient, vendor: anthropicVendor, unasked: [], untold: [] }],
  [
    'ollama',
    {
      client: ollamaClient,
      vendor: ollamaVendor,
      unasked: ['choice', 'single'],
      untold: ['cached', 'reasoning', 'filter'],
    },
  ],
  ['gemini', { client: geminiClient, vendor: geminiVendor, unasked: ['single'], untold: [] }],
]);
