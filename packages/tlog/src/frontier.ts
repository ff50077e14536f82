import { emptyRoot, hashBytes, nodeHash } from './hash.ts';
import type { Hash } from './hash.ts';

/**
 * The right edge of a growing tree: the roots of the complete subtrees that its leaves fall into, largest first.
 * There is one for each 1 bit of the size, so 2^53 leaves need at most 53 nodes, and size and nodes together are all
 * that is needed to go on appending after a restart.
 *
 * An append costs one inner hash on average; `root()` costs one for each node but the first.
 */
export class Frontier {
  readonly #hash: Hash;
  readonly #nodes: Uint8Array[];
  #size: number;

  private constructor(hash: Hash, size: number, nodes: Uint8Array[]) {
    this.#hash = hash;
    this.#size = size;
    this.#nodes = nodes;
  }

  /** The frontier of the empty tree. */
  static create(hash: Hash): Frontier {
    return new Frontier(hash, 0, []);
  }

  /** The frontier of a tree whose size and nodes were kept. Throws when they cannot belong together. */
  static from(hash: Hash, size: number, nodes: readonly Uint8Array[]): Frontier {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A tree cannot have ${size} leaves.`);
    const expected = onesIn(size);
    if (nodes.length !== expected) {
      throw new RangeError(`A tree of ${size} leaves has ${expected} frontier nodes, not ${nodes.length}.`);
    }
    if (nodes.some((node) => node.length !== hashBytes)) {
      throw new RangeError(`A frontier node has ${hashBytes} bytes.`);
    }
    return new Frontier(hash, size, nodes.map(copyOf));
  }

  get size(): number {
    return this.#size;
  }

  /** Roots of the complete subtrees, largest first. The array is a copy; its hashes must not be changed. */
  get nodes(): readonly Uint8Array[] {
    return this.#nodes.slice();
  }

  /**
   * Adds one leaf by its hash, which is kept and must not be changed afterwards. `onSubtree` is told of each complete
   * subtree of two leaves and more that ends with it, smallest first: how many leaves it has, and its root.
   */
  append(leafHash: Uint8Array, onSubtree?: (leaves: number, root: Uint8Array) => void): void {
    if (leafHash.length !== hashBytes) throw new RangeError(`A leaf hash has ${hashBytes} bytes.`);
    let node = leafHash;
    let leaves = 1;
    // Each trailing 1 bit of the size is a complete subtree as large as the one in hand: the two become one.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.#nodes.pop();
      if (left === undefined) throw new Error('The frontier lost a node.');
      node = nodeHash(this.#hash, left, node);
      leaves *= 2;
      onSubtree?.(leaves, node);
    }
    this.#nodes.push(node);
    this.#size += 1;
  }

  /** The RFC 6962 root of all leaves appended so far. */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (let index = this.#nodes.length - 1; index >= 0; index--) {
      const node = this.#nodes[index];
      if (node === undefined) throw new Error('The frontier lost a node.');
      root = root === undefined ? node : nodeHash(this.#hash, node, root);
    }
    return copyOf(root ?? emptyRoot(this.#hash));
  }
}

/** Not `slice`: that of Node's Buffer shares the memory. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function onesIn(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
