import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  checkpointPath,
  parseBundlePath,
  parseTilePath,
  type TileReader,
  tilePath,
  tileWidthMax,
  bundlePath,
  edgeTiles,
} from '@commonhold/tlog';
import { hasCode } from '#base';
import { type FolderDisk, folderDisk } from './folder-disk.ts';

/** Where a node's log lies as files. */
export function logFolderOf(home: string): string {
  return join(home, 'log');
}

/** Written, synced and then renamed; there is one because files are written one after the other. */
const unfinished = '.next';
const tiles = 'tile';

export interface LogFile {
  /** As the standard has it, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of the log: readers see each of them whole or not at all, and what `write` was given survives a loss of
 * power, its name and the folders above it included, once `write` has resolved.
 */
export class LogFolder implements TileReader {
  readonly #folder: string;
  readonly #disk: FolderDisk;
  /** Folders whose names are durable in the folders above them. */
  readonly #durable = new Set<string>();

  constructor(folder: string, disk: FolderDisk = folderDisk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    // Only names of the standard are looked for, so no name leads out of the folder.
    if (!isLogPath(path)) return undefined;
    return this.#disk.read(join(this.#folder, path));
  }

  async write(files: readonly LogFile[]): Promise<void> {
    const folders = new Set<string>();
    for (const { path, bytes } of files) {
      const target = join(this.#folder, path);
      const folder = dirname(target);
      await this.#makeFolder(folder);
      const next = join(this.#folder, unfinished);
      // A crash from here to the rename leaves `.next`, which the next write overwrites.
      await this.#disk.write(next, bytes);
      await this.#disk.rename(next, target);
      folders.add(folder);
    }
    // A crash before this may lose names. No head tells of them yet, and the next start writes the files again.
    for (const folder of folders) await this.#disk.syncFolder(folder);
  }

  /** The head goes first, so that a crash never leaves one whose files are gone. */
  async clear(): Promise<void> {
    await this.#makeFolder(this.#folder);
    await this.#disk.remove(join(this.#folder, checkpointPath));
    await this.#disk.syncFolder(this.#folder);
    await this.#disk.remove(join(this.#folder, tiles));
    this.#durable.clear();
  }

  /**
   * Takes away the partial files whose full ones became part of the log as it grew: whoever looks for one finds the
   * full one in its place, as the standard says. A crash before this leaves them to `dropAllPartials`.
   */
  async dropPartials(from: number, to: number): Promise<void> {
    for (const { level, index } of edgeTiles(from)) {
      if (!isFull({ level, index }, to)) continue;
      await this.#removePartials(tilePath({ level, index, width: tileWidthMax }));
      if (level === 0) await this.#removePartials(bundlePath({ index, width: tileWidthMax }));
    }
  }

  /** The same for all that earlier processes left; it lists the whole folder. */
  async dropAllPartials(size: number): Promise<void> {
    await this.#dropBelow(tiles, size);
  }

  async #dropBelow(path: string, size: number): Promise<void> {
    const entries = await readdir(join(this.#folder, path), { withFileTypes: true }).catch(
      (thrown: unknown) => {
        if (hasCode(thrown, 'ENOENT')) return [];
        throw thrown;
      },
    );
    for (const entry of entries) {
      if (!entry.isDirectory()) continue;
      const below = `${path}/${entry.name}`;
      if (!below.endsWith('.p')) {
        await this.#dropBelow(below, size);
        continue;
      }
      const full = below.slice(0, -'.p'.length);
      const bundle = parseBundlePath(full);
      const tile = bundle ? { level: 0, index: bundle.index } : parseTilePath(full);
      if (tile && isFull(tile, size)) await this.#removePartials(full);
    }
  }

  async #removePartials(full: string): Promise<void> {
    const folder = join(this.#folder, `${full}.p`);
    this.#durable.delete(folder);
    await this.#disk.remove(folder);
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#durable.has(folder)) return;
    if (folder !== this.#folder) await this.#makeFolder(dirname(folder));
    await this.#disk.makeFolder(folder);
    // Also where the folder was there before: a crash may have come between making it and this.
    await this.#disk.syncFolder(dirname(folder));
    this.#durable.add(folder);
  }
}

/** Whether a path is one that a published log can have. */
function isLogPath(path: string): boolean {
  return path === checkpointPath || parseTilePath(path) !== undefined || parseBundlePath(path) !== undefined;
}

function isFull({ level, index }: { readonly level: number; readonly index: number }, size: number): boolean {
  return (index + 1) * tileWidthMax ** (level + 1) <= size;
}
