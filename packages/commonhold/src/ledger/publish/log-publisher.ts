import { checkpointPath, encodeUtf8, type TileBuilder } from '@commonhold/tlog';
import { CommonholdError, describe } from '#base';
import type { Store } from '#store';
import { type FolderDisk, folderDisk } from './folder-disk.ts';
import { growFolder } from './grow-folder.ts';
import { LogFolder, logFolderOf } from './log-folder.ts';
import { openFolder } from './open-folder.ts';
import { bodyOf, cosignedNote, nextHead } from './signed-heads.ts';

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
  /** Whether heads are shown only with their quorum of witnesses, as commonhold.yaml says now. */
  readonly awaitsQuorum?: () => boolean;
  readonly disk?: FolderDisk;
}

interface Open {
  readonly folder: LogFolder;
  readonly builder: TileBuilder;
  /** The note that readers get; undefined while there is none, or one of before. */
  shown: string | undefined;
}

/**
 * Keeps `log/` in the home folder at the newest signed head of the database, or, where a quorum of witnesses is asked
 * for, at the newest that has it. Nobody waits for it: it is woken after a head was signed or cosigned, and what came
 * while it worked is published in one go. Cosignatures that come for the head in the folder are added to it there; they
 * are in the database before, so that a crash never takes back what somebody has read.
 *
 * A failed write or sync here does not end the process, as it does in the database. What was acknowledged to callers,
 * and what was signed, is on disk in the database before this hears of it, and everything here can be made from there
 * again. After a failure nothing that this remembers is relied on: the folder is opened anew at its last head, and all
 * files after that head are written and synced again under their names.
 */
export class LogPublisher {
  readonly #options: LogPublisherOptions;
  /** The folder and its edge at the head that it has; undefined until it was looked at, and after a failure. */
  #open: Open | undefined;
  #size: number | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  #retry: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(options: LogPublisherOptions) {
    this.#options = options;
  }

  /** The size of the head in the folder, as far as this process has seen it; undefined while there is none. */
  get size(): number | undefined {
    return this.#size;
  }

  /** A head was signed or cosigned. */
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
    const { store, awaitsQuorum } = this.#options;
    const open = (this.#open ??= await this.#openFolder());
    const { folder, builder } = open;
    for (;;) {
      if (this.#closing && store.head().size - builder.size > leavesAtCloseMax) return;
      const head = await nextHead(store, builder.size, stretchMax, awaitsQuorum?.() === true);
      if (head === undefined) break;
      await growFolder(folder, store, builder, head);
      open.shown = head.isShown ? head.note : undefined;
      if (head.isShown) this.#size = head.size;
    }
    const cosigned = open.shown === undefined ? undefined : await cosignedNote(store, builder.size);
    if (cosigned === undefined || open.shown === undefined || cosigned === open.shown) return;
    if (bodyOf(cosigned) !== bodyOf(open.shown)) {
      throw new Error(`the cosigned head over ${builder.size} entries is not the one that was signed`);
    }
    // The same head with more signatures: a crash leaves the one or the other, and both are right.
    await folder.write([{ path: checkpointPath, bytes: encodeUtf8(cosigned) }]);
    open.shown = cosigned;
  }

  async #openFolder(): Promise<Open> {
    const { home, store, disk = folderDisk, onRebuild } = this.#options;
    const folder = new LogFolder(logFolderOf(home), disk);
    const builder = await openFolder(folder, store, onRebuild);
    const bytes = await folder.read(checkpointPath);
    this.#size = bytes && builder.size;
    return { folder, builder, shown: bytes && Buffer.from(bytes).toString() };
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.wake();
    }, retryMs);
    this.#retry.unref();
  }
}
