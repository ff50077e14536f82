import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { CommonholdError, describe, hasCode } from '#base';
import type { World } from './world.ts';

/** As much of the status as the doctor uses; a newer node may say more. */
const statusSchema = z.object({
  software: z.string(),
  runtime: z.string(),
  process: z.int(),
  address: z.string(),
  port: z.int(),
  uptimeMs: z.number(),
  callsUnderWay: z.int(),
  log: z.object({ size: z.int() }),
  witnesses: z.object({
    asked: z.int(),
    silent: z.int(),
    silentSince: z.string().optional(),
    waits: z.boolean(),
    signingHeld: z.string().optional(),
  }),
  policy: z.object({
    mode: z.enum(['enforce', 'observe']),
    rules: z.int(),
    builtIn: z.boolean(),
    trouble: z.string().optional(),
  }),
  models: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['idle', 'loading', 'ready', 'failed']),
      detail: z.string().optional(),
    }),
  ),
});
export type NodeStatus = Readonly<z.infer<typeof statusSchema>>;

export type NodeState =
  | { readonly type: 'running'; readonly status: NodeStatus }
  /** Somebody holds the home folder and does not answer as this version expects. */
  | { readonly type: 'silent'; readonly process: string; readonly detail: string }
  /** The socket may not be opened by this user, so that nothing can be said. */
  | { readonly type: 'hidden'; readonly detail: string }
  /** Nobody; `socketLeft` is what a node leaves that did not end by itself. */
  | { readonly type: 'none'; readonly socketLeft: boolean };

/** A node that is well answers within milliseconds; one that is writing hard gets some seconds. */
const statusMs = 5000;

export async function nodeStateOf(world: World, signal: AbortSignal): Promise<NodeState> {
  const { paths } = world;
  let detail: string;
  try {
    const answer = await world.nodeStatus(AbortSignal.any([signal, AbortSignal.timeout(statusMs)]));
    const status = statusSchema.safeParse(answer);
    if (status.success) return { type: 'running', status: status.data };
    detail = 'its status is not the one of this version';
  } catch (thrown) {
    signal.throwIfAborted();
    if (hasCode(thrown, 'EACCES')) return { type: 'hidden', detail: describe(thrown) };
    const nobody = thrown instanceof CommonholdError && thrown.code === 'node_not_running';
    detail = nobody ? 'nobody answers at node.sock' : describe(thrown);
    if (nobody && !isLocked(paths.lock)) return { type: 'none', socketLeft: existsSync(paths.socket) };
  }
  const process = await readFile(`${paths.lock}.process`, 'utf8').catch(() => 'unknown');
  return { type: 'silent', process: process.trim(), detail };
}

/**
 * Whether a node holds the lock. Reading takes a shared lock for an instant, which a node that starts at that very moment
 * would take for another node; it is done only when nobody answers at the socket.
 */
function isLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (thrown) {
    // Any other failure to read is no sign of a node; the check of the home folder tells of files that are not ours.
    return /locked|busy/i.test(describe(thrown));
  } finally {
    database?.close();
  }
}
