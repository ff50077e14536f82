import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type ErasureLeaf, type Finding, type Leaf, LeafError, parseLeaf } from '@commonhold/record';
import type { AuditKeys } from './audit-keys.ts';
import { bytes, integer, nullable } from './row-cursor.ts';

/** Calls are erased a hundred to a leaf, in log order, so a few leaves are asked for again and again. */
const rememberedMax = 256;

/**
 * Holds what is gone against the log. A row is missing or cleared only where an erasure leaf names its call, or its domain
 * by the opaque id of the pseudonym in the call's own leaf; so nothing in the index can excuse a loss by itself. And what
 * an erasure leaf names must be gone.
 */
export class ErasureCheck {
  readonly #keys: AuditKeys;
  readonly #find: (finding: Finding) => void;
  readonly #leafAt: StatementSync;
  readonly #erasedDomain: StatementSync;
  readonly #erasedOf: StatementSync;
  readonly #remembered = new Map<number, ErasureLeaf | undefined>();
  /** Opaque ids of the domains whose keys are here. */
  readonly #living: ReadonlySet<string>;

  constructor(database: DatabaseSync, keys: AuditKeys, find: (finding: Finding) => void) {
    this.#keys = keys;
    this.#find = find;
    this.#leafAt = database.prepare('SELECT bytes FROM leaf WHERE idx = ?');
    this.#erasedDomain = database.prepare('SELECT leaf FROM erased_domain WHERE id = ?');
    this.#erasedOf = database.prepare('SELECT erased FROM call WHERE id = ?');
    const { names, domains } = keys;
    const pseudonyms = [...(domains?.values() ?? [])].map(({ pseudonym }) => pseudonym);
    this.#living = new Set(names && pseudonyms.map((pseudonym) => names.opaque('domain', pseudonym)));
  }

  /** How far the call was erased, as far as the leaf that its row points to says so itself. */
  extentOf(
    index: number,
    call: string,
    actor: string,
    erased: number | null,
  ): ErasureLeaf['extent'] | undefined {
    if (erased === null) return undefined;
    const leaf = erased > index ? this.#at(erased) : undefined;
    if (leaf !== undefined && (leaf.calls.includes(call) || this.#namesDomain(leaf, actor)))
      return leaf.extent;
    const what = `The index says that leaf ${erased} erased this call, and that leaf does not say so.`;
    this.#find({ leaf: index, call, what });
    return undefined;
  }

  /** Whether the log says that the key of this domain was destroyed, which is not there. */
  isDestroyed(domain: string, actor: string): boolean {
    const row = this.#erasedDomain.get(domain);
    const leaf = row && this.#at(integer(row['leaf']));
    return leaf !== undefined && this.#namesDomain(leaf, actor);
  }

  /** An erasure leaf: what it names is gone. */
  check(index: number, leaf: ErasureLeaf): void {
    for (const call of leaf.calls) {
      const row = this.#erasedOf.get(call);
      if (row === undefined) {
        this.#find({ leaf: index, call, what: 'This leaf erases a call that the index does not have.' });
        continue;
      }
      const erased = nullable(row['erased'], integer);
      if (erased === null || erased < index) {
        const what = 'This leaf says that the call was erased, and the index says that it was not.';
        this.#find({ leaf: index, call, what });
      }
    }
    for (const domain of leaf.domains) {
      if (!this.#living.has(domain)) continue;
      this.#find({
        leaf: index,
        what: 'This leaf says that the key of an erasure domain was destroyed, and it is still here.',
      });
    }
  }

  #namesDomain(leaf: ErasureLeaf, actor: string): boolean {
    const { names } = this.#keys;
    // Without the root key nobody can tell which domain an opaque id means.
    return names === undefined
      ? leaf.domains.length > 0
      : leaf.domains.includes(names.opaque('domain', actor));
  }

  #at(index: number): ErasureLeaf | undefined {
    if (this.#remembered.has(index)) return this.#remembered.get(index);
    const leaf = this.#read(index);
    const erasure = leaf?.kind === 'erasure' ? leaf : undefined;
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= rememberedMax && oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(index, erasure);
    return erasure;
  }

  #read(index: number): Leaf | undefined {
    const row = this.#leafAt.get(index);
    try {
      return row && parseLeaf(bytes(row['bytes']));
    } catch (thrown) {
      // That it is no leaf is found where the log is read.
      if (thrown instanceof LeafError) return undefined;
      throw thrown;
    }
  }
}
