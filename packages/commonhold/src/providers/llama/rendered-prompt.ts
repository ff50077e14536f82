interface PromptToken {
  readonly id: number;
  /** Its text, or its name when it steers the model. Half a character is U+FFFD. */
  readonly text: string;
  /** The bytes that it stands for, where the text could not hold them. */
  readonly bytes?: readonly number[];
  /** It steers the model, such as by ending a turn, instead of being text. */
  readonly special: boolean;
}

/** What a call becomes before the model reads it. */
export interface RenderedPrompt {
  /** What the chat template wrote, and behind it the answer that is continued. */
  readonly text: string;
  readonly template: {
    readonly source: 'gguf' | 'override';
    /** SHA-256 of the text, hex, as it is on the record of each answer. */
    readonly digest: string;
    readonly text: string;
  };
  /** What the model reads: more than the text where it wants a token at its start. */
  readonly tokens: readonly PromptToken[];
  /** How many tokens at the end belong to the answer that is continued. */
  readonly answerTokens: number;
  /** What prompt and answer of a call may have together; a prompt that alone has more is refused as a call. */
  readonly contextTokens: number;
}
