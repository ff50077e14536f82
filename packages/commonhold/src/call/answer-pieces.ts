import type { OutputPart, ToolCallPart } from './message.ts';

/** What a message of a model says, apart by kind and in order, for forms that have one place for each. */
export interface AnswerPieces {
  readonly texts: readonly string[];
  readonly thoughts: readonly string[];
  readonly calls: readonly ToolCallPart[];
  readonly unknown: readonly Extract<OutputPart, { type: 'unknown' }>[];
}

export function answerPieces(content: readonly OutputPart[]): AnswerPieces {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const calls: ToolCallPart[] = [];
  const unknown: Extract<OutputPart, { type: 'unknown' }>[] = [];
  for (const part of content) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        texts.push(part.text);
        break;
      case 'reasoning':
        thoughts.push(part.text);
        break;
      case 'tool-call':
        calls.push(part);
        break;
      case 'unknown':
        unknown.push(part);
        break;
    }
  }
  return { texts, thoughts, calls, unknown };
}
