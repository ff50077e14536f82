import type { JsonObject } from '#base';
import type { Part } from '#call';
import { isList, isObject, leftover } from '../own-fields.ts';
import { CandidateReader } from './candidate-reader.ts';
import { ToldFields } from './told-fields.ts';
import { readUsage } from './usage.ts';
import { type Writable, wire } from './wire-name.ts';

const responseKeys = new Set(['candidates', 'usageMetadata', 'modelVersion', 'responseId']);

/**
 * Reads responses, of which a whole answer is one and a stream a row: each has the next pieces of its candidates and the counts
 * so far. Why a candidate ended is told at the end of all, because older models repeat it in every response.
 */
export class ResponseReader {
  readonly #candidates = new Map<number, CandidateReader>();
  /** The fields of responses that only this wire knows. */
  readonly #told = new ToldFields();
  #started = false;
  #id: string | undefined;
  #usage: string | undefined;
  #block: string | undefined;

  read(response: JsonObject, parts: Part[]): void {
    this.#start(response, parts);
    const { candidates, promptFeedback, usageMetadata } = response;
    for (const [at, candidate] of (isList(candidates) ? candidates : []).entries()) {
      if (isObject(candidate)) this.#candidateAt(placeOf(candidate, at)).read(candidate, parts);
    }
    const blocked = isObject(promptFeedback) ? promptFeedback['blockReason'] : undefined;
    if (typeof blocked === 'string' && blocked !== '') this.#block = blocked;
    this.#count(usageMetadata, parts);
  }

  /** Something was answered, and of everything that was begun it was said why it ended. */
  get isComplete(): boolean {
    const all = [...this.#candidates.values()];
    return all.every(({ hasEnded }) => hasEnded) && (all.length > 0 || this.#block !== undefined);
  }

  /** How each candidate ended. A prompt that was blocked has no candidate, and an answer that is a filter's. */
  finish(parts: Part[]): void {
    for (const candidate of this.#candidates.values()) candidate.finish(parts);
    if (this.#block !== undefined && this.#candidates.size === 0) {
      parts.push({ type: 'finish', choice: 0, reason: 'content-filter', raw: this.#block });
    }
  }

  #start(response: JsonObject, parts: Part[]): void {
    const rest = this.#told.news(leftover(response, responseKeys));
    if (this.#started) {
      if (rest) parts.push({ type: 'unknown', wire, value: { response: rest } });
      return;
    }
    this.#started = true;
    const start: Writable<Extract<Part, { type: 'start' }>> = { type: 'start' };
    const { responseId: id, modelVersion: model } = response;
    if (typeof id === 'string' && id !== '') start.id = this.#id = id;
    if (typeof model === 'string' && model !== '') start.model = model;
    if (rest) start.extra = { wire, fields: rest };
    parts.push(start);
  }

  #candidateAt(index: number): CandidateReader {
    let candidate = this.#candidates.get(index);
    if (!candidate) {
      candidate = new CandidateReader(index, this.#id);
      this.#candidates.set(index, candidate);
    }
    return candidate;
  }

  /** Counts are the sum so far, and most responses of a stream repeat them. */
  #count(raw: unknown, parts: Part[]): void {
    const usage = readUsage(raw);
    if (!usage) return;
    const text = JSON.stringify(raw);
    if (text === this.#usage) return;
    this.#usage = text;
    parts.push({ type: 'usage', usage });
  }
}

function placeOf({ index }: JsonObject, at: number): number {
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index : at;
}
