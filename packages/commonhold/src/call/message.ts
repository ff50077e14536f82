import type { Json, JsonObject } from '#base';

/** Protocols that clients or providers speak. */
export type WireName =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'gemini'
  | 'ollama'
  | 'native';

/**
 * Fields of one wire that the neutral model has no word for. They are kept so that the same wire can write them
 * back, and another wire can warn that they are lost.
 */
export interface Extra {
  readonly wire: WireName;
  readonly fields: JsonObject;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly extra?: Extra;
}
export interface ImagePart {
  readonly type: 'image';
  readonly source:
    | { readonly type: 'url'; readonly url: string }
    | { readonly type: 'base64'; readonly mediaType: string; readonly data: string };
  readonly detail?: string;
  readonly extra?: Extra;
}
export interface AudioPart {
  readonly type: 'audio';
  readonly format: string;
  readonly data: string;
  readonly extra?: Extra;
}
export interface FilePart {
  readonly type: 'file';
  readonly name?: string;
  readonly source:
    /** It lies at a vendor, and no other vendor has it. */
    | { readonly type: 'id'; readonly id: string; readonly at: 'openai' | 'anthropic' }
    | { readonly type: 'base64'; readonly mediaType?: string; readonly data: string };
  readonly extra?: Extra;
}
export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
  readonly extra?: Extra;
}
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly extra?: Extra;
}
/** A tool that the model asks for. `arguments` is the text the model wrote, which need not be valid JSON. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly extra?: Extra;
}
/** A part of a kind that only this wire knows, whole. */
export interface UnknownPart {
  readonly type: 'unknown';
  readonly wire: WireName;
  readonly value: Json;
}

export type InputPart = TextPart | ImagePart | AudioPart | FilePart | RefusalPart | UnknownPart;
export type OutputPart = TextPart | RefusalPart | ReasoningPart | ToolCallPart | UnknownPart;

export type Message =
  | {
      readonly role: 'system' | 'developer' | 'user';
      readonly content: readonly InputPart[];
      readonly name?: string;
      readonly extra?: Extra;
    }
  | {
      readonly role: 'assistant';
      readonly content: readonly OutputPart[];
      readonly name?: string;
      readonly extra?: Extra;
    }
  | {
      readonly role: 'tool';
      /** The id of the tool call that this is the result of. */
      readonly callId: string;
      readonly content: readonly InputPart[];
      readonly extra?: Extra;
    };
