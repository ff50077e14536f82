import type { Json, JsonObject } from '#base';
import type { Part, TokenLogprob } from '#call';
import { type Fields, isList, isObject, joined, leftover, textOf, under } from '../own-fields.ts';
import { readFinishReason } from './finish-reason.ts';
import { readLogprobs } from './logprobs.ts';
import { kindOf } from './parse-part.ts';
import { ToldFields } from './told-fields.ts';
import { wire } from './wire-name.ts';

const textKeys = new Set(['text', 'thought']);
const callKeys = new Set(['id', 'name', 'args']);
const callPartKeys = new Set(['functionCall']);
const saidKeys = ['content', 'finishReason', 'index'];

/** Reads one candidate, in as many pieces as it comes. Leniently: what is missing is left out, what is unknown is kept. */
export class CandidateReader {
  readonly #choice: number;
  readonly #idBase: string;
  readonly #told = new ToldFields();
  #calls = 0;
  /** Parts so far, those that are pieces of one counted once, and what the last of them was. */
  #count = 0;
  #last: string | undefined;
  /** Texts before and after a part that only this wire knows are two. */
  #block: number | undefined;
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
    const known = new Set(hasLogprobs ? [...saidKeys, 'logprobsResult'] : saidKeys);
    const rest = this.#told.news(leftover(candidate, known));
    // Before what was said, so that it stands beside it again when it is written.
    if (rest) parts.push({ type: 'unknown', wire, value: { candidate: this.#choice, fields: rest } });
    for (const part of said) {
      if (!isObject(part)) continue;
      const isFirst = logprobs !== undefined && isPlainText(part);
      this.#readPart(part, isFirst ? logprobs : undefined, parts);
      if (isFirst) logprobs = undefined;
    }
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
          this.#begin('reasoning');
          if (rest) this.#last = undefined;
          parts.push({ type: 'reasoning', choice, text, ...extra });
          return;
        }
        if (text !== '') {
          const block = this.#block === undefined ? {} : { block: this.#block };
          this.#begin('text');
          parts.push({ type: 'text', choice, text, ...block, ...(logprobs ? { logprobs } : {}) });
        }
        // A signature of an answer stands in its last text, which may be empty.
        if (rest) parts.push(this.#unknown({ text: '', ...rest }));
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
    this.#begin('call');
    this.#last = undefined;
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

  /** A part that only this wire knows, with its place among the parts of the whole answer. */
  #unknown(part: Fields | JsonObject): Part {
    const at = this.#count++;
    this.#last = undefined;
    this.#block = at;
    return { type: 'unknown', wire, value: { candidate: this.#choice, part, at } };
  }

  #begin(kind: string): void {
    if (this.#last !== kind) this.#count += 1;
    this.#last = kind;
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
