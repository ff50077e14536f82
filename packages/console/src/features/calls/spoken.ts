/**
 * A request or an answer as a person reads it, out of the bytes that were stored. It is a reading aid and no proof: what
 * it cannot name it keeps as `other`, and the bytes themselves are always shown beside it.
 */
export interface SpokenRequest {
  /** The model named in the bytes. */
  readonly model?: string;
  readonly messages: readonly SpokenMessage[];
  readonly tools: readonly SpokenTool[];
  /** Everything else that was asked for, as it stands in the bytes. */
  readonly settings: readonly (readonly [name: string, json: string])[];
}

export interface SpokenMessage {
  readonly role: string;
  readonly name?: string;
  /** Which request for a tool this is the result of. */
  readonly answers?: string;
  readonly parts: readonly SpokenPart[];
}

export type SpokenPart =
  | { readonly type: 'text' | 'reasoning' | 'refusal'; readonly text: string }
  | { readonly type: 'tool-call'; readonly id: string; readonly name: string; readonly input: string }
  | {
      readonly type: 'attachment';
      readonly kind: 'image' | 'audio' | 'file';
      /** A name, a format or an address; never fetched. */
      readonly about: string;
      /** Characters of base64 that lie in the request. */
      readonly characters?: number;
    }
  | { readonly type: 'other'; readonly json: string };

export interface SpokenTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: string;
}

export interface SpokenAnswer {
  readonly model?: string;
  readonly choices: readonly SpokenChoice[];
  /** The destination told of an error instead of an answer, or inside of one. */
  readonly error?: string;
  readonly usage?: string;
  /** In how many pieces it came; 1 for an answer that was not streamed. */
  readonly pieces: number;
  /** Pieces that could not be read, such as the last one of a stream that was cut off. */
  readonly unread: number;
}

export interface SpokenChoice {
  readonly parts: readonly SpokenPart[];
  /** Why it ended, in the destination's word; absent when it was cut off. */
  readonly finish?: string;
}

/** Why bytes cannot be shown as messages. */
export type Unreadable = 'empty' | 'too-long' | 'not-utf8' | 'not-json' | 'not-this-wire' | 'wire-unknown';

export type Reading<Value> =
  | { readonly type: 'read'; readonly value: Value }
  | { readonly type: 'unreadable'; readonly why: Unreadable };
