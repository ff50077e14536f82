/**
 * One pull of a model at a time, among all processes that use the folder: `.FILE.lock` holds the number of the
 * process that works on it. A crash leaves the lock, and the next pull sees that its process is gone, that the
 * machine was started since, or that the number is its own (a container gives the same number again).
 *
 * Two pulls that both find such a leftover in the same instant may both go on. They then spoil each other's part,
 * which the pinned digest notices; nothing wrong is ever kept.
 */
import { open, readFile, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { CommonholdError, hasCode } from '#base';

/** Writing a number into a new lock takes less than a millisecond; one that is empty for longer was left by a crash. */
const makingMs = 10_000;

/** The locks of this process, so that its own number in a lock can be told from one of an earlier life. */
const held = new Set<string>();

/** Takes the lock or throws `model_pull_busy`; the result releases it. */
export async function lockPull(path: string, model: string): Promise<() => Promise<void>> {
  // Twice, because a lock that a crash left is removed once; a third holder in between is a real one.
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      // Before its number is in it: another pull of this process that reads the number must find it held.
      held.add(path);
      const release = async (): Promise<void> => {
        held.delete(path);
        await rm(path, { force: true });
      };
      try {
        await handle.writeFile(String(process.pid));
      } catch (thrown) {
        await release();
        throw thrown;
      } finally {
        await handle.close();
      }
      return release;
    } catch (thrown) {
      if (!hasCode(thrown, 'EEXIST')) throw thrown;
    }
    const holder = await holderOf(path);
    if (holder !== undefined && isAtWork(holder, path)) {
      throw new CommonholdError('model_pull_busy', { model, process: holder });
    }
    await rm(path, { force: true });
  }
  throw new CommonholdError('model_pull_busy', { model, process: 'another' });
}

/** The process that holds the lock, unless the lock is from before this machine was started. */
async function holderOf(path: string): Promise<number | 'another' | undefined> {
  try {
    const startedMs = Date.now() - uptime() * 1000;
    const { mtimeMs: modifiedMs } = await stat(path);
    if (modifiedMs < startedMs) return undefined;
    const text = await readFile(path, 'utf8');
    if (/^\d+$/.test(text)) return Number(text);
    // Between making the lock and writing the number into it; without this, two pulls begun together would both go on.
    return Date.now() - modifiedMs < makingMs ? 'another' : undefined;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

function isAtWork(processId: number | 'another', path: string): boolean {
  if (processId === 'another') return true;
  if (processId === process.pid) return held.has(path);
  try {
    process.kill(processId, 0);
    return true;
  } catch (thrown) {
    // EPERM means that it lives and belongs to somebody else.
    return hasCode(thrown, 'EPERM');
  }
}
