import type { BodyField, Commit, FlowAddition, RowValue, SqlValue } from './store.ts';
import { statementNames, type StatementName } from './statements.ts';

/**
 * How a group of commits travels to the writer thread: one flat array of numbers and strings, and one buffer with
 * every byte string one after the other. The buffer is transferred, so bytes are copied once; an array of commits
 * with their small buffers would be cloned object by object (measured: three times the cost), and a view into
 * Node's shared pool would take the whole pool with it.
 *
 * In the array a commit is: urgency, leaf count, leaf lengths, body count, (leaf, field, length) for each, row count,
 * (statement, value count, values) for each, count of additions to flows, (facets, six sums) for each. A value that is bytes is the marker `bytesMark` and a length; a reference to
 * a leaf is `leafMark` and its position. Markers are booleans, which no value is.
 */
export interface PackedGroup {
  readonly count: number;
  readonly items: readonly PackedItem[];
  readonly bytes: ArrayBuffer;
}

type PackedItem = string | number | bigint | boolean | null;

const bytesMark = true;
const leafMark = false;

/** The order of fields is part of the database format: it is in `body.place`. */
export const bodyFields: readonly BodyField[] = ['request', 'sent', 'received'];

/**
 * The bytes of a commit that travel in the buffer. Throws a `TypeError` for a value that a row cannot have: in the
 * array it would be taken for a marker, and every commit after it would be misread.
 */
export function commitBytes(commit: Commit): number {
  let size = 0;
  for (const leaf of commit.leaves) size += leaf.byteLength;
  for (const body of commit.bodies) size += body.bytes.byteLength;
  for (const row of commit.rows) {
    for (const value of row.values) {
      if (value instanceof Uint8Array) size += value.byteLength;
      else if (typeof value === 'boolean' || value === undefined) {
        throw new TypeError(`A row of ${row.statement} has a value that is ${String(value)}.`);
      }
    }
  }
  return size;
}

export function packGroup(commits: readonly Commit[]): PackedGroup {
  let size = 0;
  for (const commit of commits) size += commitBytes(commit);
  const bytes = new Uint8Array(size);
  const items: PackedItem[] = [];
  let at = 0;
  const put = (piece: Uint8Array): void => {
    bytes.set(piece, at);
    at += piece.byteLength;
    items.push(piece.byteLength);
  };
  for (const commit of commits) {
    items.push(commit.urgency === 'intent', commit.leaves.length);
    for (const leaf of commit.leaves) put(leaf);
    items.push(commit.bodies.length);
    for (const body of commit.bodies) {
      items.push(body.leaf, bodyFields.indexOf(body.field));
      put(body.bytes);
    }
    items.push(commit.rows.length);
    for (const row of commit.rows) {
      items.push(statementNames.indexOf(row.statement), row.values.length);
      for (const value of row.values) {
        if (value instanceof Uint8Array) {
          items.push(bytesMark);
          put(value);
        } else if (isLeafReference(value)) items.push(leafMark, value.leaf);
        else items.push(value);
      }
    }
    const flows = commit.flows ?? [];
    items.push(flows.length);
    for (const { facets, sums } of flows) items.push(facets, ...sums);
  }
  return { count: commits.length, items, bytes: bytes.buffer };
}

/** A commit as the writer reads it back: views into the group's one buffer. */
export interface UnpackedCommit {
  readonly intent: boolean;
  readonly leaves: readonly Uint8Array[];
  readonly bodies: readonly { readonly leaf: number; readonly field: number; readonly bytes: Uint8Array }[];
  readonly rows: readonly { readonly statement: StatementName; readonly values: readonly RowValue[] }[];
  readonly flows: readonly FlowAddition[];
}

export function unpackGroup(group: PackedGroup): UnpackedCommit[] {
  const { items } = group;
  let item = 0;
  let at = 0;
  const number = (): number => items[item++] as number;
  const piece = (): Uint8Array => {
    const length = number();
    const view = new Uint8Array(group.bytes, at, length);
    at += length;
    return view;
  };
  const value = (): RowValue => {
    const next = items[item++];
    if (next === bytesMark) return piece();
    if (next === leafMark) return { leaf: number() };
    return next as SqlValue;
  };
  return times(group.count, () => ({
    intent: items[item++] === true,
    leaves: times(number(), piece),
    bodies: times(number(), () => ({ leaf: number(), field: number(), bytes: piece() })),
    rows: times(number(), () => ({
      statement: statementNames[number()] as StatementName,
      values: times(number(), value),
    })),
    flows: times(number(), () => ({
      facets: items[item++] as string,
      sums: [number(), number(), number(), number(), number(), number()] as const,
    })),
  }));
}

export function isLeafReference(value: RowValue): value is { readonly leaf: number } {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function times<Item>(count: number, make: () => Item): Item[] {
  const list: Item[] = [];
  for (let position = 0; position < count; position++) list.push(make());
  return list;
}
