import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointPath, openNote, parseCheckpoint, treeRoot, verifyLog } from '@commonhold/tlog';
import { expect } from 'vitest';
import { isThere } from '#base';
import { sha256, type Store } from '#store';
import { audit } from '../audit/audit.ts';
import type { TestHome } from '../home.fixture.ts';
import { verifierOf } from '../keys/node-keys.ts';
import { LogFolder, logFolderOf } from '../publish/log-folder.ts';
import type { Told } from './told.fixture.ts';

/**
 * What must hold of a home folder after any fault, whatever was being done: the next start needs no repair by hand, what
 * was acknowledged is there, every head that anybody may have seen is one of this history, the published files are a
 * whole log at every moment, and the record proves itself.
 */
export async function judge(place: TestHome, told: Told): Promise<void> {
  const before = await published(place.home);
  try {
    const { store, ledger } = await place.open();
    try {
      await expectCalls(store, told);
      await expectHeads(store, ledger.verifierKey, [...told.heads, ...(before.note ?? [])]);
      await before.verify(ledger.verifierKey);
    } finally {
      await ledger.close();
      await store.close();
    }
    const report = await audit({ home: place.home, bodies: true });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'proved', unsigned: 0, pairs: { open: 0 } });
    expect(report.pairs.intents).toBe(report.pairs.outcomes);
  } finally {
    await before.remove();
  }
}

async function expectCalls(store: Store, told: Told): Promise<void> {
  const rows = await store.read<{ id: string; status: string; erased: number | null }>(
    'SELECT id, status, erased FROM call',
  );
  const calls = new Map(rows.map((row) => [row.id, row]));
  expect(told.intents.filter((id) => !calls.has(id))).toEqual([]);
  expect(told.calls.filter((id) => calls.get(id)?.status !== 'completed')).toEqual([]);
  expect(rows.filter(({ status }) => status === 'open')).toEqual([]);
}

async function expectHeads(store: Store, verifierKey: string, notes: readonly string[]): Promise<void> {
  const rows = await store.read<{ hash: Uint8Array }>('SELECT hash FROM leaf ORDER BY idx');
  const hashes = rows.map(({ hash }) => hash);
  const sizes = new Map<number, string>();
  for (const note of notes) {
    const { size, root } = parseCheckpoint(openNote(note, [verifierOf(verifierKey)]).text);
    expect(size).toBeLessThanOrEqual(hashes.length);
    sizes.set(size, Buffer.from(root).toString('hex'));
  }
  for (const [size, root] of sizes) {
    expect(root, `the head over ${size} leaves is of another history`).toBe(
      Buffer.from(treeRoot(sha256, hashes.slice(0, size))).toString('hex'),
    );
  }
}

interface PublishedBefore {
  /** The published head; none when nothing was published yet. */
  readonly note: readonly string[] | undefined;
  verify(verifierKey: string): Promise<void>;
  remove(): Promise<void>;
}

/** The published files as the fault left them, set aside before the next start mends them. */
async function published(home: string): Promise<PublishedBefore> {
  const aside = await mkdtemp(join(tmpdir(), 'commonhold-aside-'));
  const folder = logFolderOf(home);
  if (await isThere(folder)) await cp(folder, logFolderOf(aside), { recursive: true });
  const reader = new LogFolder(logFolderOf(aside));
  const bytes = await reader.read(checkpointPath);
  return {
    note: bytes === undefined ? undefined : [Buffer.from(bytes).toString()],
    async verify(verifierKey) {
      if (bytes === undefined) return;
      const verifier = verifierOf(verifierKey);
      const verdict = await verifyLog({ hash: sha256, reader, origin: verifier.name, verifiers: [verifier] });
      expect(verdict).toMatchObject({ ok: true });
    },
    remove: () => rm(aside, { recursive: true }),
  };
}
