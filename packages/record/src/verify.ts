import { Frontier, hashBytes, leafHash, sameBytes } from '@commonhold/tlog';
import type { Hash, Verifier } from '@commonhold/tlog';
import { completenessOf } from './completeness.ts';
import type { Completeness } from './completeness.ts';
import { ContinuationCheck, nameIn } from './continuation.ts';
import type { Continuation, EarlierName } from './continuation.ts';
import { Findings } from './finding.ts';
import type { Finding } from './finding.ts';
import { LeafError, parseLeaf } from './leaf-codec.ts';
import type { Leaf } from './leaf.ts';
import { PairingCheck } from './pairing.ts';
import type { PairingReport } from './pairing.ts';
import { openSignedHead } from './signed-head.ts';
import type { SignedHead } from './signed-head.ts';

/**
 * Checks a whole log from its first entry: that every entry is a leaf of this version, that the leaves fit each
 * other, and that they are the ones, in the order, that the log's key signed. Entries are taken one at a time and
 * none is kept, so a log of any length is checked in the same memory (`pairing.ts` says what that costs).
 *
 * Nothing here stops at the first fault: a report that names one flipped byte must also say whether there are more.
 */
export async function verifyLog(input: LogToVerify): Promise<LogReport> {
  const verification = new LogVerification(input);
  for await (const { entry, storedHash } of input.entries) {
    input.signal?.throwIfAborted();
    const { index, leaf } = verification.add(entry, storedHash);
    if (leaf !== undefined) await input.onLeaf?.(index, leaf);
  }
  return verification.finish();
}

export interface VerificationInput {
  readonly hash: Hash;
  /** Told of each complete subtree of two leaves and more as its last leaf is taken: how many leaves, and its root. */
  readonly onSubtree?: (leaves: number, root: Uint8Array) => void;
  /** The log's own name, which its checkpoints must carry. */
  readonly origin: string;
  /** The keys that are trusted to sign the log's head. */
  readonly verifiers: readonly Verifier[];
  /** Signed checkpoints, in any order; at least the newest. Older ones narrow down where a log was changed. */
  readonly checkpoints: readonly string[];
  /**
   * The names that the log had before, with the keys trusted to sign its head under each: `checkpoints` may then hold
   * heads under them, and the log must tell of these names and of no others. Without it only the log itself is asked.
   */
  readonly earlier?: readonly EarlierName[];
}

export interface LogToVerify extends VerificationInput {
  /** All entries, from the first, in order. */
  readonly entries: AsyncIterable<LogEntry> | Iterable<LogEntry>;
  /** Sees every leaf that can be read, after it was checked: to open bodies, to list calls. */
  readonly onLeaf?: (index: number, leaf: Leaf) => Promise<void> | void;
  readonly signal?: AbortSignalLike;
}

/** The part of an AbortSignal that is needed here; written out because the package has no platform's types. */
export interface AbortSignalLike {
  throwIfAborted(): void;
}

export interface LogEntry {
  readonly entry: Uint8Array;
  /** The leaf hash that was kept beside the entry, if one was: it names the leaf whose bytes were changed. */
  readonly storedHash?: Uint8Array;
}

export interface LogReport {
  /**
   * `proved`: nothing is wrong, and a signed checkpoint covers at least the beginning; `coverage.ts` says what that
   * proves. `unsigned`: nothing is wrong, and no signature covers a single leaf.
   */
  readonly verdict: 'proved' | 'broken' | 'unsigned';
  /** Whether all of it is there, as far as the log and the signatures themselves can tell. */
  readonly completeness: Completeness;
  readonly origin: string;
  /** Where the log says that it goes on under another name, and which name ended there. */
  readonly continued: readonly Continuation[];
  /** Entries read. */
  readonly size: number;
  /** Root of all entries read, signed or not. */
  readonly root: Uint8Array;
  /** The newest checkpoint whose signature and root are right. */
  readonly checkpoint: SignedHead | undefined;
  /** Entries after that checkpoint. */
  readonly unsigned: number;
  readonly pairing: PairingReport;
  readonly findings: readonly Finding[];
  /** All findings, also those beyond the ones kept. */
  readonly findingsTotal: number;
}

/** The same check for whoever brings the entries himself. */
export class LogVerification {
  readonly #hash: Hash;
  readonly #origin: string;
  readonly #findings = new Findings();
  readonly #pairing = new PairingCheck({ findings: this.#findings });
  readonly #continuations: ContinuationCheck;
  readonly #tree: Frontier;
  readonly #onSubtree: VerificationInput['onSubtree'];
  /** The tree of the stored hashes, from the first one that differs: tells a changed entry from a changed hash. */
  #storedTree: Frontier | undefined;
  /** Signed heads, smallest first; those before `#nextHead` are compared. */
  readonly #heads: readonly SignedHead[];
  #nextHead = 0;
  #proved: SignedHead | undefined;
  #mismatched = false;

  constructor(input: VerificationInput) {
    this.#hash = input.hash;
    this.#origin = input.origin;
    this.#continuations = new ContinuationCheck(this.#findings, input.origin, input.earlier);
    this.#tree = Frontier.create(input.hash);
    this.#onSubtree = input.onSubtree;
    const heads: SignedHead[] = [];
    for (const note of input.checkpoints) {
      const name = nameIn(note, input.earlier ?? []) ?? input;
      const opened = openSignedHead(note, name.origin, name.verifiers);
      if ('head' in opened) heads.push(opened.head);
      else this.#findings.add({ what: opened.problem });
    }
    this.#heads = heads.sort((a, b) => a.size - b.size);
    this.#compareHeads();
  }

  /** Takes the next entry. The leaf is undefined when the entry is none; that is a finding already. */
  add(
    entry: Uint8Array,
    storedHash?: Uint8Array,
  ): { readonly index: number; readonly leaf: Leaf | undefined } {
    const index = this.#tree.size;
    const computed = leafHash(this.#hash, entry);
    if (storedHash !== undefined && !sameBytes(computed, storedHash)) {
      this.#findings.add({
        leaf: index,
        what: 'The leaf and the hash kept beside it differ: one of them was changed after it was written.',
      });
      if (isHash(storedHash)) {
        this.#storedTree ??= Frontier.from(this.#hash, index, this.#tree.nodes);
      }
    }
    const leaf = this.#read(index, entry);
    if (leaf !== undefined) this.#continuations.leaf(index, leaf, () => this.#tree.root());
    this.#storedTree?.append(storedHash !== undefined && isHash(storedHash) ? storedHash : computed);
    this.#tree.append(computed, this.#onSubtree);
    if (leaf !== undefined) this.#pairing.add(index, leaf);
    this.#compareHeads();
    return { index, leaf };
  }

  /** After the last entry. */
  finish(): LogReport {
    const size = this.#tree.size;
    this.#continuations.finish(size);
    for (const head of this.#heads.slice(this.#nextHead)) {
      this.#findings.addMissing({
        what:
          `The end of the log is missing: a signed checkpoint covers ${head.size} leaves, ` +
          `and there are ${size}.`,
      });
    }
    const unsigned = size - (this.#proved?.size ?? 0);
    // An empty log whose head is signed is covered, all of it.
    const isCovered = this.#proved !== undefined && (unsigned < size || size === 0);
    const pairing = this.#pairing.report();
    const { missing, total: findingsTotal } = this.#findings;
    return {
      verdict: findingsTotal > 0 ? 'broken' : isCovered ? 'proved' : 'unsigned',
      completeness: completenessOf({ size, unsigned, pairing, missing, findingsTotal }),
      origin: this.#origin,
      continued: this.#continuations.found,
      size,
      root: this.#tree.root(),
      checkpoint: this.#proved,
      unsigned,
      pairing,
      findings: this.#findings.kept,
      findingsTotal,
    };
  }

  #read(index: number, entry: Uint8Array): Leaf | undefined {
    try {
      return parseLeaf(entry);
    } catch (error) {
      if (!(error instanceof LeafError)) throw error;
      this.#findings.add({ leaf: index, what: error.message });
      return undefined;
    }
  }

  /** Compares the tree with the signed heads of exactly this size. There may be several, signed by several keys. */
  #compareHeads(): void {
    for (;;) {
      const head = this.#heads[this.#nextHead];
      if (head === undefined || head.size !== this.#tree.size) return;
      this.#nextHead += 1;
      if (sameBytes(head.root, this.#tree.root())) {
        this.#proved = head;
        this.#continuations.head(head.origin, head.size);
        continue;
      }
      // Once the beginning is wrong every later head is wrong too; one finding says it.
      if (this.#mismatched) continue;
      this.#mismatched = true;
      this.#findings.add({ what: this.#mismatch(head) });
    }
  }

  #mismatch(head: SignedHead): string {
    const from = this.#proved?.size ?? 0;
    const last = head.size - 1;
    if (last < from) {
      return `A checkpoint of ${head.size} leaves was signed with another root: the log has two versions.`;
    }
    const where =
      from === last
        ? `Leaf ${last} is not the one that was signed`
        : `The leaves ${from} to ${last} are not the ones that were signed`;
    if (this.#storedTree !== undefined && sameBytes(head.root, this.#storedTree.root())) {
      return `${where}; the hashes kept beside the leaves are, so it is the leaves named here that were changed.`;
    }
    return `${where}: a leaf was changed, left out, put in or moved.`;
  }
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === hashBytes;
}
