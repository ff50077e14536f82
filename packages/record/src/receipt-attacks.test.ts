import { encodeBase64, inclusionProof, leafHash, treeRoot } from '@commonhold/tlog';
import { describe, expect, test } from 'vitest';
import { formatVectors } from '../test/format-vectors.ts';
import { keyFromSeed, sha256, verifySignature } from '../test/node-crypto.ts';
import { verifyReceipt } from './index.ts';

/**
 * Receipts that are wrong although the log's own key has signed whatever it is made to sign. Programs in Go and Python
 * that were written from the page about receipts were given these too, and refuse them (`docs/guide/for-auditors.md`).
 */
const vectors = formatVectors();
const { verifierKey, seed } = vectors.key;
const origin = 'commonhold.example/log/test';
const { signer } = keyFromSeed(origin, Buffer.from(seed, 'hex'));
const entries = vectors.log.map(({ entry }) => entry);
const call = '01k9qf00000000000000000060';
const root = vectors.checkpoint.split('\n')[2] ?? '';

function signatureOf(text: string): string {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(signer.keyId);
  return encodeBase64(Buffer.concat([id, signer.sign(Buffer.from(text))]));
}

const lineOf = (text: string): string => `— ${origin} ${signatureOf(text)}\n`;

interface Made {
  readonly entries?: readonly string[];
  /** The text that is signed, in the place of that of the right head. */
  readonly text?: string;
  /** In the place of the log's signature. */
  readonly signatures?: string;
}

/** The receipt of the call that was completed, over a log of these entries. */
function make({ entries: log = entries, text, signatures }: Made): string {
  const hashes = log.map((entry) => leafHash(sha256, Buffer.from(entry)));
  const head = text ?? `${origin}\n${log.length}\n${encodeBase64(treeRoot(sha256, hashes))}\n`;
  const note = `${head}\n${signatures ?? lineOf(head)}`;
  const leaves = [1, 2].map((index) => {
    const path = inclusionProof(sha256, hashes, index).map((hash) => `${encodeBase64(hash)}\n`);
    return `\nleaf ${log[index]}\n\nc2sp.org/tlog-proof@v1\nindex ${index}\n${path.join('')}\n${note}`;
  });
  return `commonhold receipt v1\ncall ${call}\nkey ${verifierKey}\nleaves 2\n${leaves.join('')}`;
}

function verdictOf(receipt: string): string {
  const trust = { hash: sha256, verifySignature, trustedKeys: [verifierKey] };
  return verifyReceipt(Buffer.from(receipt), trust).verdict;
}

test('a receipt that is made here as it should be is proven', () => {
  expect(verdictOf(make({}))).toBe('proven');
  expect(verdictOf(make({ text: `${origin}\n8\n${root}\nan extension\n` }))).toBe('proven');
});

describe('a head that the log has signed, and that is none, proves nothing', () => {
  test.each([
    ['a size with a zero in front', `${origin}\n08\n${root}\n`],
    ['a size with a sign', `${origin}\n+8\n${root}\n`],
    ['a size with a space', `${origin}\n8 \n${root}\n`],
    ['a size in other digits', `${origin}\n８\n${root}\n`],
    ['a size that is a number to programs only', `${origin}\n8e0\n${root}\n`],
    ['a size of nothing', `${origin}\n0\n${root}\n`],
    ['a size up to the first leaf', `${origin}\n1\n${root}\n`],
    ['a size of a tree with another shape', `${origin}\n9\n${root}\n`],
    ['a size that no number holds', `${origin}\n9007199254740993\n${root}\n`],
    ['a name of another log', `${origin}x\n8\n${root}\n`],
    ['no name', `\n8\n${root}\n`],
    ['a root without its padding', `${origin}\n8\n${root.replace('=', '')}\n`],
    ['a root that goes on', `${origin}\n8\n${root}AAAA\n`],
    ['a control character', `${origin}\n8\n${root}\nx\u0000\n`],
    ['an empty line', `${origin}\n8\n${root}\n\nx\n`],
    ['no root', `${origin}\n8\n`],
  ])('%s', (_, text) => {
    expect(verdictOf(make({ text }))).toBe('not-proven');
  });
});

describe('signatures that are right, and not written in the one way, prove nothing', () => {
  const text = `${origin}\n8\n${root}\n`;
  const line = lineOf(text);
  const encoded = signatureOf(text);
  test.each([
    ['another dash', line.replace('—', '–')],
    ['two spaces', line.replace(`${origin} `, `${origin}  `)],
    ['a space at the end', line.replace('\n', ' \n')],
    ['a word more', line.replace('\n', ' x\n')],
    ['a space that does not break', line.replace(`${origin} `, `${origin}\u00a0`)],
    ['spare bits that are set', line.replace(/.=\n$/, 'B=\n')],
    ['no padding', line.replace('=', '')],
    ['the letters of base64url', line.replace(encoded, encoded.replaceAll('+', '-').replaceAll('/', '_'))],
    ['an empty line after it', `${line}\n`],
    ['a wrong one of the same key after it', line + lineOf('something else\n')],
    ['a wrong one of the same key before it', lineOf('something else\n') + line],
    ['a line that is none beside it', `${line}— witness.example ***\n`],
    ['more lines than anybody reads', line + '— witness.example AAAAAAAA\n'.repeat(64)],
  ])('%s', (_, signatures) => {
    expect(signatures).not.toBe(line);
    expect(verdictOf(make({ text, signatures }))).toBe('not-proven');
  });

  test('but a line of somebody who is not known does not hurt', () => {
    expect(verdictOf(make({ text, signatures: `${line}— witness.example AAAAAAAA\n` }))).toBe('proven');
  });
});

describe('an entry that the log has, and that is no leaf of a call, proves nothing', () => {
  test.each<[string, string, string]>([
    ['a field twice', '{', '{"attempt":1,'],
    ['a field that is every object’s', '{', '{"__proto__":{},'],
    ['a truth for a number', '"v":1', '"v":true'],
    ['a number with a fraction of nothing', '"v":1', '"v":1.0'],
    ['a letter that is escaped', '"live"', String.raw`"l\u0069ve"`],
    ['a byte order mark', '{', '\ufeff{'],
    ['a day that there is not', '2026-11-22', '2026-02-30'],
    ['a question of what would have been', '"live"', '"whatif"'],
    ['a call that was brought in from elsewhere', '"live"', '"import"'],
  ])('%s', (_, from, to) => {
    for (const at of [1, 2]) {
      const log = entries.map((entry, index) => (index === at ? entry.replace(from, to) : entry));
      expect(log[at]).not.toBe(entries[at]);
      expect(verdictOf(make({ entries: log }))).toBe('not-proven');
    }
    const both = entries.map((entry, index) => ([1, 2].includes(index) ? entry.replace(from, to) : entry));
    expect(verdictOf(make({ entries: both }))).toBe('not-proven');
  });
});

describe('numbers that are written otherwise prove nothing', () => {
  test.each([
    ['leaves 2', 'leaves 02'],
    ['leaves 2', 'leaves +2'],
    ['leaves 2', 'leaves 2.0'],
    ['index 1\n', 'index 01\n'],
    ['index 1\n', 'index 1 \n'],
    ['index 1\n', 'index 9\n'],
    ['index 1\n', 'index 17\n'],
    ['index 1\n', 'index 18446744073709551617\n'],
    ['63dc4887', '63DC4887'],
  ])('%j as %j', (from, to) => {
    const receipt = make({});
    expect(receipt).toContain(from);
    expect(verdictOf(receipt.replace(from, to))).toBe('not-proven');
  });
});
