import type { ErrorCode, ErrorValues, Json } from '#base';
import type { Extra, WireName } from './message.ts';
import type { Usage } from './usage.ts';

export interface TokenAlternative {
  readonly token: string;
  /** Natural logarithm of the probability after the sampling parameters. */
  readonly logprob: number;
  /** The token's bytes, when they are not valid UTF-8 alone or the wire gave them. */
  readonly bytes?: readonly number[];
  /** The vocabulary's id, where the destination tells it (our engine does). */
  readonly id?: number;
}
export interface TokenLogprob extends TokenAlternative {
  readonly alternatives: readonly TokenAlternative[];
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

/** What the local engine says about how an answer came about; it goes on the record. */
export interface EngineFacts {
  /** Engine library and build, such as `node-llama-cpp 3.22.1 / llama.cpp b6000`. */
  readonly build: string;
  readonly processor: string;
  readonly modelDigest: string;
  /** Where the chat template came from and the SHA-256 of its text. */
  readonly template: { readonly source: 'gguf' | 'override' | 'fallback'; readonly digest: string };
  readonly deterministic: boolean;
  /** Other requests shared the batch at some point, so low bits of probabilities may differ in a replay. */
  readonly batched: boolean;
  readonly contextTokens: number;
  /** How tokens were drawn, with the defaults that the call left open filled in: what a replay needs. */
  readonly sampling?: Readonly<Record<string, number>>;
  /** How the model was told of tools: by its own template, or by a system message that the engine wrote. */
  readonly tools?: 'template' | 'instruction';
}

/**
 * One event of an answer. A stream of parts is the only form of an answer inside Commonhold; a reply that is not
 * streamed is the same parts, collected. `choice` numbers the answers when several were asked for.
 */
export type Part =
  | {
      readonly type: 'start';
      readonly id?: string;
      readonly model?: string;
      /** Seconds since 1970, as the destination says. */
      readonly created?: number;
      readonly extra?: { readonly wire: WireName; readonly fields: Readonly<Record<string, Json>> };
    }
  | {
      readonly type: 'text';
      readonly choice: number;
      readonly text: string;
      /** Which block of the answer it belongs to, where the wire divides what is said into blocks; those are not joined. */
      readonly block?: number;
      readonly logprobs?: readonly TokenLogprob[];
    }
  | {
      readonly type: 'refusal';
      readonly choice: number;
      readonly text: string;
      readonly logprobs?: readonly TokenLogprob[];
    }
  | {
      readonly type: 'reasoning';
      readonly choice: number;
      readonly text: string;
      /** What only this wire knows of it, such as a signature; it belongs to the whole of what was reasoned so far. */
      readonly extra?: Extra;
    }
  | {
      readonly type: 'tool-call';
      readonly choice: number;
      /** Position among this choice's tool calls, from 0. */
      readonly index: number;
      readonly id: string;
      readonly name: string;
      /** What only this wire knows of it, such as a signature. */
      readonly extra?: Extra;
    }
  | {
      readonly type: 'tool-arguments';
      readonly choice: number;
      readonly index: number;
      /** The next piece of the arguments' text. */
      readonly text: string;
    }
  | {
      readonly type: 'finish';
      readonly choice: number;
      readonly reason: FinishReason;
      /** The destination's own word. */
      readonly raw?: string;
    }
  /** The vector of one input of an `embed` call, by its place among them. */
  | { readonly type: 'embedding'; readonly index: number; readonly vector: readonly number[] }
  /** The answer to a `count` call. */
  | { readonly type: 'token-count'; readonly tokens: number }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'engine'; readonly facts: EngineFacts }
  | { readonly type: 'error'; readonly code: ErrorCode; readonly values: ErrorValues }
  | { readonly type: 'unknown'; readonly wire: WireName; readonly value: Json };
