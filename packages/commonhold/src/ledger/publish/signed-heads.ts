import { formatCheckpoint, parseCheckpoint } from '@commonhold/tlog';
import type { Store } from '#store';
import { ofThisLog } from '../log/cosigned-heads.ts';
import { nameAt, readEndedNames } from '../log/log-names.ts';
import { readNodeRow } from '../log/node-row.ts';
import { SubtreeRoots } from '../log/subtree-roots.ts';

/** A head that the database holds, so that it is signed for good. */
export interface StoredHead {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  /**
   * Whether readers get it. One that was signed under a name that the log no longer has, or that witnesses have not
   * cosigned where they must, is a step on the way and nothing to show.
   */
  readonly isShown: boolean;
}

interface Row {
  readonly size: number;
  readonly note: string;
  readonly ended: number;
}

const columns = 'size, note, size <= (SELECT coalesce(max(size), -1) FROM earlier_origin) AS ended';

/**
 * The head to go on to: the largest within `stretch` leaves, or else the next one. So a folder that is far behind
 * grows in steps, and what a crash makes it write again is one of them. With `awaitsQuorum` the steps lead to the newest
 * head that witnesses have cosigned, and no further; only that one is shown.
 */
export async function nextHead(
  store: Store,
  after: number,
  stretch: number,
  awaitsQuorum: boolean,
): Promise<StoredHead | undefined> {
  if (!awaitsQuorum) return nextSigned(store, after, stretch);
  const [row] = await store.read<Row>(
    `SELECT size, note, 0 AS ended ${ofThisLog} AND quorum = 1 AND size > ? ORDER BY size DESC LIMIT 1`,
    [after],
  );
  if (row === undefined) return undefined;
  const step = row.size > after + stretch ? await nextSigned(store, after, stretch) : undefined;
  return step === undefined || step.size >= row.size ? headOf(row) : { ...step, isShown: false };
}

/** The note of a head with the cosignatures that it has got meanwhile; undefined while it has none. */
export async function cosignedNote(store: Store, size: number): Promise<string | undefined> {
  const [row] = await store.read<Pick<Row, 'note'>>(`SELECT note ${ofThisLog} AND size = ?`, [size]);
  return row?.note;
}

async function nextSigned(store: Store, after: number, stretch: number): Promise<StoredHead | undefined> {
  const [near] = await store.read<Row>(
    `SELECT ${columns} FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size DESC LIMIT 1`,
    [after, after + stretch],
  );
  if (near) return headOf(near);
  const [next] = await store.read<Row>(
    `SELECT ${columns} FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1`,
    [after],
  );
  return next && headOf(next);
}

/**
 * The head of this log that says the same as a note, whose signatures may be others. The node keeps not all heads that it
 * signed (`thin-checkpoints.ts`), so where it has none of this size the note must say what one would: the name that the
 * log had then, and the root of so many leaves.
 */
export async function sameHead(store: Store, note: string): Promise<StoredHead | undefined> {
  const body = bodyOf(note);
  let size: number;
  try {
    ({ size } = parseCheckpoint(body));
  } catch {
    // No checkpoint at all says the same as none of ours.
    return undefined;
  }
  const [row] = await store.read<Row>(`SELECT ${columns} FROM checkpoint WHERE size = ?`, [size]);
  if (row !== undefined) return bodyOf(row.note) === body ? headOf(row) : undefined;
  if (size < 1 || size > store.head().size) return undefined;
  const node = await readNodeRow(store);
  const root = await new SubtreeRoots(store).root(size);
  if (node === undefined || root === undefined) return undefined;
  const ended = await readEndedNames(store);
  const origin = nameAt(ended, node.origin, size);
  const isShown = origin === node.origin;
  return formatCheckpoint({ origin, size, root }) === body ? { size, root, note, isShown } : undefined;
}

function headOf({ size, note, ended }: Row): StoredHead {
  return { size, note, root: parseCheckpoint(bodyOf(note)).root, isShown: ended === 0 };
}

/** What was signed: the note without its signatures. */
export function bodyOf(note: string): string {
  return note.slice(0, note.indexOf('\n\n') + 1);
}
