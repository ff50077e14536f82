import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entryAt,
  flipped,
  logVerifier,
  origin,
  publishedLog,
  readerOf,
  signedCheckpoint,
} from '../test/memory-log.ts';
import type { Files } from '../test/memory-log.ts';
import { sha256 } from '../test/node-crypto.ts';
import { emptyRoot, encodeEntryBundle, leafHash, TileBuilder, treeRoot, verifyLog } from './index.ts';
import type { LogFinding, PublishedLog } from './index.ts';

const verify = (files: Files, changes: Partial<PublishedLog> = {}) =>
  verifyLog({ hash: sha256, reader: readerOf(files), origin, verifiers: [logVerifier], ...changes });

async function findingOf(files: Files, changes: Partial<PublishedLog> = {}): Promise<LogFinding> {
  const verdict = await verify(files, changes);
  if (verdict.ok) throw new Error('The log was found to be right.');
  return verdict.finding;
}

const whole = publishedLog(600);
const without = (...paths: readonly string[]): Files => {
  const files = new Map(whole);
  for (const path of paths) if (!files.delete(path)) throw new Error(`There is no ${path}.`);
  return files;
};

describe('a whole log', () => {
  test.each([0, 1, 255, 256, 257, 600])('of %d entries is right as it was published', async (size) => {
    const done: number[] = [];
    const seen: string[] = [];
    const verdict = await verify(publishedLog(size), {
      onProgress: (at, of) => done.push(at / of),
      onEntry: (index, entry) => void seen.push(`${index} ${Buffer.from(entry).toString()}`),
    });
    expect(verdict).toMatchObject({ ok: true, checkpoint: { origin, size }, signatures: { unknown: 0 } });
    expect(done).toHaveLength(Math.ceil(size / 256));
    expect(done.at(-1) ?? 1).toBe(1);
    expect(seen).toEqual(Array.from({ length: size }, (_, at) => `${at} entry ${at}`));
  });

  test('is right when partial files that were filled since are gone', async () => {
    const files = publishedLog(300);
    files.set('tile/0/001', whole.get('tile/0/001') ?? new Uint8Array());
    files.set('tile/entries/001', whole.get('tile/entries/001') ?? new Uint8Array());
    files.delete('tile/0/001.p/44');
    files.delete('tile/entries/001.p/44');
    expect(await verify(files)).toMatchObject({ ok: true });
  });

  test('with any one byte changed is wrong, in the file and at the hash or entry that was changed', async () => {
    const paths = [...whole.keys()].filter((path) => path !== 'checkpoint');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, at) => {
        const place = at % (whole.get(path)?.length ?? 1);
        const finding = await findingOf(flipped(whole, path, place));
        expect(finding.file).toBe(path);
        if (path.startsWith('tile/entries/')) expect(['wrong-entry', 'malformed']).toContain(finding.fault);
        else expect(finding).toMatchObject({ fault: 'wrong-hash', at: Math.floor(place / 32) });
      }),
      { numRuns: 60 },
    );
  });

  test('with a byte of its checkpoint changed is wrong in the checkpoint', async () => {
    const length = whole.get('checkpoint')?.length ?? 0;
    for (let at = 0; at < length; at++) {
      const finding = await findingOf(flipped(whole, 'checkpoint', at));
      expect(finding.file).toBe('checkpoint');
      expect(['malformed', 'not-signed']).toContain(finding.fault);
    }
  });

  test('names the entry that was changed within its bundle', async () => {
    // Entries 0 to 3 are 2 + 7 bytes each; the change is in the last letter of entry 3.
    expect(await findingOf(flipped(whole, 'tile/entries/000', 35))).toMatchObject({
      fault: 'wrong-entry',
      file: 'tile/entries/000',
      at: 3,
    });
  });

  test.each([
    'checkpoint',
    'tile/0/000',
    'tile/0/002.p/88',
    'tile/1/000.p/2',
    'tile/entries/001',
    'tile/entries/002.p/88',
  ])('without %s is wrong there', async (path) => {
    expect(await findingOf(without(path))).toMatchObject({ fault: 'missing', file: path });
  });

  test.each([
    ['tile/0/000', 8191],
    ['tile/0/002.p/88', 88 * 32 + 32],
    ['tile/1/000.p/2', 0],
  ])('with a %s of %d bytes is wrong there', async (path, length) => {
    const files = new Map(whole).set(path, new Uint8Array(length));
    expect(await findingOf(files)).toMatchObject({ fault: 'wrong-length', file: path });
  });

  test('of another origin or without a trusted signature is refused', async () => {
    expect(await findingOf(whole, { origin: 'log.example/other' })).toMatchObject({ fault: 'other-log' });
    expect(await findingOf(whole, { verifiers: [] })).toMatchObject({
      fault: 'not-signed',
      file: 'checkpoint',
    });
    const binary = new Map(whole).set('checkpoint', Uint8Array.of(0xff));
    expect(await findingOf(binary)).toMatchObject({ fault: 'malformed', file: 'checkpoint' });
    const long = new Map(whole).set('checkpoint', new Uint8Array(2 ** 20 + 1));
    expect(await findingOf(long)).toMatchObject({ fault: 'malformed', file: 'checkpoint' });
  });

  test('whose signed root is of other entries is wrong in its checkpoint', async () => {
    const checkpoint = signedCheckpoint({ origin, size: 600, root: emptyRoot(sha256) });
    const finding = await findingOf(new Map(whole).set('checkpoint', checkpoint));
    expect(finding).toMatchObject({ fault: 'wrong-root', file: 'checkpoint' });
  });

  test('whose tile and entry were changed together is wrong in both, and says so', async () => {
    const changed = Buffer.from('entry X');
    const entries = Array.from({ length: 256 }, (_, at) => (at === 5 ? changed : entryAt(at)));
    const tile = Uint8Array.from(whole.get('tile/0/000') ?? []);
    tile.set(leafHash(sha256, changed), 5 * 32);
    const both = new Map(whole).set('tile/entries/000', encodeEntryBundle(entries)).set('tile/0/000', tile);
    const finding = await findingOf(both);
    // Tile and bundle agree; what does not fit them is the hash above, whose tile is right by the signed root.
    expect(finding).toMatchObject({ fault: 'wrong-hash', file: 'tile/1/000.p/2', at: 0 });
    expect(finding.message).toContain('Nor do the entries make the root');
  });

  test('whose tile is wrong and whose entries cannot be read is wrong in the tile, and says both', async () => {
    const files = without('tile/entries/001');
    const finding = await findingOf(flipped(files, 'tile/0/000', 0));
    expect(finding).toMatchObject({ fault: 'wrong-hash', file: 'tile/0/000' });
    expect(finding.message).toContain('tile/entries/001 is missing');
  });

  test('must have grown from the head that was seen before', async () => {
    const leaves = Array.from({ length: 600 }, (_, at) => leafHash(sha256, entryAt(at)));
    const root = treeRoot(sha256, leaves.slice(0, 300));
    expect(await verify(whole, { earlier: { size: 300, root } })).toMatchObject({ ok: true });
    expect(await findingOf(whole, { earlier: { size: 301, root } })).toMatchObject({ fault: 'not-later' });
    expect(await findingOf(whole, { earlier: { size: 601, root } })).toMatchObject({ fault: 'not-later' });
  });

  test('is read no further once it is stopped', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const verifying = verify(whole, {
      signal: stop.signal,
      onProgress: (done) => {
        seen.push(done);
        stop.abort(new Error('enough'));
      },
    });
    await expect(verifying).rejects.toThrow('enough');
    expect(seen).toEqual([256]);
    await expect(verify(whole, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
  });

  test('that cannot be read is no finding', async () => {
    const reader = { read: () => Promise.reject(new Error('the disk is gone')) };
    await expect(verify(whole, { reader })).rejects.toThrow('the disk is gone');
  });

  test('is read a few files at a time, whatever its size', async () => {
    let open = 0;
    let most = 0;
    const reader = {
      read: async (path: string) => {
        open += 1;
        most = Math.max(most, open);
        await Promise.resolve();
        open -= 1;
        return files.get(path);
      },
    };
    const files = publishedLog(256 * 30);
    expect(await verify(files, { reader })).toMatchObject({ ok: true });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(8);
  });
});

test('a log that grows over itself stays right at every step', async () => {
  const files: Files = new Map();
  const builder = TileBuilder.create(sha256);
  for (const step of [1, 200, 55, 1, 300]) {
    const from = builder.size;
    for (let at = from; at < from + step; at++) builder.append(leafHash(sha256, entryAt(at)));
    for (const { path, bytes } of builder.take()) files.set(path, bytes);
    for (const [path, bytes] of publishedLog(builder.size)) if (!files.has(path)) files.set(path, bytes);
    files.set('checkpoint', signedCheckpoint({ origin, size: builder.size, root: builder.root() }));
    expect(await verify(files)).toMatchObject({ ok: true, checkpoint: { size: from + step } });
  }
});
