import { encodeBase64Url } from '@commonhold/tlog';
import type { Verifier } from '@commonhold/tlog';
import type { Findings } from './finding.ts';
import type { Leaf } from './leaf.ts';

/**
 * A log keeps its leaves and takes another name when the old name can no longer be signed: after a restored backup there
 * are heads under it that this log does not have. From then on its heads carry the new name, and the first leaf that only
 * they cover is an `open` that says in `continues` which name ended and over what: the leaves before this one, by number
 * and root. So whoever kept a head of the old name can see, in the log itself, how far the two are the same log.
 */
export interface Continuation {
  /** Index of the leaf that says so, and the number of leaves before it. */
  readonly leaf: number;
  /** The name that ended. */
  readonly origin: string;
}

/** A name that the log had before, as whoever keeps the log knows it. */
export interface EarlierName {
  readonly origin: string;
  /** Heads under this name cover at most so many leaves. */
  readonly size: number;
  readonly verifiers: readonly Verifier[];
}

/** A log takes a new name after a disaster; one with more of them than this is something else. */
const continuationsMax = 1_000;

/** Which name a log had at which size, by its own leaves, and whether the signed heads keep to that. */
export class ContinuationCheck {
  readonly #findings: Findings;
  readonly #origin: string;
  /** Undefined when only the log itself can tell what it was called before. */
  readonly #expected: readonly EarlierName[] | undefined;
  readonly #found: Continuation[] = [];
  readonly #names = new Set<string>();
  /** The smallest signed head of the log's present name. */
  #presentFrom = Number.POSITIVE_INFINITY;

  constructor(findings: Findings, origin: string, earlier: readonly EarlierName[] | undefined) {
    this.#findings = findings;
    this.#origin = origin;
    this.#expected = earlier?.toSorted((a, b) => a.size - b.size);
  }

  /** The continuations found so far, in log order. */
  get found(): readonly Continuation[] {
    return this.#found.slice();
  }

  /** Takes the next leaf; `root` is that of the leaves before it. Where it stands is checked with its session. */
  leaf(index: number, leaf: Leaf, root: () => Uint8Array): void {
    if (leaf.kind !== 'log-session' || leaf.continues === undefined) return;
    const { continues } = leaf;
    const find = (what: string): void => this.#findings.add({ leaf: index, what });
    if (continues.size === index && continues.root !== encodeBase64Url(root())) {
      find('The leaf says that it continues a log with another root than that of the leaves before it.');
    }
    if (continues.origin === this.#origin || this.#names.has(continues.origin)) {
      find(`The name ${continues.origin} ended here and is used again.`);
    }
    if (this.#found.length >= continuationsMax) {
      find(`The log has had more than ${continuationsMax} names.`);
      return;
    }
    const expected = this.#expected?.[this.#found.length];
    if (
      this.#expected !== undefined &&
      (expected?.origin !== continues.origin || expected.size !== continues.size)
    ) {
      find(`The leaf ends the name ${continues.origin}, and the log was not known to have it up to here.`);
    }
    this.#names.add(continues.origin);
    this.#found.push({ leaf: index, origin: continues.origin });
  }

  /** Takes a signed head whose root is right. */
  head(origin: string, size: number): void {
    if (origin === this.#origin) {
      this.#presentFrom = Math.min(this.#presentFrom, size);
      return;
    }
    const at = this.#expected?.findIndex((name) => name.origin === origin) ?? -1;
    const from = this.#expected?.[at - 1]?.size ?? -1;
    const to = this.#expected?.[at]?.size ?? -1;
    if (size > from && size <= to) return;
    this.#findings.add({
      what: `A head of ${size} leaves is signed under the name ${origin}, which the log did not have at that size.`,
    });
  }

  /** After the last of `size` leaves. */
  finish(size: number): void {
    for (const { origin, size: until } of this.#expected?.slice(this.#found.length) ?? []) {
      // The new name has no leaf before the next start.
      if (until >= size) continue;
      this.#findings.addMissing({
        leaf: until,
        what: `The log was called ${origin} up to here, and no leaf says that another name continues it.`,
      });
    }
    const last = this.#expected?.at(-1)?.size ?? this.#found.at(-1)?.leaf ?? -1;
    if (this.#presentFrom > last) return;
    this.#findings.add({
      what: `A head of ${this.#presentFrom} leaves is signed under the name ${this.#origin}, which begins after ${last}.`,
    });
  }
}

/** Whose heads a note may be of: the first line of a checkpoint is its log's name. */
export function nameIn<Name extends { readonly origin: string }>(
  note: string,
  names: readonly Name[],
): Name | undefined {
  const origin = note.slice(0, note.indexOf('\n'));
  return names.find((name) => name.origin === origin);
}
