import type { ReadHead } from './read-head.ts';

/** The largest head of a log that this browser has seen, so that the node cannot go back behind it unnoticed. */
export interface RememberedHead {
  readonly size: number;
  readonly root: string;
  /** Milliseconds since 1970, by this browser's clock. */
  readonly seen: number;
  /** The note itself: evidence, if another one should turn up beside it. */
  readonly note: string;
}

/** What the head of now is to the one of before. */
export type Comparison =
  | { readonly type: 'first' }
  | { readonly type: 'same' | 'grown' | 'shrunk' | 'forked'; readonly before: RememberedHead };

export function compareHeads(
  head: Pick<ReadHead, 'size' | 'root'>,
  before: RememberedHead | undefined,
): Comparison {
  if (before === undefined) return { type: 'first' };
  if (head.size > before.size) return { type: 'grown', before };
  if (head.size < before.size) return { type: 'shrunk', before };
  return { type: head.root === before.root ? 'same' : 'forked', before };
}

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/** What another version wrote, or somebody by hand, is as good as nothing remembered. */
export function recallHead(memory: Memory, origin: string): RememberedHead | undefined {
  try {
    const found = JSON.parse(memory.getItem(nameOf(origin)) ?? 'null') as Partial<RememberedHead> | null;
    const { size, root, seen, note } = found ?? {};
    const isWhole =
      typeof size === 'number' &&
      typeof root === 'string' &&
      typeof seen === 'number' &&
      typeof note === 'string';
    return isWhole ? { size, root, seen, note } : undefined;
  } catch {
    return undefined;
  }
}

/** Never in the place of one that contradicts it: that is the evidence. */
export function rememberHead(memory: Memory, origin: string, head: RememberedHead): void {
  const { type } = compareHeads(head, recallHead(memory, origin));
  if (type === 'shrunk' || type === 'forked') return;
  try {
    memory.setItem(nameOf(origin), JSON.stringify(head));
  } catch {
    // A browser that keeps nothing compares nothing; the page says that it sees this log for the first time.
  }
}

function nameOf(origin: string): string {
  return `commonhold.head.${origin}`;
}
