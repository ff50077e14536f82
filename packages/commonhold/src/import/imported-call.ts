import type { FinishReason, Usage, WireName } from '#call';

/** Where a file can come from. */
export const importFormats = [
  'claude-code',
  'codex',
  'chatgpt',
  'claude',
  'litellm',
  'langfuse',
  'jsonl',
] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What a file can lack of a call, in the order in which it is told. */
export const missingParts = [
  'system',
  'tools',
  'settings',
  'history',
  'messages',
  'answer',
  'images',
  'model',
  'vendor',
  'time',
] as const;
export type MissingPart = (typeof missingParts)[number];

/** A call as a file tells of it. */
export interface ImportedCall {
  /** What the source calls it; the same call in two files of one format has the same name. */
  readonly source: string;
  /** `2026-11-22T10:00:00.000Z`, in UTC. */
  readonly time: string | undefined;
  readonly wire: WireName;
  readonly operation: 'generate' | 'embed';
  /** As the source has it; `unknown` where it does not say. */
  readonly model: string;
  readonly vendor: Vendor;
  /** In the wire's own words, as far as the source has them. */
  readonly request: string;
  /** Undefined where the source has no answer. */
  readonly reply: string | undefined;
  readonly status: 'completed' | 'failed' | 'aborted';
  readonly finish: FinishReason | undefined;
  readonly usage: Usage | undefined;
  /** US dollars, as the source writes them. */
  readonly cost: string | undefined;
  readonly totalMs: number | undefined;
  /** What the source calls the conversation or session. */
  readonly run: string | undefined;
  /** The call before it in the same conversation, by its `source`. */
  readonly parent: string | undefined;
  readonly partial: readonly MissingPart[];
}

/** Whose model it was; by the source's own word, or told from the model's name. */
export interface Vendor {
  readonly name: string;
  readonly byName: boolean;
}

/** One line or one element of a list. */
export interface Element {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** What one format makes of the elements of one file, in their order. Pure: no clock, no file, nothing remembered elsewhere. */
export interface FormatParser {
  /** Throws `BrokenElement` for an element that lacks what is needed; those after it go on. */
  push(element: Element): Iterable<ImportedCall>;
  /** What is left when the file has ended. */
  end(): Iterable<ImportedCall>;
  /** Messages so far that nobody has answered: they are no calls, and who imports is told how many were left out. */
  unanswered(): number;
}

/** A line or an element that could not be read. Its message has no content of the file in it. */
export class BrokenElement extends Error {
  override readonly name = 'BrokenElement';
}
