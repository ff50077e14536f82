import { chmod, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { CommonholdError, describe, hasCode } from '#base';
import type { HomePaths } from '#home';

/** The socket's full path must fit into the kernel's address structure (108 bytes on Linux, 104 on macOS). */
const socketPathBytesMax = 103;

export interface OpenHome {
  readonly paths: HomePaths;
  /** Gives the folder up. */
  release(): Promise<void>;
}

/**
 * Makes the home folder ours: there, private (0700), owned by this user and locked against a second node. The lock is
 * a SQLite file held in an exclusive transaction, which the operating system releases however this process ends, so a
 * crash leaves nothing to clean up. Throws `home_not_owned`, `home_locked`.
 */
export async function openHome(paths: HomePaths): Promise<OpenHome> {
  if (Buffer.byteLength(paths.socket) > socketPathBytesMax) {
    throw new CommonholdError('home_damaged', {
      home: paths.home,
      detail: `its path is too long for a socket inside it (at most ${socketPathBytesMax} bytes with node.sock)`,
    });
  }
  await own(paths.home);
  await mkdir(paths.models, { recursive: true });
  const lock = await takeLock(paths);
  // A socket file that an earlier node left behind is nobody's: we hold the lock.
  await unlink(paths.socket).catch((thrown: unknown) => {
    if (!hasCode(thrown, 'ENOENT')) throw thrown;
  });
  return {
    paths,
    async release() {
      await unlink(paths.socket).catch((thrown: unknown) => {
        if (!hasCode(thrown, 'ENOENT')) throw thrown;
      });
      lock.close();
    },
  };
}

async function own(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    const { uid, mode } = await stat(home);
    const me = userInfo().uid;
    if (me !== -1 && uid !== me)
      throw new CommonholdError('home_not_owned', { home, owner: `user id ${uid}` });
    // Others must not be able to reach the socket or the keys, whatever the umask was when the folder was made.
    if ((mode & 0o077) !== 0) await chmod(home, 0o700);
    await writeFile(`${home}/.writable`, '');
    await unlink(`${home}/.writable`);
  } catch (thrown) {
    if (thrown instanceof CommonholdError) throw thrown;
    throw new CommonholdError('home_not_owned', { home, owner: describe(thrown) }, { cause: thrown });
  }
}

async function takeLock(paths: HomePaths): Promise<DatabaseSync> {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(paths.lock, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock?.close();
    const holder = await readFile(`${paths.lock}.process`, 'utf8').catch(() => 'unknown');
    throw new CommonholdError('home_locked', { home: paths.home, process: holder.trim() }, { cause: thrown });
  }
  await writeFile(`${paths.lock}.process`, `${process.pid}\n`);
  return lock;
}
