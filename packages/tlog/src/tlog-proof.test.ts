import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ed25519FromSeed, ed25519Verify, sha256 } from '../test/node-crypto.ts';
import {
  ed25519Signer,
  ed25519Type,
  ed25519Verifier,
  formatCheckpoint,
  formatTlogProof,
  formatVerifierKey,
  inclusionProof,
  inclusionRanges,
  leafHash,
  parseTlogProof,
  signNote,
  TlogProofError,
  tlogProofHashesMax,
  treeRoot,
  verifyTlogProof,
} from './index.ts';
import type { TlogProof, TlogProofFault } from './index.ts';

const tessera = JSON.parse(
  readFileSync(new URL('../testdata/tessera-log.json', import.meta.url), 'utf8'),
) as { readonly verifierKey: string };

/** Leaf 10 of Tessera's test log, whose entry is "ileven", against the checkpoint that Tessera signed. */
const example = `c2sp.org/tlog-proof@v1
extra aWxldmVu
index 10
O61cHA6zA3ynJh7PzdEPrfB8aE1YBWCBnJcNIpeUePs=
+aOLtO2sRhNENZkJokiDScXfm3SIduSzvll41DTaUUI=
Oy+stN8Ie64lJ90ILA9yEeOWSzBgC+6RjoKksiWsR7Y=
bC+VwvrJbalNVjfkdI8kUgs7mJoXrqiXCE7bgnD28pY=

example.com/log/testdata
15
rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=

— example.com/log/testdata M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=
`;

const origin = 'example.com/log/testdata';
const verifiers = [ed25519Verifier(sha256, tessera.verifierKey, ed25519Verify)];
const entryHash = leafHash(sha256, Buffer.from('ileven'));

function faultOf(run: () => unknown): TlogProofFault | 'none' {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof TlogProofError) return error.fault;
    throw error;
  }
}

const verified = (proof: TlogProof, changes: object = {}) =>
  verifyTlogProof({ hash: sha256, proof, leafHash: entryHash, origin, verifiers, ...changes });

describe('a frozen proof in a log that others signed', () => {
  test('is read, verified, and written again to the byte', () => {
    const proof = parseTlogProof(example);
    expect(proof.index).toBe(10);
    expect(Buffer.from(proof.extra ?? []).toString()).toBe('ileven');
    expect(proof.hashes).toHaveLength(4);
    expect(verified(proof)).toMatchObject({
      checkpoint: { origin, size: 15 },
      signatures: { verified: [{ name: origin }], unknown: 0 },
    });
    expect(formatTlogProof(proof)).toBe(example);
  });

  test('proves nothing for another leaf, index or log, or under another key', () => {
    const proof = parseTlogProof(example);
    const other = ed25519Verifier(
      sha256,
      formatVerifierKey(sha256, origin, ed25519Type, ed25519FromSeed(new Uint8Array(32)).publicKey),
      ed25519Verify,
    );
    const faults = {
      leaf: faultOf(() => verified(proof, { leafHash: leafHash(sha256, Buffer.from('eleven')) })),
      index: faultOf(() => verified({ ...proof, index: 11 })),
      beyond: faultOf(() => verified({ ...proof, index: 15 })),
      log: faultOf(() => verified(proof, { origin: 'example.com/log/other' })),
      key: faultOf(() => verified(proof, { verifiers: [other] })),
      signature: faultOf(() =>
        verified({ ...proof, checkpoint: proof.checkpoint.replace('\n15\n', '\n14\n') }),
      ),
    };
    expect(faults).toEqual({
      leaf: 'not-included',
      index: 'not-included',
      beyond: 'not-included',
      log: 'other-log',
      key: 'not-signed',
      signature: 'not-signed',
    });
  });

  test('proves nothing with any of its bytes changed, but for those of the extra data', () => {
    const bytes = Buffer.from(example);
    const extra = { from: example.indexOf('extra '), to: example.indexOf('\nindex') };
    for (const [at, byte] of bytes.entries()) {
      if (at >= extra.from && at < extra.to) continue;
      const changed = Buffer.from(bytes);
      changed[at] = byte ^ 0x01;
      expect(
        faultOf(() => verified(parseTlogProof(changed.toString('utf8')))),
        `byte ${at}`,
      ).not.toBe('none');
    }
  });
});

describe('what is no tlog-proof', () => {
  const lines = example.split('\n');
  const without = (line: number) => lines.filter((_, at) => at !== line).join('\n');
  const replaced = (line: number, text: string) =>
    lines.map((old, at) => (at === line ? text : old)).join('\n');
  const hash = lines[3] ?? '';

  test.each([
    ['nothing at all', '', 'empty line'],
    ['another version', replaced(0, 'c2sp.org/tlog-proof@v2'), 'first line'],
    ['a header with a space behind it', replaced(0, `${lines[0]} `), 'first line'],
    ['a byte order mark', `\ufeff${example}`, 'first line'],
    ['line endings of another system', example.replaceAll('\n', '\r\n'), 'empty line'],
    ['an empty line in front', `\n${example}`, 'first line'],
    ['extra data that is not base64', replaced(1, 'extra ?'), 'extra data'],
    ['extra data without padding', replaced(1, 'extra aQ'), 'extra data'],
    ['extra data with stray bits', replaced(1, 'extra aR=='), 'extra data'],
    ['extra data that is empty', replaced(1, 'extra '), 'extra data'],
    ['extra data twice', replaced(1, `${lines[1]}\n${lines[1]}`), 'index'],
    ['extra data behind the index', without(1).replace('\n', `\nindex 1\n${lines[1]}\n`), 'hashes'],
    ['no index', without(2), 'index'],
    ['an index with a leading zero', replaced(2, 'index 010'), 'index'],
    ['an index with a sign', replaced(2, 'index +10'), 'index'],
    ['an index in hexadecimal', replaced(2, 'index 0xa'), 'index'],
    ['an index with two spaces', replaced(2, 'index  10'), 'index'],
    ['an index that is no safe number', replaced(2, 'index 9007199254740992'), 'index'],
    ['a hash that is too short', replaced(3, hash.slice(4)), 'hashes'],
    ['a hash without padding', replaced(3, hash.slice(0, -1)), 'hashes'],
    ['a hash in base64url', replaced(3, `-${hash.slice(1)}`), 'hashes'],
    ['a hash with a space behind it', replaced(3, `${hash} `), 'hashes'],
    ['more hashes than a path can have', replaced(3, `${hash}\n`.repeat(60).trimEnd()), 'more than 53'],
    ['no empty line before the checkpoint', example.replaceAll('\n\n', '\n'), 'empty line'],
  ])('%s is refused', (_, text, why) => {
    expect(() => parseTlogProof(text)).toThrow(TlogProofError);
    expect(() => parseTlogProof(text)).toThrow(why);
  });

  test.each([
    ['a checkpoint that is no note', 'example.com/log/testdata\n15\n'],
    ['a signed text that is no checkpoint', undefined],
  ])('%s is refused when it is verified', (_, checkpoint) => {
    const signed = ed25519FromSeed(new Uint8Array(32).fill(7));
    const key = formatVerifierKey(sha256, origin, ed25519Type, signed.publicKey);
    const note = signNote('hello\n', [ed25519Signer(sha256, origin, signed.publicKey, signed.sign)]);
    const proof = { ...parseTlogProof(example), checkpoint: checkpoint ?? note };
    const trusted = [ed25519Verifier(sha256, key, ed25519Verify)];
    expect(faultOf(() => verified(proof, { verifiers: trusted }))).toBe('malformed');
  });

  test('is not written either', () => {
    const proof = parseTlogProof(example);
    for (const wrong of [
      { index: -1 },
      { index: 0.5 },
      { hashes: [new Uint8Array(31)] },
      { hashes: Array.from({ length: tlogProofHashesMax + 1 }, () => new Uint8Array(32)) },
      { extra: new Uint8Array() },
    ]) {
      expect(() => formatTlogProof({ ...proof, ...wrong })).toThrow(RangeError);
    }
  });
});

const sha = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyProof = fc.record(
  {
    index: fc.maxSafeNat(),
    hashes: fc.array(sha, { maxLength: tlogProofHashesMax }),
    checkpoint: fc.string(),
    extra: fc.uint8Array({ minLength: 1, maxLength: 100 }),
  },
  { requiredKeys: ['index', 'hashes', 'checkpoint'] },
);

describe('any proof', () => {
  test('that is written is read back the same', () => {
    fc.assert(
      fc.property(anyProof, (proof) => {
        const read = parseTlogProof(formatTlogProof(proof));
        expect({ ...read, hashes: read.hashes.map((hash) => new Uint8Array(hash)) }).toEqual(proof);
      }),
    );
  });

  test('that is read is written again to the byte, whatever the text was', () => {
    // Lines that a reader might take in more than one way, in any order.
    const line = fc.oneof(
      fc.constantFrom(
        'c2sp.org/tlog-proof@v1',
        'index 0',
        'index 7',
        'index 07',
        'extra aQ==',
        'extra aR==',
        '',
      ),
      sha.map((bytes) => Buffer.from(bytes).toString('base64')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = ['c2sp.org/tlog-proof@v1', ...lines, '', 'checkpoint', ''].join('\n');
        let proof: TlogProof;
        try {
          proof = parseTlogProof(text);
        } catch (error) {
          expect(error).toBeInstanceOf(TlogProofError);
          return;
        }
        expect(formatTlogProof(proof)).toBe(text);
      }),
    );
  });

  test('of any leaf of any small log is verified, and of no other leaf', () => {
    const seeded = ed25519FromSeed(new Uint8Array(32).fill(9));
    const signer = ed25519Signer(sha256, 'log.example', seeded.publicKey, seeded.sign);
    const key = formatVerifierKey(sha256, 'log.example', ed25519Type, seeded.publicKey);
    const trusted = [ed25519Verifier(sha256, key, ed25519Verify)];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = Array.from({ length: size }, (_, at) => leafHash(sha256, Buffer.from([at])));
        const index = a % size;
        const claimed = b % size;
        const checkpoint = formatCheckpoint({ origin: 'log.example', size, root: treeRoot(sha256, leaves) });
        const text = formatTlogProof({
          index,
          hashes: inclusionProof(sha256, leaves, index),
          checkpoint: signNote(checkpoint, [signer]),
        });
        const fault = faultOf(() =>
          verifyTlogProof({
            hash: sha256,
            proof: parseTlogProof(text),
            leafHash: leaves[claimed] ?? new Uint8Array(),
            origin: 'log.example',
            verifiers: trusted,
          }),
        );
        expect(fault).toBe(claimed === index ? 'none' : 'not-included');
      }),
      { numRuns: 60 },
    );
  });
});

test('the ranges of a proof cover every leaf but the one that is proved, once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (size, at) => {
      const index = at % size;
      const ranges = inclusionRanges(index, size);
      const covered = [...ranges, { start: index, end: index + 1 }].sort((a, b) => a.start - b.start);
      expect(covered[0]?.start).toBe(0);
      expect(covered.at(-1)?.end).toBe(size);
      for (const [position, range] of covered.entries()) {
        expect(range.start).toBe(covered[position - 1]?.end ?? 0);
      }
    }),
  );
});
