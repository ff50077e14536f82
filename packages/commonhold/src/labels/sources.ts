import { type GenerateCall, toolTexts } from '#call';
import { combineLabels } from './declared.ts';

/** One line of `labels.sources`: what a tool brings, and on request what it is given, is of this class. */
export interface LabelSource {
  /** The name of a tool, in which a `*` stands for any characters. `*` alone is every tool, those that nobody names too. */
  readonly tool: string;
  readonly label: string;
  /** What the tool is given has the label too. */
  readonly arguments: boolean;
}

/** What the owner said of tools, asked for each call. */
export class LabelSources {
  readonly #sources: readonly (LabelSource & { readonly matches: (name: string) => boolean })[];

  constructor(sources: readonly LabelSource[]) {
    this.#sources = sources.map((source) => ({ ...source, matches: namePattern(source.tool) }));
  }

  /** Labels that a request has because of the tools whose results or arguments stand in it. */
  labelsOf(call: Pick<GenerateCall, 'messages'>): readonly string[] {
    if (this.#sources.length === 0) return [];
    const labels = new Set<string>();
    // Names come again and again in a long history, and each is looked at once.
    const seen = new Set<string>();
    for (const { kind, tools } of toolTexts(call)) {
      for (const name of tools.length === 0 ? [undefined] : tools) {
        const key = `${kind} ${name === undefined ? '' : `= ${name}`}`;
        if (seen.has(key)) continue;
        seen.add(key);
        for (const source of this.#sources) {
          if (kind === 'arguments' && !source.arguments) continue;
          if (name === undefined ? source.tool === '*' : source.matches(name)) labels.add(source.label);
        }
      }
    }
    return combineLabels([...labels]);
  }
}

/**
 * Whether a name is one that the pattern means. The pieces between the stars are looked for from left to right, each once and
 * as early as it stands, so no name can make it try again.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (name) => name === pattern;
  return (name) => {
    if (name.length < first.length + last.length) return false;
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    const end = name.length - last.length;
    let at = first.length;
    for (const piece of rest) {
      const found = name.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
