import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { hasCode, syncFolder } from '#base';

/** What the log folder asks of the file system; a parameter, so that a test can end the world after any step. */
export interface FolderDisk {
  /** Undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a file anew; its content is durable when this resolves, its name is not. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is there. */
  makeFolder(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** A file or a folder with all that is in it; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
}

export const folderDisk: FolderDisk = {
  async read(path) {
    try {
      return await readFile(path);
    } catch (thrown) {
      // Where a name of the standard is a folder, there is no such file either.
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].some((code) => hasCode(thrown, code))) return undefined;
      throw thrown;
    }
  },
  async write(path, bytes) {
    await using handle = await open(path, 'w', 0o600);
    await handle.writeFile(bytes);
    await handle.sync();
  },
  rename,
  async makeFolder(path) {
    await mkdir(path, { mode: 0o700 }).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'EEXIST')) throw thrown;
    });
  },
  syncFolder,
  remove: (path) => rm(path, { recursive: true, force: true }),
};
