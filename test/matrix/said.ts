/**
 * What a client asked for and what a vendor answered, in words of the test's own. Nothing here knows the node's codecs: each wire
 * is read and written by its own file in `clients` and `vendors`, so that a mistake of a codec cannot hide in the test.
 */

export interface ToolUse {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export type Turn =
  | { readonly role: 'user'; readonly text: string; readonly image?: string }
  | { readonly role: 'assistant'; readonly text?: string; readonly uses?: readonly ToolUse[] }
  /** Answers to the uses of tools before it, in their order. */
  | {
      readonly role: 'results';
      readonly results: readonly { readonly name: string; readonly text: string }[];
    };

export interface Asked {
  readonly system?: string;
  readonly turns: readonly Turn[];
  readonly tools?: readonly {
    readonly name: string;
    readonly description: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  }[];
  /** `must`: some tool; a name: that one. */
  readonly choice?: 'must' | { readonly name: string };
  /** One use of a tool at a time. */
  readonly single?: true;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly effort?: string;
  readonly tokens?: number;
  readonly temperature?: number;
  readonly stop?: readonly string[];
  readonly stream: boolean;
}

export type Stop = 'stop' | 'length' | 'tools' | 'filter';

export interface Counts {
  readonly input: number;
  readonly output: number;
  readonly cached?: number;
  readonly reasoning?: number;
}

export interface Answered {
  readonly thought?: string;
  readonly text?: string;
  readonly uses?: readonly ToolUse[];
  readonly stop: Stop;
  readonly usage: Counts;
}

/** What an official client throws. */
export interface Failed {
  readonly status: number | undefined;
  readonly message: string;
  /** The client's own class for it. */
  readonly name: string;
}

/** A vendor's answer to the next request of a scene. */
export type Script =
  | { readonly type: 'answer'; readonly answer: Answered }
  | { readonly type: 'refuse'; readonly status: number; readonly message: string }
  | { readonly type: 'count'; readonly tokens: number }
  | { readonly type: 'embed'; readonly vectors: readonly (readonly number[])[] };

/** One official client, told nothing but where and with which key. */
export interface MatrixClient {
  generate(asked: Asked): Promise<Answered>;
  /** Absent where the wire has no words for it. */
  count?(asked: Asked): Promise<number>;
  embed?(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  failed(thrown: unknown): Failed;
}

export interface Connection {
  /** Where the node is, without a path. */
  readonly origin: string;
  readonly key: string;
  readonly model: string;
  /** The name of the run, by which the test finds what the node recorded. */
  readonly run: string;
}

/** What a request of a vendor's wire asks for, once its schema has nothing against it. */
export type Heard =
  | { readonly type: 'generate'; readonly asked: Asked }
  | { readonly type: 'count'; readonly asked: Asked }
  | { readonly type: 'embed'; readonly texts: readonly string[] };

export interface Written {
  readonly contentType: string;
  readonly body: string;
}

export interface MatrixVendor {
  /** Throws when the bytes are not what the vendor takes. */
  hear(path: string, body: unknown): Heard;
  write(answer: Answered, stream: boolean): Written;
  count?(tokens: number): Written;
  embed?(vectors: readonly (readonly number[])[]): Written;
  refuse(status: number, message: string): Written;
}

/** Pieces of a text as a vendor streams them: cut inside a word and inside what looks like one sign. */
export function pieces(text: string): readonly string[] {
  // By code points and not by what looks like one sign, as vendors do.
  const letters = Array.from(text);
  const cut = Math.ceil(letters.length / 3);
  return [letters.slice(0, cut), letters.slice(cut, 2 * cut), letters.slice(2 * cut)]
    .map((part) => part.join(''))
    .filter((part) => part !== '');
}

export function sse(events: readonly { readonly event?: string; readonly data: unknown }[]): Written {
  const body = events.map(({ event, data }) => {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`;
  });
  return { contentType: 'text/event-stream', body: body.join('') };
}

export function json(document: unknown): Written {
  return { contentType: 'application/json', body: JSON.stringify(document) };
}

/** The names of the uses that results answer, by their ids. */
export class Uses {
  readonly #names = new Map<string, string>();

  id(name: string): string {
    const id = `call_${this.#names.size + 1}`;
    this.#names.set(id, name);
    return id;
  }

  saw(id: string, name: string): void {
    this.#names.set(id, name);
  }

  nameOf(id: string): string {
    const name = this.#names.get(id);
    if (name === undefined) throw new Error(`a result for ${id}, which nobody called`);
    return name;
  }

  /** The ids in the order in which they were given. */
  ids(): readonly string[] {
    return [...this.#names.keys()];
  }
}

/** Without fields that say nothing, so that two can be compared. */
export function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Turns of the same kind side by side are one: where a message ends is a matter of wires. */
export function joinedTurns(turns: readonly Turn[]): readonly Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (turn.role === 'results' && last?.role === 'results') {
      joined[joined.length - 1] = { role: 'results', results: [...last.results, ...turn.results] };
    } else if (turn.role === 'assistant' && last?.role === 'assistant') {
      const text = (last.text ?? '') + (turn.text ?? '');
      const uses = [...(last.uses ?? []), ...(turn.uses ?? [])];
      joined[joined.length - 1] = {
        role: 'assistant',
        ...(text === '' ? {} : { text }),
        ...(uses.length === 0 ? {} : { uses }),
      };
    } else {
      joined.push(turn);
    }
  }
  return joined;
}
