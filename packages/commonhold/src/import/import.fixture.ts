import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '#base';
import { type Ledger, openLedger } from '#ledger';
import { databaseFile, openStore, type Store } from '#store';

/** A home folder with a real store and ledger on it. */
export interface TestHome {
  open(): Promise<{ readonly store: Store; readonly ledger: Ledger }>;
  remove(): Promise<void>;
}

export async function makeTestHome(): Promise<TestHome> {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-import-'));
  return {
    async open() {
      const onFatal = (error: Error): never => {
        throw error;
      };
      const store = await openStore({ path: join(home, databaseFile), spaceReserveBytes: 0, onFatal });
      const ledger = await openLedger({
        home,
        store,
        clock: systemClock,
        randomness: (count) => randomBytes(count),
        software: 'commonhold test',
        // A test that cuts the node off leaves a checkpoint that can no longer be signed.
        onTrouble: () => undefined,
      });
      return { store, ledger };
    },
    remove: () => rm(home, { recursive: true }),
  };
}

/** Made up and faithful: one file of each form that is read. */
export const fixtureNames = [
  'calls.jsonl',
  'chatgpt-streamed.zip',
  'chatgpt.json',
  'chatgpt.zip',
  'claude-code.jsonl',
  'claude.json',
  'codex.jsonl',
  'langfuse.csv',
  'langfuse.json',
  'litellm.json',
] as const;

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** The bytes in pieces of these sizes, over and over; in one piece without any. */
export async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
