import type { SpokenChoice, SpokenPart } from './spoken.ts';

interface Tool {
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

type Growing = { type: 'text' | 'reasoning' | 'refusal'; pieces: string[] };

/** Puts the pieces of one answer together: text grows where it was, requests for tools by their number. */
export class ChoiceWriter {
  finish: string | undefined;
  readonly #parts: (Growing | SpokenPart | { readonly type: 'tool'; readonly number: number })[] = [];
  readonly #tools = new Map<number, { id: string; name: string; input: string[] }>();
  /** The number under which a wire's own number goes on: some give every request of a set the same one. */
  readonly #current = new Map<number, number>();

  add(part: SpokenPart): void {
    if (part.type !== 'text' && part.type !== 'reasoning' && part.type !== 'refusal') {
      this.#parts.push(part);
      return;
    }
    if (part.text === '') return;
    const last = this.#parts.at(-1);
    if (last !== undefined && 'pieces' in last && last.type === part.type) last.pieces.push(part.text);
    else this.#parts.push({ type: part.type, pieces: [part.text] });
  }

  /** A piece of a request for a tool; a new id under a known number begins another one. */
  addToTool(wireNumber: number, { id, name, input }: Tool): void {
    const known = this.#tools.get(this.#current.get(wireNumber) ?? -1);
    if (known !== undefined && (id === '' || known.id === '' || known.id === id)) {
      if (known.id === '') known.id = id;
      if (known.name === '') known.name = name;
      known.input.push(input);
      return;
    }
    const number = this.#tools.size;
    this.#current.set(wireNumber, number);
    this.#tools.set(number, { id, name, input: [input] });
    this.#parts.push({ type: 'tool', number });
  }

  choice(): SpokenChoice {
    const parts = this.#parts.map((part): SpokenPart => {
      if ('pieces' in part) return { type: part.type, text: part.pieces.join('') };
      if (part.type !== 'tool') return part;
      const tool = this.#tools.get(part.number);
      return {
        type: 'tool-call',
        id: tool?.id ?? '',
        name: tool?.name ?? '',
        input: tool?.input.join('') ?? '',
      };
    });
    return { parts, ...(this.finish === undefined ? {} : { finish: this.finish }) };
  }
}
