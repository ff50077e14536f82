import type { Json, JsonObject } from '#base';
import type { Part, TokenLogprob } from '#call';
import { type Fields, isList, isObject, joined, leftover, under } from '../own-fields.ts';
import { readFinishReason } from './finish-reason.ts';
import { readLogprobs } from './logprobs.ts';
import { kindOf } from './parse-part.ts';
import { wire } from './wire-name.ts';

const textKeys = new Set(['text', 'thought']);
const callKeys = new Set(['id', 'name', 'args']);
const callPartKeys = new Set(['functionCall']);
const saidKeys = ['content', 'finishReason', 'index'];

/** Reads one candidate, in as many pieces as it comes. Leniently: what is missing is left out, what is unknown is kept. */
export class CandidateReader {
  readonly #choice: number;
  readonly #idBase: string;
  #calls = 0;
  #ended: string | undefined;

  constructor(choice: number, response: string | undefined) {
    this.#choice = choice;
    this.#idBase = `call_${idOf(response)}${choice}`;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  read(candidate: JsonObject, parts: Part[]): void {
    const { content, finishReason, logprobsResult } = candidate;
    const said = isObject(content) && isList(content['parts']) ? content['parts'] : [];
    let logprobs = readLogprobs(logprobsResult);
    const hasLogprobs = logprobs !== undefined && said.some(isPlainText);
    for (const part of said) {
      if (!isObject(part)) continue;
      const isFirst = logprobs !== undefined && isPlainText(part);
      this.#readPart(part, isFirst ? logprobs : undefined, parts);
      if (isFirst) logprobs = undefined;
    }
    const rest = leftover(candidate, new Set(hasLogprobs ? [...saidKeys, 'logprobsResult'] : saidKeys));
    if (rest) parts.push({ type: 'unknown', wire, value: { candidate: this.#choice, fields: rest } });
    if (
      typeof finishReason === 'string' &&
      finishReason !== '' &&
      finishReason !== 'FINISH_REASON_UNSPECIFIED'
    ) {
      this.#ended = finishReason;
    }
  }

  finish(parts: Part[]): void {
    if (this.#ended === undefined) return;
    const reason = readFinishReason(this.#ended, this.#calls > 0);
    parts.push({ type: 'finish', choice: this.#choice, reason, raw: this.#ended });
  }

  #readPart(part: JsonObject, logprobs: readonly TokenLogprob[] | undefined, parts: Part[]): void {
    const choice = this.#choice;
    switch (kindOf(part)) {
      case 'text': {
        const text = textOf(part['text']);
        const rest = leftover(part, textKeys);
        if (part['thought'] === true) {
          const extra = rest && { extra: { wire, fields: rest } };
          parts.push({ type: 'reasoning', choice, text, ...extra });
          return;
        }
        if (text !== '') parts.push({ type: 'text', choice, text, ...(logprobs ? { logprobs } : {}) });
        // A signature of an answer stands in its last text, which may be empty.
        if (rest) parts.push(this.#unknown(rest));
        return;
      }
      case 'functionCall':
        this.#readCall(part, part['functionCall'] as Json, parts);
        return;
      case 'inlineData':
      case 'fileData':
      case 'functionResponse':
      case 'executableCode':
      case 'codeExecutionResult':
      case 'toolCall':
      case 'toolResponse':
        parts.push(this.#unknown(part));
    }
  }

  #readCall(part: JsonObject, call: Json, parts: Part[]): void {
    // Pieces of arguments are told by paths into them; who asked for those is a client of this wire.
    if (!isObject(call) || textOf(call['name']) === '' || call['partialArgs'] !== undefined) {
      parts.push(this.#unknown(part));
      return;
    }
    const index = this.#calls++;
    const choice = this.#choice;
    const { id, name, args } = call;
    const rest = joined(leftover(part, callPartKeys), under('functionCall', leftover(call, callKeys)));
    parts.push({
      type: 'tool-call',
      choice,
      index,
      id: typeof id === 'string' && id !== '' ? id : `${this.#idBase}_${index}`,
      name: textOf(name),
      ...(rest ? { extra: { wire, fields: rest } } : {}),
    });
    parts.push({ type: 'tool-arguments', choice, index, text: JSON.stringify(args ?? {}) });
  }

  #unknown(part: Fields | JsonObject): Part {
    return { type: 'unknown', wire, value: { candidate: this.#choice, part } };
  }
}

function isPlainText(part: Json): boolean {
  return isObject(part) && kindOf(part) === 'text' && part['thought'] !== true && textOf(part['text']) !== '';
}

/** Characters of a response's id that are taken: OpenAI's clients want ids of calls to be short. */
const idCharactersMax = 20;

/** A call that came without an id gets one that no other answer of the conversation gave. */
function idOf(response: string | undefined): string {
  const plain = response?.replaceAll(/[^\w-]/g, '').slice(0, idCharactersMax);
  return plain === undefined || plain === '' ? '' : `${plain}_`;
}

/** What is missing is left out, and a text that is none says nothing. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
