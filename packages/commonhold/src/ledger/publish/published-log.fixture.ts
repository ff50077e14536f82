import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { formatCheckpoint, signNote, verifyLog } from '@commonhold/tlog';
import { databaseFile, openStore, sha256, type Store } from '#store';
import { signingKeyOf, verifierOf } from '../keys/node-keys.ts';
import { type FolderDisk, folderDisk } from './folder-disk.ts';
import { LogFolder, logFolderOf } from './log-folder.ts';
import { LogPublisher } from './log-publisher.ts';

const origin = 'commonhold/test';
const key = signingKeyOf(new Uint8Array(32).fill(7), origin);

/** A log in a real database whose leaves are a function of their place, so that two of a size are the same log. */
export interface TestLog {
  readonly store: Store;
  /** Of its database. */
  readonly path: string;
  /** Appends leaves up to a size and signs the head. */
  growTo(size: number): Promise<void>;
  close(): Promise<void>;
}

export async function makeTestLog(): Promise<TestLog> {
  const folder = await mkdtemp(join(tmpdir(), 'commonhold-publish-'));
  const onFatal = (error: Error): never => {
    throw error;
  };
  const path = join(folder, databaseFile);
  const store = await openStore({ path, spaceReserveBytes: 0, onFatal });
  const node = [
    { statement: 'insert-node', values: [origin, '2026-01-01T00:00:00.000Z', new Uint8Array(1)] },
  ] as const;
  await store.commit({ leaves: [], bodies: [], rows: node, urgency: 'closing' });
  return {
    store,
    path,
    async growTo(size) {
      for (let at = store.head().size; at < size; at = store.head().size) {
        const count = Math.min(4000, size - at);
        const leaves = Array.from({ length: count }, (_, index) => Buffer.from(`leaf ${at + index}`));
        await store.commit({ leaves, bodies: [], rows: [], urgency: 'closing' });
      }
      const { root, nodes } = store.head();
      const note = signNote(formatCheckpoint({ origin, size, root }), [key.signer]);
      const rows = [{ statement: 'insert-checkpoint', values: [size, note, nodes] }] as const;
      await store.commit({ leaves: [], bodies: [], rows, urgency: 'closing' });
    },
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Published {
  readonly troubles: readonly string[];
  readonly rebuilds: readonly string[];
}

/** Runs a publisher as a process would from its start to its end. */
export async function publish(home: string, store: Store, disk: FolderDisk = folderDisk): Promise<Published> {
  const troubles: string[] = [];
  const rebuilds: string[] = [];
  const publisher = new LogPublisher({
    home,
    store,
    disk,
    onTrouble: (error) => troubles.push(error.message),
    onRebuild: (reason) => rebuilds.push(reason),
  });
  publisher.wake();
  await publisher.close();
  return { troubles, rebuilds };
}

/** What a stranger with the key finds: the size of the log, or what is wrong with it. */
export async function verdictOf(home: string): Promise<number | string> {
  const reader = new LogFolder(logFolderOf(home));
  const verdict = await verifyLog({ hash: sha256, reader, origin, verifiers: [verifierOf(key.verifierKey)] });
  return verdict.ok ? verdict.checkpoint.size : `${verdict.finding.file}: ${verdict.finding.fault}`;
}

/** Every file of the folder and its bytes in hex. */
export async function filesOf(home: string): Promise<ReadonlyMap<string, string>> {
  const folder = logFolderOf(home);
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of found.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), (await readFile(path)).toString('hex'));
  }
  return files;
}
