import type { Json } from '#base';
import type { OutputPart, WireName } from './message.ts';
import type { EngineFacts, FinishReason, Part, TokenLogprob } from './part.ts';
import type { Usage } from './usage.ts';

export interface Choice {
  readonly index: number;
  readonly content: readonly OutputPart[];
  readonly logprobs?: readonly TokenLogprob[];
  readonly refusalLogprobs?: readonly TokenLogprob[];
  /** Absent when the answer broke off before the destination said why it ended. */
  readonly finish?: { readonly reason: FinishReason; readonly raw?: string };
}

/** An answer, whole. */
export interface Reply {
  readonly id?: string;
  readonly model?: string;
  readonly created?: number;
  readonly choices: readonly Choice[];
  /** The vectors of an `embed` call, in the order of its inputs; empty for every other. */
  readonly embeddings: readonly (readonly number[])[];
  /** The answer to a `count` call. */
  readonly tokenCount?: number;
  readonly usage?: Usage;
  readonly engine?: EngineFacts;
  readonly error?: Extract<Part, { type: 'error' }>;
  readonly extra?: { readonly wire: WireName; readonly fields: Readonly<Record<string, Json>> };
  readonly unknown: readonly Extract<Part, { type: 'unknown' }>[];
}

interface OpenChoice {
  content: OutputPart[];
  /** Where each call of a tool stands, which later pieces of its arguments continue. */
  tools: Map<number, number>;
  /** Which block of its wire the last text belongs to. */
  block: number | undefined;
  logprobs: TokenLogprob[];
  refusalLogprobs: TokenLogprob[];
  finish?: { reason: FinishReason; raw?: string };
}

/** Folds parts into a reply, one at a time: a reply that is not streamed is a stream, collected. */
export class Collector {
  readonly #choices = new Map<number, OpenChoice>();
  readonly #unknown: Extract<Part, { type: 'unknown' }>[] = [];
  readonly #embeddings = new Map<number, readonly number[]>();
  #tokenCount: number | undefined;
  #start: Extract<Part, { type: 'start' }> | undefined;
  #usage: Usage | undefined;
  #engine: EngineFacts | undefined;
  #error: Extract<Part, { type: 'error' }> | undefined;

  push(part: Part): void {
    switch (part.type) {
      case 'start':
        this.#start = part;
        return;
      case 'text':
      case 'refusal':
      case 'reasoning': {
        const choice = this.#choice(part.choice);
        appendText(choice, part);
        if (part.type === 'text' && part.logprobs) choice.logprobs.push(...part.logprobs);
        if (part.type === 'refusal' && part.logprobs) choice.refusalLogprobs.push(...part.logprobs);
        return;
      }
      case 'tool-call': {
        const choice = this.#choice(part.choice);
        choice.tools.set(part.index, choice.content.length);
        choice.content.push({
          type: 'tool-call',
          id: part.id,
          name: part.name,
          arguments: '',
          ...(part.extra ? { extra: part.extra } : {}),
        });
        return;
      }
      case 'tool-arguments': {
        const choice = this.#choice(part.choice);
        const at = choice.tools.get(part.index);
        const call = at === undefined ? undefined : choice.content[at];
        if (at !== undefined && call?.type === 'tool-call') {
          choice.content[at] = { ...call, arguments: call.arguments + part.text };
        }
        return;
      }
      case 'finish':
        this.#choice(part.choice).finish = {
          reason: part.reason,
          ...(part.raw === undefined ? {} : { raw: part.raw }),
        };
        return;
      case 'embedding':
        this.#embeddings.set(part.index, part.vector);
        return;
      case 'token-count':
        this.#tokenCount = part.tokens;
        return;
      case 'usage':
        this.#usage = part.usage;
        return;
      case 'engine':
        this.#engine = part.facts;
        return;
      case 'error':
        this.#error = part;
        return;
      case 'unknown':
        this.#unknown.push(part);
        return;
    }
  }

  reply(): Reply {
    const start = this.#start;
    return {
      ...(start?.id === undefined ? {} : { id: start.id }),
      ...(start?.model === undefined ? {} : { model: start.model }),
      ...(start?.created === undefined ? {} : { created: start.created }),
      ...(start?.extra === undefined ? {} : { extra: start.extra }),
      choices: [...this.#choices.entries()]
        .sort(([left], [right]) => left - right)
        .map(([index, choice]) => ({
          index,
          content: choice.content,
          ...(choice.logprobs.length > 0 ? { logprobs: choice.logprobs } : {}),
          ...(choice.refusalLogprobs.length > 0 ? { refusalLogprobs: choice.refusalLogprobs } : {}),
          ...(choice.finish ? { finish: choice.finish } : {}),
        })),
      embeddings: [...this.#embeddings.entries()]
        .sort(([left], [right]) => left - right)
        .map(([, vector]) => vector),
      ...(this.#tokenCount === undefined ? {} : { tokenCount: this.#tokenCount }),
      ...(this.#usage ? { usage: this.#usage } : {}),
      ...(this.#engine ? { engine: this.#engine } : {}),
      ...(this.#error ? { error: this.#error } : {}),
      unknown: this.#unknown,
    };
  }

  #choice(index: number): OpenChoice {
    let choice = this.#choices.get(index);
    if (!choice) {
      choice = { content: [], tools: new Map(), block: undefined, logprobs: [], refusalLogprobs: [] };
      this.#choices.set(index, choice);
    }
    return choice;
  }
}

export function collect(parts: Iterable<Part>): Reply {
  const collector = new Collector();
  for (const part of parts) collector.push(part);
  return collector.reply();
}

type Spoken = Extract<Part, { type: 'text' | 'refusal' | 'reasoning' }>;

function appendText(choice: OpenChoice, part: Spoken): void {
  const { type, text } = part;
  const extra = part.type === 'reasoning' && part.extra !== undefined ? { extra: part.extra } : {};
  const last = choice.content.at(-1);
  const block = part.type === 'text' ? part.block : undefined;
  const goesOn = last?.type === type && (type !== 'text' || block === choice.block);
  if (type === 'text') choice.block = block;
  // What was signed is whole; more of its kind is another one.
  if (goesOn && !('extra' in last && last.extra !== undefined)) {
    choice.content[choice.content.length - 1] = { ...last, text: last.text + text, ...extra };
    return;
  }
  choice.content.push({ type, text, ...extra });
}
