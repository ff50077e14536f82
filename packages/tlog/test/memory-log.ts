import {
  encodeEntryBundle,
  bundlePath,
  bundlesBetween,
  ed25519Signer,
  ed25519Type,
  ed25519Verifier,
  formatCheckpoint,
  formatVerifierKey,
  leafHash,
  signNote,
  TileBuilder,
  tileWidthMax,
} from '../src/index.ts';
import type { Checkpoint, TileReader } from '../src/index.ts';
import { ed25519FromSeed, ed25519Verify, sha256 } from './node-crypto.ts';

/** The files of a log by their paths, as a folder or a server would have them. */
export type Files = Map<string, Uint8Array>;

export const origin = 'log.example/test';
const key = ed25519FromSeed(new Uint8Array(32).fill(7));
export const logSigner = ed25519Signer(sha256, origin, key.publicKey, key.sign);
export const logKey = formatVerifierKey(sha256, origin, ed25519Type, key.publicKey);
export const logVerifier = ed25519Verifier(sha256, logKey, ed25519Verify);

export const entryAt = (index: number): Uint8Array => Buffer.from(`entry ${index}`);

export function readerOf(files: Files): TileReader {
  return { read: async (path) => files.get(path) };
}

/** The files of a log of so many entries, written by this package. */
export function publishedLog(size: number): Files {
  const files: Files = new Map();
  const builder = TileBuilder.create(sha256);
  for (let index = 0; index < size; index++) builder.append(leafHash(sha256, entryAt(index)));
  for (const { path, bytes } of builder.take()) files.set(path, bytes);
  for (const bundle of bundlesBetween(0, size)) {
    const start = bundle.index * tileWidthMax;
    const entries = Array.from({ length: bundle.width }, (_, at) => entryAt(start + at));
    files.set(bundlePath(bundle), encodeEntryBundle(entries));
  }
  files.set('checkpoint', signedCheckpoint({ origin, size, root: builder.root() }));
  return files;
}

export function signedCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return Buffer.from(signNote(formatCheckpoint(checkpoint), [logSigner]));
}

/** The same files with one byte of one of them changed. */
export function flipped(files: Files, path: string, at: number): Files {
  const bytes = Uint8Array.from(files.get(path) ?? []);
  if (at >= bytes.length) throw new Error(`${path} has no byte ${at}.`);
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  return new Map(files).set(path, bytes);
}
