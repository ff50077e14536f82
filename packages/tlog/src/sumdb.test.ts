import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ed25519FromSeed, ed25519Verify, sha256 } from '../test/node-crypto.ts';
import {
  bundlePath,
  bundlesBetween,
  consistencyProof,
  ed25519CosignatureVerifier,
  ed25519Cosigner,
  ed25519Signer,
  ed25519Verifier,
  encodeBase64,
  encodeEntryBundle,
  inclusionProof,
  leafHash,
  NoteError,
  openCosignedCheckpoint,
  openNote,
  signNote,
  TileBuilder,
  tileWidthMax,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './index.ts';

/** Made by Go's checksum database, not by us; `testdata/README.md` says how. */
const vectors = JSON.parse(
  readFileSync(new URL('../testdata/sumdb.json', import.meta.url), 'utf8'),
) as Readonly<{
  note: Readonly<{ seed: string; verifierKey: string; text: string; note: string }>;
  tree: Readonly<{
    entry: string;
    size: number;
    roots: Readonly<Record<string, string>>;
    files: Readonly<Record<string, string>>;
    inclusion: readonly { index: number; size: number; hashes: readonly string[] }[];
    consistency: readonly { from: number; to: number; hashes: readonly string[] }[];
  }>;
  cosignatures: readonly {
    why: string;
    seed: string;
    verifierKey: string;
    time: number;
    note: string;
    isRight: boolean;
  }[];
}>;

const { note, tree } = vectors;
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64');
const leaves = Array.from({ length: tree.size }, (_, index) =>
  leafHash(sha256, Buffer.from(tree.entry.replace('%d', String(index)))),
);
const rootOf = (size: number): Uint8Array => bytesOf(tree.roots[size] ?? '');
const nameOf = (verifierKey: string): string => verifierKey.split('+')[0] ?? '';
const log = ed25519Verifier(sha256, note.verifierKey, ed25519Verify);
const logKey = ed25519FromSeed(Buffer.from(note.seed, 'hex'));
const logSigner = ed25519Signer(sha256, log.name, logKey.publicKey, logKey.sign);

describe('the checksum database of Go', () => {
  test('signs the same note as we do, to the byte', () => {
    expect(signNote(note.text, [logSigner])).toBe(note.note);
    expect(openNote(note.note, [log]).text).toBe(note.text);
  });

  test('has the same roots of 300 entries and of their beginnings', () => {
    expect(Object.keys(tree.roots)).toHaveLength(10);
    for (const [size, root] of Object.entries(tree.roots)) {
      expect(encodeBase64(treeRoot(sha256, leaves.slice(0, Number(size)))), size).toBe(root);
    }
  });

  test('makes the same tiles of 300 entries, to the byte', () => {
    const builder = TileBuilder.create(sha256);
    for (const leaf of leaves) builder.append(leaf);
    const files = builder
      .take()
      .map(({ path, bytes }) => [path, createHash('sha256').update(bytes).digest('base64')]);
    expect(Object.fromEntries(files)).toEqual(tree.files);
  });

  test('proves with the same hashes that an entry is in the tree, and ours takes its proofs', () => {
    expect(tree.inclusion.length).toBeGreaterThan(20);
    for (const { index, size, hashes } of tree.inclusion) {
      expect(inclusionProof(sha256, leaves, index, size).map(encodeBase64)).toEqual(hashes);
      const given = { index, size, leafHash: leaves[index] ?? new Uint8Array(), root: rootOf(size) };
      expect(verifyInclusion(sha256, { ...given, proof: hashes.map(bytesOf) })).toBe(true);
    }
  });

  test('proves with the same hashes that the tree has grown, and ours takes its proofs', () => {
    expect(tree.consistency.length).toBeGreaterThan(5);
    for (const { from, to, hashes } of tree.consistency) {
      expect(consistencyProof(sha256, leaves, from, to).map(encodeBase64)).toEqual(hashes);
      const sizes = { fromSize: from, toSize: to, fromRoot: rootOf(from), toRoot: rootOf(to) };
      expect(verifyConsistency(sha256, { ...sizes, proof: hashes.map(bytesOf) })).toBe(true);
    }
  });
});

describe('a cosignature that a program of Go made', () => {
  test.each(vectors.cosignatures.filter(({ isRight }) => isRight))(
    'is taken, with its time, and is the one that we make: $why',
    ({ note: cosigned, verifierKey, time, seed }) => {
      const verifier = ed25519CosignatureVerifier(sha256, verifierKey, ed25519Verify);
      const { cosignatures } = openCosignedCheckpoint(cosigned, [log], [verifier]);
      expect(cosignatures).toEqual([{ name: verifier.name, keyId: verifier.keyId, time }]);
      const { publicKey, sign } = ed25519FromSeed(Buffer.from(seed, 'hex'));
      const ours = ed25519Cosigner(sha256, nameOf(verifierKey), publicKey, sign, () => time);
      expect(signNote(note.text, [logSigner, ours])).toBe(cosigned);
    },
  );

  test.each(vectors.cosignatures.filter(({ isRight }) => !isRight))(
    'is refused: $why',
    ({ note: cosigned, verifierKey }) => {
      const verifier = ed25519CosignatureVerifier(sha256, verifierKey, ed25519Verify);
      const open = (): unknown => openCosignedCheckpoint(cosigned, [log], [verifier]);
      expect(open).toThrow(NoteError);
      expect(open).toThrow('does not fit');
      // To who does not know the witness the head is as good as without it.
      expect(openNote(cosigned, [log])).toMatchObject({ unknown: 1 });
    },
  );
});

describe('docs/formats/log-folder.md', () => {
  const page = readFileSync(new URL('../../../docs/formats/log-folder.md', import.meta.url), 'utf8');
  const rows = (columns: number): string[][] =>
    page
      .split('\n')
      .filter((line) => /^\| .*`[A-Za-z0-9+/]{43}=` \|$/.test(line))
      .map((line) => line.slice(2, -2).replaceAll('`', '').split(' | '))
      .filter((cells) => cells.length === columns);

  test('has the roots of the log of 300 entries', () => {
    expect(Object.fromEntries(rows(2))).toEqual(tree.roots);
  });

  test('has every file of it, with its length and its hash', () => {
    const builder = TileBuilder.create(sha256);
    for (const leaf of leaves) builder.append(leaf);
    const bundles = bundlesBetween(0, tree.size).map((bundle) => {
      const entries = Array.from({ length: bundle.width }, (_, at) =>
        Buffer.from(tree.entry.replace('%d', String(bundle.index * tileWidthMax + at))),
      );
      return { path: bundlePath(bundle), bytes: encodeEntryBundle(entries) };
    });
    const files = [...builder.take(), ...bundles].map(({ path, bytes }) => [
      path,
      String(bytes.length),
      encodeBase64(sha256(bytes)),
    ]);
    expect(rows(3)).toEqual(files);
  });

  test('has its head, with and without the word of the witness', () => {
    const right = vectors.cosignatures.find(({ isRight }) => isRight);
    for (const text of [note.note, right?.note ?? '']) expect(page).toContain(`\`\`\`text\n${text}\`\`\`\n`);
    for (const key of [note.verifierKey, right?.verifierKey ?? '']) expect(page).toContain(`\`${key}\``);
  });
});
