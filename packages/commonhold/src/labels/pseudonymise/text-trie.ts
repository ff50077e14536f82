/** A place in a text at which a known text stands, and what stands for it. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

interface Node {
  readonly next: Map<number, Node>;
  value: string | undefined;
}

/** Texts and their values, found in other texts from left to right, the longest first. */
export class TextTrie {
  readonly #root: Node = { next: new Map(), value: undefined };

  /** `text` is not empty. */
  add(text: string, value: string): void {
    let node = this.#root;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      let inner = node.next.get(unit);
      if (inner === undefined) {
        inner = { next: new Map(), value: undefined };
        node.next.set(unit, inner);
      }
      node = inner;
    }
    node.value = value;
  }

  /**
   * The next place at or after `from`. When the text ends inside what may become one, or become a longer one, `open` is
   * where that begins, and no place is told that lies there or behind it.
   */
  find(text: string, from: number): { readonly place?: Place; readonly open?: number } {
    for (let start = from; start < text.length; start++) {
      let node = this.#root.next.get(text.charCodeAt(start));
      let at = start + 1;
      let place: Place | undefined;
      while (node !== undefined) {
        if (node.value !== undefined) place = { start, end: at, value: node.value };
        if (at === text.length) {
          if (node.next.size > 0) return { ...(place ? { place } : {}), open: start };
          break;
        }
        node = node.next.get(text.charCodeAt(at));
        at += 1;
      }
      if (place !== undefined) return { place };
    }
    return {};
  }

  placesIn(text: string): readonly Place[] {
    const places: Place[] = [];
    let from = 0;
    while (from < text.length) {
      const { place, open } = this.find(text, from);
      if (place !== undefined) places.push(place);
      else if (open === undefined) break;
      from = place?.end ?? (open ?? text.length) + 1;
    }
    return places;
  }

  /** The text with a line break wherever a known text stood. */
  without(text: string): string {
    let rest = '';
    let from = 0;
    for (const { start, end } of this.placesIn(text)) {
      rest += `${text.slice(from, start)}\n`;
      from = end;
    }
    return rest + text.slice(from);
  }
}
