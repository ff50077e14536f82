import type { Json, JsonObject } from '#base';
import type { Part } from '#call';
import { type Fields, isList, isObject, leftover, withoutNulls } from '../own-fields.ts';
import { readFinishReason } from './finish-reason.ts';
import { readLogprobs } from './logprobs.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import { wire } from './wire-name.ts';

const choiceKeys = new Set(['index', 'delta', 'message', 'logprobs', 'finish_reason', 'error']);
const deltaKeys = new Set(['role', 'content', 'refusal', 'reasoning_content', 'reasoning', 'tool_calls']);
const logprobKeys = new Set(['content', 'refusal']);

/** Reads what the documents of an answer say about one of its choices. */
export class ChoiceReader {
  readonly #index: number;
  readonly #tools: ToolCallReader;
  #finish: string | undefined;

  constructor(index: number) {
    this.#index = index;
    this.#tools = new ToolCallReader(index);
  }

  get finished(): boolean {
    return this.#finish !== undefined;
  }

  read(choice: JsonObject, place: 'delta' | 'message', parts: Part[]): void {
    const delta = isObject(choice[place]) ? choice[place] : {};
    const rest = withoutNulls(leftover(choice, choiceKeys)) ?? {};
    const deltaRest = withoutNulls(leftover(delta, deltaKeys)) ?? {};
    this.#readReasoning(delta, deltaRest, parts);
    this.#readSaid(delta, choice['logprobs'], rest, deltaRest, parts);
    if (isList(delta['tool_calls'])) {
      const unknown = this.#tools.read(delta['tool_calls'], parts);
      if (unknown.length > 0) deltaRest['tool_calls'] = unknown;
    }
    const reason = choice['finish_reason'];
    const ends = typeof reason === 'string' && reason !== '';
    if (ends && this.#finish !== undefined && this.#finish !== reason) rest['finish_reason'] = reason;
    if (Object.keys(deltaRest).length > 0) rest['delta'] = deltaRest;
    if (Object.keys(rest).length > 0) {
      parts.push({ type: 'unknown', wire, value: { choices: [{ index: this.#index, ...rest }] } });
    }
    if (ends && this.#finish === undefined) {
      this.#tools.finish(parts);
      this.#finish = reason;
      parts.push({ type: 'finish', choice: this.#index, reason: readFinishReason(reason), raw: reason });
    }
  }

  /** The stream is over. */
  finish(parts: Part[]): void {
    this.#tools.finish(parts);
  }

  /** `reasoning_content` is DeepSeek's word, `reasoning` OpenRouter's and newer vLLM's; some send the same in both. */
  #readReasoning(delta: JsonObject, rest: Fields, parts: Part[]): void {
    const { reasoning_content: first, reasoning: second } = delta;
    const texts = [first, second].filter((text) => typeof text === 'string' && text !== '');
    const [text] = texts;
    if (typeof text === 'string') parts.push({ type: 'reasoning', choice: this.#index, text });
    if (texts.length === 2 && first !== second) rest['reasoning'] = second ?? null;
    if (first !== undefined && first !== null && typeof first !== 'string') rest['reasoning_content'] = first;
    if (second !== undefined && second !== null && typeof second !== 'string') rest['reasoning'] = second;
  }

  #readSaid(delta: JsonObject, logprobs: unknown, rest: Fields, deltaRest: Fields, parts: Part[]): void {
    const choice = this.#index;
    const { content, refusal } = delta;
    const told = isObject(logprobs) ? logprobs : {};
    const unknownLogprobs = withoutNulls(leftover(told, logprobKeys));
    if (unknownLogprobs) rest['logprobs'] = unknownLogprobs;
    const text = isList(content) ? this.#readPieces(content, deltaRest, parts) : content;
    const textLogprobs = readLogprobs(told['content']);
    if ((typeof text === 'string' && text !== '') || textLogprobs) {
      const part: Part = { type: 'text', choice, text: typeof text === 'string' ? text : '' };
      parts.push(textLogprobs ? { ...part, logprobs: textLogprobs } : part);
    }
    const refusalLogprobs = readLogprobs(told['refusal']);
    if ((typeof refusal === 'string' && refusal !== '') || refusalLogprobs) {
      const part: Part = { type: 'refusal', choice, text: typeof refusal === 'string' ? refusal : '' };
      parts.push(refusalLogprobs ? { ...part, logprobs: refusalLogprobs } : part);
    }
  }

  /** Content as a list, as Mistral's reasoning models send it: the texts together; thinking becomes reasoning. */
  #readPieces(pieces: readonly Json[], deltaRest: Fields, parts: Part[]): string {
    const unknown: Json[] = [];
    let text = '';
    for (const piece of pieces) {
      if (isObject(piece) && piece['type'] === 'text' && typeof piece['text'] === 'string') {
        text += piece['text'];
      } else if (isObject(piece) && piece['type'] === 'thinking') {
        const thought = plainText(piece['thinking']);
        if (thought !== '') parts.push({ type: 'reasoning', choice: this.#index, text: thought });
      } else {
        unknown.push(piece);
      }
    }
    if (unknown.length > 0) deltaRest['content'] = unknown;
    return text;
  }
}

function plainText(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (!isList(value)) return '';
  return value
    .map((piece) => (isObject(piece) && typeof piece['text'] === 'string' ? piece['text'] : ''))
    .join('');
}
