import { decodeUtf8, encodeUtf8 } from '@commonhold/tlog';
import { leafBytesMax } from './leaf.ts';
import type { Leaf } from './leaf.ts';
import { leafShapes } from './leaf-shape.ts';
import { ShapeError } from './shape.ts';

/** A leaf that cannot be written, or bytes that are no leaf. `field` names the field, where it is about one. */
export class LeafError extends Error {
  override readonly name = 'LeafError';
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

/**
 * The canonical bytes of a leaf, as they are appended to the log. Throws a `LeafError` when the leaf does not fit
 * leaf v1 or is too large, so that nothing gets into a log that its own verifier would refuse.
 */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  const bytes = encodeUtf8(write(leaf));
  if (bytes.length > leafBytesMax) {
    throw new LeafError(`The leaf has ${bytes.length} bytes; ${leafBytesMax} are allowed.`);
  }
  return bytes;
}

/**
 * Reads a leaf back. Only canonical bytes are one: anything that would be written differently is refused, so that
 * no leaf can be read in two ways. Throws a `LeafError`.
 */
export function parseLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length > leafBytesMax) {
    throw new LeafError(`The leaf has ${bytes.length} bytes; ${leafBytesMax} are allowed.`);
  }
  let text: string;
  let value: unknown;
  try {
    text = decodeUtf8(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof TypeError) throw new LeafError('The leaf is not UTF-8.');
    if (cause instanceof SyntaxError) throw new LeafError('The leaf is not JSON.');
    throw cause;
  }
  // Different bytes are different texts, because the decoder replaces and drops nothing.
  if (write(value) !== text) {
    throw new LeafError('The leaf is not in canonical form: the same values are written in another way.');
  }
  return value as Leaf;
}

function write(leaf: unknown): string {
  if (typeof leaf !== 'object' || leaf === null || !('kind' in leaf) || typeof leaf.kind !== 'string') {
    throw new LeafError('The field kind is missing.', 'kind');
  }
  const shape = leafShapes.get(leaf.kind);
  if (shape === undefined) {
    throw new LeafError(`The field kind is none of ${[...leafShapes.keys()].join(', ')}.`, 'kind');
  }
  try {
    return shape.write(leaf);
  } catch (error) {
    if (error instanceof ShapeError)
      throw new LeafError(error.message, error.field === '' ? undefined : error.field);
    throw error;
  }
}
