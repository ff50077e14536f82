/**
 * One pull of a model at a time, among all processes that use the folder: `.FILE.lock` holds the number of the
 * process that works on it. A crash leaves the lock, and the next pull sees that its process is gone.
 */
import { open, readFile, rm } from 'node:fs/promises';
import { CommonholdError } from '#base';
import { hasCode } from './durable-files.ts';

/** Takes the lock or throws `model_pull_busy`; the result releases it. */
export async function lockPull(path: string, model: string): Promise<() => Promise<void>> {
  // Twice, because a lock that a crash left is removed once; a third holder in between is a real one.
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(path, { force: true });
    } catch (thrown) {
      if (!hasCode(thrown, 'EEXIST')) throw thrown;
    }
    const holder = await holderOf(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new CommonholdError('model_pull_busy', { model, process: holder });
    }
    await rm(path, { force: true });
  }
  throw new CommonholdError('model_pull_busy', { model, process: 'another' });
}

async function holderOf(path: string): Promise<number | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return /^\d+$/.test(text) ? Number(text) : undefined;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (thrown) {
    // EPERM means that it lives and belongs to somebody else.
    return hasCode(thrown, 'EPERM');
  }
}
