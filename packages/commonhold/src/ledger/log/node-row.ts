import { CommonholdError, type Randomness } from '#base';
import type { Store } from '#store';
import { seal, unseal } from '../bodies/seal.ts';

/**
 * What a log is called, and the key of its opaque names, fixed when the log begins. The name alone can be another one
 * later (`continue-log.ts`).
 */
export interface NodeRow {
  readonly origin: string;
  readonly created: string;
  readonly names: Uint8Array;
}

const nameKeyBytes = 32;
/** 72 random bits as 12 characters: two nodes never share an origin. */
const originBytes = 9;

/** What a log's name begins with, unless its maker says otherwise. */
const originNameDefault = 'commonhold';

function newOrigin(name: string, randomness: Randomness): string {
  return `${name}/${Buffer.from(randomness(originBytes)).toString('base64url')}`;
}

export async function readNodeRow(store: Store): Promise<NodeRow | undefined> {
  const [row] = await store.read<{ origin: string; created: string; names: Uint8Array }>(
    'SELECT origin, created, names FROM node',
  );
  return row;
}

/** Begins a log: from here on it has a name, and its keys are no longer made anew. */
export async function createNodeRow(
  store: Store,
  root: Uint8Array,
  randomness: Randomness,
  nowMs: number,
  originName = originNameDefault,
): Promise<NodeRow> {
  const origin = newOrigin(originName, randomness);
  const created = new Date(nowMs).toISOString();
  const names = seal(root, randomness, boundTo(origin, created), randomness(nameKeyBytes));
  await store.commit({
    leaves: [],
    bodies: [],
    rows: [{ statement: 'insert-node', values: [origin, created, names] }],
    urgency: 'intent',
  });
  return { origin, created, names };
}

/** The same log under a new name. What its opaque names mean stays as it is, so their key is only sealed anew. */
export function renamedNodeRow(
  row: NodeRow,
  nameKey: Uint8Array,
  root: Uint8Array,
  randomness: Randomness,
  nowMs: number,
): NodeRow {
  const origin = newOrigin(row.origin.slice(0, row.origin.lastIndexOf('/')), randomness);
  const created = new Date(nowMs).toISOString();
  return { origin, created, names: seal(root, randomness, boundTo(origin, created), nameKey) };
}

/** The key of opaque names. Undefined when the root key, or any part of the row, is not the one it was made with. */
export function openNameKey(row: NodeRow, root: Uint8Array): Uint8Array | undefined {
  return unseal(root, boundTo(row.origin, row.created), row.names);
}

export function nameKeyOf(row: NodeRow, root: Uint8Array, folder: string): Uint8Array {
  const key = openNameKey(row, root);
  if (key !== undefined) return key;
  const detail = 'root.key is not the key that this database was made with';
  throw new CommonholdError('keys_damaged', { folder, detail });
}

function boundTo(origin: string, created: string): string {
  return `commonhold/names/v1\n${origin}\n${created}`;
}
