import { elementBytesMax } from './elements.ts';
import { BrokenElement } from './imported-call.ts';

/**
 * Messages since the answer before, from the last one back. Branches share what they have in common: a list of its own for
 * each of them would take the square of a conversation, and a file of two megabytes all the memory of the node.
 */
export interface SaidSince {
  readonly text: string;
  readonly before: SaidSince | undefined;
  readonly count: number;
}

export function saidThen(before: SaidSince | undefined, text: string): SaidSince {
  return { text, before, count: (before?.count ?? 0) + 1 };
}

/** Each branch has what was said before it on record again. Far more than people do, and less than a disk that is full. */
const repeatedMax = 4 * elementBytesMax;

/** Gives the messages of one conversation in their order. */
export class Branches {
  #given = 0;

  /** Throws `BrokenElement` for a conversation whose branches would be many times the conversation. */
  messages(last: SaidSince | undefined): readonly string[] {
    const texts: string[] = [];
    for (let one = last; one !== undefined; one = one.before) {
      this.#given += one.text.length;
      if (this.#given > repeatedMax) {
        throw new BrokenElement(`its branches would be more than ${repeatedMax} bytes on record`);
      }
      texts.push(one.text);
    }
    return texts.reverse();
  }
}
