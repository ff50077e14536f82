import type { Json, JsonObject } from '#base';
import type { Extra, Message } from './message.ts';

export type Operation = 'generate' | 'embed' | 'count' | 'tool';

export interface Tool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments; absent means no arguments were declared. */
  readonly parameters?: JsonObject;
  readonly strict?: boolean;
  readonly extra?: Extra;
}

export type ToolChoice =
  | { readonly type: 'auto' }
  | { readonly type: 'none' }
  | { readonly type: 'required' }
  | { readonly type: 'tool'; readonly name: string };

export type OutputFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: JsonObject;
      readonly strict?: boolean;
    };

/** How tokens are drawn. A field that is absent was not asked for: the destination's own default holds. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly repeatPenalty?: number;
  /** Token id (as text) to a bias added to its logit. */
  readonly logitBias?: Readonly<Record<string, number>>;
}

/** How a call goes on with an answer that was begun: its last message, which is the text of an assistant. */
export interface ContinueAnswer {
  /** The reply begins with that message again, token by token, so that each can carry its log-probability. */
  readonly repeat: boolean;
  /** The message's tokens as ids of the model's vocabulary, which must spell its text; absent: it is tokenised anew. */
  readonly tokens?: readonly number[];
}

/** A call in no vendor's words; which one it is, `operation` says. Calls of tools do not come by a wire of models. */
export type Call = GenerateCall | CountCall | EmbedCall;

/** One request to generate text. */
export interface GenerateCall {
  readonly operation: 'generate';
  /** The name that the client asked for; routing decides what it means. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly output?: OutputFormat;
  readonly sampling: Sampling;
  readonly stop?: readonly string[];
  /** At least 1, or 0 to have an answer repeated with its log-probabilities and nothing added to it. */
  readonly maxOutputTokens?: number;
  /** How many answers are asked for; absent is one. */
  readonly choices?: number;
  /** Log-probabilities wanted, with this many alternatives for each token (0: the chosen token only). */
  readonly logprobs?: { readonly alternatives: number };
  readonly reasoning?: { readonly effort?: string };
  /** No new answer is begun: the model goes on exactly where the last message ends. */
  readonly continueAnswer?: ContinueAnswer;
  /** Run alone and bit-reproducibly (local engine only). */
  readonly deterministic?: boolean;
  readonly stream: boolean;
  /** The client wants token counts at the end of a stream. */
  readonly streamUsage?: boolean;
  readonly metadata?: Json;
  readonly extra?: Extra;
}

/** How many tokens a request to generate would give a model to read. Nothing is generated. */
export interface CountCall extends Omit<GenerateCall, 'operation' | 'stream'> {
  readonly operation: 'count';
  readonly stream: false;
}

/** Texts to turn into vectors, one for each. */
export interface EmbedCall {
  readonly operation: 'embed';
  readonly model: string;
  readonly inputs: readonly EmbedInput[];
  /** Numbers that each vector shall have; absent: as many as the model gives. */
  readonly dimensions?: number;
  /** How the client wants vectors written; absent: as its wire does by itself. */
  readonly encoding?: 'float' | 'base64';
  /** Whether a text that is too long may be cut; absent: as the destination does by itself. */
  readonly truncate?: boolean;
  readonly stream: false;
  readonly metadata?: Json;
  readonly extra?: Extra;
}

export type EmbedInput =
  | { readonly type: 'text'; readonly text: string; readonly extra?: Extra }
  /** Ids of the model's vocabulary. */
  | { readonly type: 'tokens'; readonly tokens: readonly number[] };
