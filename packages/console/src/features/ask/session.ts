import type { AnswerEvent } from './answer-stream.ts';
import { type Beginning, chatRequest, scoreRequest } from './chat-request.ts';
import {
  answerAgain,
  type Asked,
  askAll,
  askInstead,
  changeMessage,
  emptyTalk,
  type Talk,
} from './columns.ts';
import { SaveLoop, type Saving } from './save-loop.ts';
import { titleOf } from './title.ts';
import type { Token } from './tokens.ts';
import type { Message } from './tree.ts';

/** Tokens of an answer as they were told, and the temperature that they were drawn at, where that is known. */
export interface TokenData {
  readonly tokens: readonly Token[];
  readonly temperature: number | undefined;
  /** Worked out afterwards: the model's own numbers, which no settings have bent. */
  readonly scored: boolean;
}

/** What a page draws. Each change makes a new one; what did not change in it is the very same object. */
export interface Snapshot {
  readonly talk: Talk;
  /** Answers that are coming. */
  readonly coming: ReadonlySet<string>;
  readonly saving: Saving;
  /** What somebody who only listens is told, with a number so that the same words can be said twice. */
  readonly said: {
    readonly what: 'begins' | Message['ended'];
    readonly model: string;
    readonly number: number;
  };
}

/** How often what has arrived is shown: often enough to look like speech, seldom enough to leave time for the rest. */
const showMs = 50;

/** What a session needs of the world. */
export interface SessionMeans {
  readonly stream: (
    request: Readonly<Record<string, unknown>>,
    run: string,
    signal: AbortSignal,
  ) => AsyncIterable<AnswerEvent>;
  readonly save: (talk: Talk) => Promise<void>;
  /** Whether a model tells the probability of its tokens: whether every destination of it is the engine inside. */
  readonly tellsTokens: (model: string) => boolean;
  readonly localityOf: (model: string, destination: string | undefined) => Message['local'];
  /** A failure in words; undefined means that an answer ended without its end. */
  readonly describe: (error: unknown) => string;
  readonly newId: () => string;
  readonly now: () => number;
}

/**
 * One open conversation: the document, the answers that are coming, and its saving. It lives outside of the page, so
 * that an answer goes on while somebody looks at its record.
 */
export class Session {
  readonly id: string;
  readonly #means: SessionMeans;
  readonly #saving: SaveLoop<Talk>;
  readonly #listeners = new Set<() => void>();
  readonly #underWay = new Map<string, AbortController>();
  readonly #tokens = new Map<string, TokenData>();
  #snapshot: Snapshot;
  #showTimer: ReturnType<typeof setTimeout> | undefined;
  /** Changes of messages that have arrived and are not shown yet. */
  readonly #arrived = new Map<string, Partial<Message>>();

  constructor(id: string, kept: Talk | undefined, means: SessionMeans) {
    this.id = id;
    this.#means = means;
    this.#snapshot = {
      talk: kept ?? emptyTalk([]),
      coming: new Set(),
      saving: { type: kept === undefined ? 'new' : 'saved' },
      said: { what: undefined, model: '', number: 0 },
    };
    this.#saving = new SaveLoop<Talk>({
      save: means.save,
      tell: (saving) => this.#set({ saving }),
      now: means.now,
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.#snapshot;

  tokensOf(id: string): TokenData | undefined {
    return this.#tokens.get(id);
  }

  keepTokens(id: string, data: TokenData): void {
    this.#tokens.set(id, data);
    this.#set({});
  }

  /** Any change that asks nobody anything: settings, models, versions, the title. */
  edit(change: (talk: Talk) => Talk): void {
    const talk = change(this.#snapshot.talk);
    if (talk === this.#snapshot.talk) return;
    this.#set({ talk });
    this.#changed();
  }

  ask(text: string): void {
    const { talk } = this.#snapshot;
    const titled = talk.title === '' ? { ...talk, title: titleOf(text) } : talk;
    this.#begin(askAll(titled, text, this.#means.newId, this.#time()));
  }

  askInstead(turn: number, columns: readonly number[], text: string): void {
    this.#begin(askInstead(this.#snapshot.talk, turn, columns, text, this.#means.newId, this.#time()));
  }

  again(columns: readonly number[], answer: Message): void {
    const { talk } = this.#snapshot;
    this.#begin(answerAgain(talk, columns, answer, undefined, this.#means.newId, this.#time()));
  }

  fork(columns: readonly number[], answer: Message, beginning: Beginning, forced: string): void {
    const { talk } = this.#snapshot;
    const fork = { given: beginning.text, forced };
    this.#begin(answerAgain(talk, columns, answer, fork, this.#means.newId, this.#time()), beginning);
  }

  /** Ends every answer that is coming. Each is recorded as aborted, and what came of it stays. */
  stop(): void {
    for (const controller of this.#underWay.values()) controller.abort();
  }

  /** Works out how likely the words of an answer were: a call of its own. Throws what the node says. */
  async score(answer: Message, signal: AbortSignal): Promise<void> {
    const tokens: Token[] = [];
    let call: string | undefined;
    for await (const event of this.#means.stream(
      scoreRequest(this.#snapshot.talk, answer),
      this.id,
      signal,
    )) {
      if (event.type === 'head') call = event.call;
      if (event.type === 'text') tokens.push(...event.tokens);
      if (event.type === 'broke') throw new Error(event.message);
    }
    this.keepTokens(answer.id, { tokens, temperature: 0, scored: true });
    if (call !== undefined) this.#change(answer.id, { scored: call });
    this.#changed();
  }

  /** Ends what is under way and writes nothing any more. */
  async close(): Promise<void> {
    this.stop();
    await this.#saving.close();
  }

  #begin(
    { talk, asked }: { readonly talk: Talk; readonly asked: readonly Asked[] },
    beginning?: Beginning,
  ): void {
    this.#set({ talk, coming: new Set([...this.#snapshot.coming, ...asked.map(({ answer }) => answer)]) });
    this.#changed();
    this.#saving.flush();
    for (const { answer } of asked) void this.#answer(answer, beginning);
  }

  async #answer(id: string, beginning: Beginning | undefined): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    const { talk } = this.#snapshot;
    const message = talk.messages.find((one) => one.id === id);
    const model = message?.model ?? '';
    const tokens: Token[] = [];
    let temperature: number | undefined;
    const end = (ended: Message['ended'], error?: string): void => {
      if (tokens.length > 0) this.#tokens.set(id, { tokens, temperature, scored: false });
      this.#underWay.delete(id);
      this.#arrive(id, { ended, ...(error === undefined ? {} : { error }) });
      this.#show();
      const coming = new Set(this.#snapshot.coming);
      coming.delete(id);
      this.#set({ coming, said: this.#say(ended, model) });
      this.#changed();
      this.#saving.flush();
    };
    try {
      if (message === undefined) return;
      const withTokens = this.#means.tellsTokens(model) && talk.parameters['tokens'] !== false;
      const request = chatRequest(talk, message, withTokens, beginning);
      if ('response_format' in request) this.#arrive(id, { json: true });
      // A beginning that is repeated arrives as the first words of the answer; otherwise it is put before them.
      const repeated = beginning !== undefined && withTokens;
      let text = repeated ? '' : (beginning?.text ?? '');
      let reasoning = '';
      let ended: Message['ended'];
      for await (const event of this.#means.stream(request, this.id, controller.signal)) {
        switch (event.type) {
          case 'head':
            this.#arrive(id, headOf(event, this.#means.localityOf(model, event.destination)));
            this.#set({ said: this.#say('begins', model) });
            break;
          case 'text': {
            const first = text === '';
            text += event.text;
            tokens.push(...event.tokens);
            if (text.length >= (beginning?.text.length ?? 0)) this.#arrive(id, { text });
            if (first) this.#show();
            break;
          }
          case 'reasoning':
            reasoning += event.text;
            this.#arrive(id, { reasoning });
            break;
          case 'drawn':
            temperature = event.temperature;
            break;
          case 'finish':
            ended = event.reason === 'length' ? 'length' : 'complete';
            break;
          case 'broke':
            end('failed', event.message);
            return;
        }
      }
      if (ended === undefined) end('failed', this.#means.describe(undefined));
      else end(ended);
    } catch (thrown) {
      if (controller.signal.aborted) end('stopped');
      else end('failed', this.#means.describe(thrown));
    }
  }

  #say(what: Snapshot['said']['what'], model: string): Snapshot['said'] {
    return { what, model, number: this.#snapshot.said.number + 1 };
  }

  #arrive(id: string, change: Partial<Message>): void {
    this.#arrived.set(id, { ...this.#arrived.get(id), ...change });
    this.#showTimer ??= setTimeout(() => this.#show(), showMs);
  }

  /** Shows everything that has arrived, of all answers at once. */
  #show(): void {
    clearTimeout(this.#showTimer);
    this.#showTimer = undefined;
    if (this.#arrived.size === 0) return;
    let { talk } = this.#snapshot;
    for (const [id, change] of this.#arrived) talk = changeMessage(talk, id, change);
    this.#arrived.clear();
    this.#set({ talk });
    this.#changed();
  }

  #change(id: string, change: Partial<Message>): void {
    this.#set({ talk: changeMessage(this.#snapshot.talk, id, change) });
  }

  /** A conversation that has not been begun is nothing to keep. */
  #changed(): void {
    const { talk } = this.#snapshot;
    if (talk.messages.length > 0) this.#saving.changed(talk);
  }

  #set(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }

  #time(): string {
    return new Date(this.#means.now()).toISOString();
  }
}

function headOf(head: Extract<AnswerEvent, { type: 'head' }>, local: Message['local']): Partial<Message> {
  return {
    ...(head.call === undefined ? {} : { call: head.call }),
    ...(head.destination === undefined ? {} : { destination: head.destination }),
    ...(head.decision === undefined ? {} : { decision: head.decision }),
    ...(local === undefined ? {} : { local }),
  };
}
