import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ed25519FromSeed, ed25519Verify, sha256 } from '../test/node-crypto.ts';
import {
  decodeBase64,
  ed25519Signer,
  ed25519Verifier,
  emptyRoot,
  formatCheckpoint,
  Frontier,
  leafHash,
  openNote,
  parseCheckpoint,
  signNote,
} from './index.ts';

interface TesseraLog {
  verifierKey: string;
  signerKey: string;
  entries: string[];
  leafHashes: string[];
  checkpoints: string[];
}

const tessera = JSON.parse(
  readFileSync(new URL('../testdata/tessera-log.json', import.meta.url), 'utf8'),
) as TesseraLog;

describe('the log that Tessera publishes for tests', () => {
  const origin = 'example.com/log/testdata';
  const verifier = ed25519Verifier(sha256, tessera.verifierKey, ed25519Verify);
  // "PRIVATE+KEY+<name>+<id>+<base64(type ‖ seed)>"
  const seed = decodeBase64(tessera.signerKey.split('+').slice(4).join('+'))?.subarray(1) ?? new Uint8Array();
  const key = ed25519FromSeed(seed);
  const signer = ed25519Signer(sha256, origin, key.publicKey, key.sign);

  test('has our leaf hashes', () => {
    const hashes = tessera.entries.map((entry) =>
      Buffer.from(leafHash(sha256, Buffer.from(entry))).toString('hex'),
    );
    expect(hashes).toEqual(tessera.leafHashes);
  });

  test('has our root, our signature and our note, byte for byte, at every size from 0 to 15', () => {
    expect(tessera.checkpoints).toHaveLength(16);
    const frontier = Frontier.create(sha256);
    for (const [size, note] of tessera.checkpoints.entries()) {
      const leaf = tessera.leafHashes[size - 1];
      if (leaf !== undefined) frontier.append(Buffer.from(leaf, 'hex'));
      const checkpoint = parseCheckpoint(openNote(note, [verifier]).text);
      expect(checkpoint).toEqual({ origin, size, root: Uint8Array.from(frontier.root()), extensions: [] });
      expect(signNote(formatCheckpoint(checkpoint), [signer])).toBe(note);
    }
  });
});

describe('a checkpoint', () => {
  const root = emptyRoot(sha256);
  const text = formatCheckpoint({ origin: 'log.example', size: 0, root });

  test('of the empty log has size 0 and the hash of nothing', () => {
    expect(text).toBe('log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n');
  });

  test('keeps extension lines without reading them', () => {
    expect(parseCheckpoint(`${text}one\ntwo\n`).extensions).toEqual(['one', 'two']);
  });

  test.each([
    ['a leading zero', text.replace('\n0\n', '\n00\n')],
    ['a sign', text.replace('\n0\n', '\n+1\n')],
    ['a size beyond what can be counted', text.replace('\n0\n', '\n9007199254740992\n')],
    ['a short root', text.replace('47DE', '')],
    ['no origin', text.slice('log.example'.length)],
    ['an empty extension line', `${text}\n`],
    ['only two lines', 'log.example\n0\n'],
    ['no newline at the end', text.slice(0, -1)],
  ])('is refused with %s', (_, broken) => {
    expect(() => parseCheckpoint(broken)).toThrow(/checkpoint/);
  });

  test('is not written with values that it cannot hold', () => {
    expect(() => formatCheckpoint({ origin: '', size: 0, root })).toThrow('one line');
    expect(() => formatCheckpoint({ origin: 'a\nb', size: 0, root })).toThrow('one line');
    expect(() => formatCheckpoint({ origin: 'a', size: -1, root })).toThrow('-1 leaves');
    expect(() => formatCheckpoint({ origin: 'a', size: 0, root: root.slice(1) })).toThrow('32 bytes');
  });
});
