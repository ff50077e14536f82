import type { TileBuilder } from '@commonhold/tlog';
import { CommonholdError, describe } from '#base';
import type { Store } from '#store';
import { type FolderDisk, folderDisk } from './folder-disk.ts';
import { growFolder } from './grow-folder.ts';
import { LogFolder, logFolderOf } from './log-folder.ts';
import { openFolder } from './open-folder.ts';
import { nextHead } from './signed-heads.ts';

/** A folder that is behind grows by about this much from head to head: a few seconds, and 2 MB of tiles in memory. */
const stretchMax = 65_536;
/** What is left to publish at the end is published if it is little; otherwise the next start goes on with it. */
const leavesAtCloseMax = 10_000;
/** A disk that is full or broken is not asked every second. */
const retryMs = 10_000;

export interface LogPublisherOptions {
  readonly home: string;
  readonly store: Store;
  /** The folder could not be written or read; it is tried again. The log itself is safe. */
  readonly onTrouble: (error: CommonholdError) => void;
  /** The folder was not one of this log, or was damaged at its edge, and is written anew. */
  readonly onRebuild: (reason: string) => void;
  readonly disk?: FolderDisk;
}

/**
 * Keeps `log/` in the home folder at the newest signed head of the database. Nobody waits for it: it is woken after a
 * head was signed, and what was signed while it worked is published in one go.
 *
 * A failed write or sync here does not end the process, as it does in the database. What was acknowledged to callers,
 * and what was signed, is on disk in the database before this hears of it, and everything here can be made from there
 * again. After a failure nothing that this remembers is relied on: the folder is opened anew at its last head, and all
 * files after that head are written and synced again under their names.
 */
export class LogPublisher {
  readonly #options: LogPublisherOptions;
  /** The folder and its edge at the head that it has; undefined until it was looked at, and after a failure. */
  #open: { readonly folder: LogFolder; readonly builder: TileBuilder } | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  #retry: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(options: LogPublisherOptions) {
    this.#options = options;
  }

  /** A head was signed. */
  wake(): void {
    this.#wanted = true;
    if (this.#running !== undefined || this.#retry !== undefined) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Publishes what is signed, unless that is much, and ends. The store must still be open. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    await this.#running;
    // Once more for what was signed last, and for what had failed before.
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false;
      try {
        await this.#catchUp();
      } catch (thrown) {
        this.#open = undefined;
        const detail = describe(thrown);
        this.#options.onTrouble(new CommonholdError('log_not_published', { detail }, { cause: thrown }));
        if (!this.#closing) this.#retryLater();
        return;
      }
    }
  }

  async #catchUp(): Promise<void> {
    const { home, store, disk = folderDisk, onRebuild } = this.#options;
    if (this.#open === undefined) {
      const folder = new LogFolder(logFolderOf(home), disk);
      this.#open = { folder, builder: await openFolder(folder, store, onRebuild) };
    }
    const { folder, builder } = this.#open;
    for (;;) {
      if (this.#closing && store.head().size - builder.size > leavesAtCloseMax) return;
      const head = await nextHead(store, builder.size, stretchMax);
      if (head === undefined) return;
      await growFolder(folder, store, builder, head);
    }
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.wake();
    }, retryMs);
    this.#retry.unref();
  }
}
