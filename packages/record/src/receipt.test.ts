import { readFileSync } from 'node:fs';
import {
  formatCheckpoint,
  leafHash,
  openNote,
  parseTlogProof,
  signNote,
  treeRoot,
  verifyTlogProof,
} from '@commonhold/tlog';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatVectors } from '../test/format-vectors.ts';
import { keyFromSeed, sha256, verifierFrom, verifySignature } from '../test/node-crypto.ts';
import { receiptFor, receiptOf, receiptVectorNames } from '../test/receipt-vectors.ts';
import { intent, outcome } from '../test/sample-leaf.ts';
import {
  coverageText,
  encodeLeaf,
  formatReceipt,
  parseReceipt,
  receiptCoverageText,
  receiptExtension,
  receiptMediaType,
  verifyReceipt,
} from './index.ts';
import type { Leaf, ProvenReceipt, ReceiptReport } from './index.ts';

const page = readFileSync(new URL('../../../docs/formats/receipt.md', import.meta.url), 'utf8');
const { key } = formatVectors();

function verified(bytes: Uint8Array, trustedKeys: readonly string[] = []): ReceiptReport {
  return verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys });
}

function proven(bytes: Uint8Array, trustedKeys: readonly string[] = []): ProvenReceipt {
  const report = verified(bytes, trustedKeys);
  if (report.verdict !== 'proven') throw new Error(report.reason);
  return report;
}

function reasonOf(bytes: Uint8Array, trustedKeys: readonly string[] = []): string {
  const report = verified(bytes, trustedKeys);
  return report.verdict === 'proven' ? 'proven' : report.reason;
}

/** The receipt with text replaced; it must have been there. */
function changed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString();
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to));
}

describe('a receipt', () => {
  test('of a call that was completed shows its attempt, intent before outcome', () => {
    const report = proven(receiptOf('completed'));
    expect(report).toMatchObject({ origin: 'commonhold.example/log/test', size: 8, otherSignatures: 0 });
    expect(report.call).toMatchObject({
      status: 'completed',
      attempts: [
        {
          number: 1,
          intent: {
            index: 1,
            leaf: { model: { name: 'smollm2-135m-instruct' }, labels: ['code', 'personal'] },
          },
          outcome: { index: 2, leaf: { intent: 1, tokens: { input: 16, output: 64 } } },
        },
      ],
    });
    expect(report.leaves.map(({ index }) => index)).toEqual([1, 2]);
  });

  test('of a call that was refused shows the refusal and no attempt', () => {
    const { call, proves } = proven(receiptOf('refused'));
    expect(proves).not.toContain(receiptCoverageText.proves.order);
    expect(call).toMatchObject({
      status: 'refused',
      attempts: [],
      refusal: { leaf: { error: 'policy_denied' } },
    });
  });

  test('of a call that was cut off says that its end is unknown', () => {
    expect(proven(receiptOf('unknown')).call).toMatchObject({ status: 'unknown', attempts: [{ number: 1 }] });
  });

  test('names for each hash of a path the leaves that it stands for', () => {
    const { log } = formatVectors();
    const hashes = log.map((one) => Buffer.from(one.leafHash, 'hex'));
    for (const leaf of proven(receiptOf('unknown')).leaves) {
      expect(leaf.path).toHaveLength(3);
      for (const { start, end, hash } of leaf.path) {
        expect(hash).toBe(Buffer.from(treeRoot(sha256, hashes.slice(start, end))).toString('base64'));
      }
    }
  });

  test('holds proofs that a verifier of tlog-proofs takes as they are', () => {
    const text = Buffer.from(receiptOf('completed')).toString();
    // Cut out by hand, as somebody without our parser would.
    const proofs = text.split(/\n\nleaf .*\n\n/).slice(1);
    const entries = [...text.matchAll(/^leaf (.*)$/gm)].map(([, entry]) => entry ?? '');
    expect(proofs).toHaveLength(2);
    for (const [at, cut] of proofs.entries()) {
      const proof = parseTlogProof(cut.endsWith('\n') ? cut : `${cut}\n`);
      const hash = leafHash(sha256, Buffer.from(entries[at] ?? ''));
      const verifiers = [verifierFrom(key.verifierKey)];
      const { checkpoint } = verifyTlogProof({
        hash: sha256,
        proof,
        leafHash: hash,
        origin: 'commonhold.example/log/test',
        verifiers,
      });
      expect(checkpoint.size).toBe(8);
    }
  });

  test('that is read and written again is the same to the byte', () => {
    for (const name of receiptVectorNames) {
      const bytes = receiptOf(name);
      expect(Buffer.from(formatReceipt(parseReceipt(bytes))).toString()).toBe(Buffer.from(bytes).toString());
    }
  });
});

describe('whose key it is', () => {
  const other = keyFromSeed('commonhold.example/log/test', new Uint8Array(32).fill(1));
  const stranger = keyFromSeed('commonhold.example/log/other', new Uint8Array(32).fill(2));

  test('is left to the reader when he gives none, and the report says so', () => {
    const report = proven(receiptOf('completed'));
    expect(report.signedBy).toBe('stated-key');
    expect(report.statedKey).toBe(key.verifierKey);
    expect(report.cannot).toContain(receiptCoverageText.cannot.statedKey);
    expect(report.proves).not.toContain(receiptCoverageText.proves.trustedKey);
  });

  test('is settled by a key that the reader trusts', () => {
    const report = proven(receiptOf('completed'), [key.verifierKey, stranger.verifierKey]);
    expect(report.signedBy).toBe('trusted-key');
    expect(report.otherSignatures).toBe(0);
    expect(report.cannot).not.toContain(receiptCoverageText.cannot.statedKey);
    expect(report.proves).toContain(receiptCoverageText.proves.trustedKey);
  });

  test('cannot be passed off: under another trusted key nothing is proven', () => {
    expect(reasonOf(receiptOf('completed'), [other.verifierKey])).toContain('No key that is trusted here');
    expect(reasonOf(receiptOf('completed'), [stranger.verifierKey])).toContain('is of the log');
  });

  test('must be the key that signed, also where another trusted key signed too', () => {
    const bytes = changed(receiptOf('completed'), key.verifierKey, other.verifierKey);
    expect(reasonOf(bytes)).toContain('No key that is trusted here');
    expect(reasonOf(bytes, [key.verifierKey])).toContain('No key that is trusted here');
  });

  test('must be an Ed25519 key where it is trusted', () => {
    expect(() => verified(receiptOf('completed'), ['no key'])).toThrow('A verifier key looks like');
  });

  test('may be one of several that signed; what is not known counts for nothing', () => {
    const { checkpoint } = formatVectors();
    const { text } = openNote(checkpoint, [verifierFrom(key.verifierKey)]);
    const both = signNote(text, [
      keyFromSeed('commonhold.example/log/test', Buffer.from(key.seed, 'hex')).signer,
      other.signer,
    ]);
    const receipt = parseReceipt(receiptOf('refused'));
    const bytes = formatReceipt({
      ...receipt,
      leaves: receipt.leaves.map(({ bytes, proof }) => ({ bytes, proof: { ...proof, checkpoint: both } })),
    });
    const byStated = proven(bytes);
    expect(byStated.otherSignatures).toBe(1);
    expect(byStated.cannot).toContain(receiptCoverageText.cannot.otherSignatures);
    expect(byStated.cannot).not.toContain(receiptCoverageText.cannot.witness);
    expect(proven(bytes, [other.verifierKey]).otherSignatures).toBe(0);
  });
});

describe('tampering', () => {
  test.each(receiptVectorNames)(
    'with any bit of any byte of the receipt "%s" leaves nothing proven',
    (name) => {
      const bytes = receiptOf(name);
      // Every byte, with a bit that the byte's place chooses; the property below tries all bits of some.
      for (const [at, byte] of bytes.entries()) {
        const tampered = Uint8Array.from(bytes);
        tampered[at] = byte ^ (1 << (at % 8));
        expect(reasonOf(tampered), `byte ${at}`).not.toBe('proven');
      }
    },
  );

  test('by changing, taking out, putting in or moving bytes leaves nothing proven, under either key', () => {
    const bytes = Buffer.from(receiptOf('completed'));
    const place = fc.nat({ max: bytes.length });
    fc.assert(
      fc.property(place, place, fc.uint8Array({ maxLength: 40 }), fc.boolean(), (a, b, put, isTrusted) => {
        const from = Math.min(a, b);
        const to = Math.min(bytes.length, from + (Math.max(a, b) % 60));
        const tampered = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);
        const reason = reasonOf(tampered, isTrusted ? [key.verifierKey] : []);
        expect(reason === 'proven').toBe(tampered.equals(bytes));
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['nothing', '', 'its first line is not'],
    ['another file', 'Dear auditor,\n', 'its first line is not'],
    ['bytes that are no text', '\xff\xfe', 'its first line is not'],
  ])('of the whole file: %s is no receipt', (_, text, reason) => {
    expect(reasonOf(Buffer.from(text))).toContain(reason);
  });

  test('with what is no UTF-8 or too large is told apart', () => {
    expect(reasonOf(Uint8Array.of(0xff))).toContain('not UTF-8');
    expect(reasonOf(new Uint8Array(9 * 1024 * 1024))).toContain('no receipt is so large');
  });

  test.each<[string, string, string, string]>([
    ['a later version', 'receipt v1', 'receipt v3', 'version 3'],
    ['version 2, and nothing that it opens', 'receipt v1', 'receipt v2', 'opens 1 to'],
    ['a line of the head that is unknown', '\nleaves 2\n', '\nleaves 2\nopen yes\n', 'does not know'],
    ['a section that is unknown', '\nleaves 2\n', '\nleaves 2\n\nopening x\n', '2 leaves'],
    ['the head without its key', '\nkey ', '\nkeys ', '"key …"'],
    ['a count that is wrong', '\nleaves 2\n', '\nleaves 1\n', '1 leaves'],
    ['a count that is none', '\nleaves 2\n', '\nleaves two\n', '1 to 256'],
    ['another call', 'call 01k9qf00000000000000000060', 'call 01k9qf00000000000000000061', 'tells of call'],
    ['line endings that a mail program changed', '\n', '\r\n', 'line endings'],
    ['extra data in a proof', '@v1\nindex', '@v1\nextra aQ==\nindex', 'no extra data'],
    ['a proof of another version', 'tlog-proof@v1', 'tlog-proof@v2', 'not followed by its proof'],
    ['the index', 'index 1\n', 'index 3\n', 'do not lead'],
    ['the leaf', '"attempt":1', '"attempt":2', 'do not lead'],
    ['the size of the log', '\n8\n', '\n9\n', 'does not fit'],
  ])('with %s is named', (_, from, to, reason) => {
    expect(reasonOf(changed(receiptOf('completed'), from, to))).toContain(reason);
  });

  test('with the end is found: what is cut off is missed', () => {
    const text = Buffer.from(receiptOf('completed')).toString();
    expect(reasonOf(Buffer.from(text.slice(0, -1)))).toContain('The end of the receipt is missing');
    expect(reasonOf(Buffer.from(text.slice(0, text.lastIndexOf('\nleaf '))))).toContain('2 leaves');
  });
});

describe('leaves that are in the log, and make no receipt', () => {
  const completed = '01k9qf00000000000000000060';
  test.each<[string, readonly number[], string]>([
    ['an intent without its outcome', [1], 'no outcome'],
    ['an outcome without its intent', [2], 'does not have the intent'],
    ['in another order than that of the log', [2, 1], 'does not have the intent'],
    ['one leaf twice', [1, 1, 2], 'order of the log'],
    ['a leaf of another call', [1, 2, 3], 'tells of call'],
    ['a leaf that is of no call', [0, 1, 2], 'tells nothing of a call'],
  ])('%s', (_, indexes, reason) => {
    expect(reasonOf(receiptFor(completed, indexes))).toContain(reason);
  });

  /** A log of these leaves, all of them in the receipt. */
  function receiptWith(leaves: readonly Leaf[]): Uint8Array {
    const log = keyFromSeed('log.example', new Uint8Array(32).fill(3));
    const entries = leaves.map(encodeLeaf);
    const hashes = entries.map((entry) => leafHash(sha256, entry));
    const checkpoint = signNote(
      formatCheckpoint({ origin: 'log.example', size: hashes.length, root: treeRoot(sha256, hashes) }),
      [log.signer],
    );
    const path = (index: number) => {
      const proof: Uint8Array[] = [];
      // Four leaves at most, straight from the definition.
      if (hashes.length > 1 && (index ^ 1) < hashes.length) proof.push(hashes[index ^ 1] ?? new Uint8Array());
      if (hashes.length > 2) {
        proof.push(index < 2 ? treeRoot(sha256, hashes.slice(2)) : treeRoot(sha256, hashes.slice(0, 2)));
      }
      return proof;
    };
    return formatReceipt({
      call: leaves[0] !== undefined && 'call' in leaves[0] ? (leaves[0].call ?? '') : '',
      verifierKey: log.verifierKey,
      openings: [],
      leaves: entries.map((bytes, index) => ({ bytes, proof: { index, hashes: path(index), checkpoint } })),
    });
  }

  test('but two attempts that overlap do', () => {
    const bytes = receiptWith([
      intent(1, 1),
      intent(1, 2),
      outcome(1, 1, 2),
      outcome(1, 0, 1, { status: 'failed' }),
    ]);
    expect(proven(bytes).call).toMatchObject({
      status: 'completed',
      attempts: [
        { number: 1, intent: { index: 0 }, outcome: { index: 3 } },
        { number: 2, intent: { index: 1 }, outcome: { index: 2 } },
      ],
    });
  });

  test.each<[string, readonly Leaf[], string]>([
    [
      'a second attempt without the first',
      [intent(1, 2), outcome(1, 0, 2)],
      'Attempt 1 of the call is missing',
    ],
    ['two outcomes', [intent(1), outcome(1, 0), outcome(1, 0)], 'two outcomes'],
    ['an outcome that names another intent', [intent(1), outcome(1, 1)], 'does not have the intent'],
  ])('%s', (_, leaves, reason) => {
    expect(reasonOf(receiptWith(leaves))).toContain(reason);
  });
});

describe('docs/formats/receipt.md', () => {
  test.each(receiptVectorNames)('shows the receipt "%s" as it is made', (name) => {
    expect(page).toContain(`\`\`\`text\n${Buffer.from(receiptOf(name)).toString()}\`\`\``);
  });

  test('has only receipts that are proven', () => {
    const blocks = [...page.matchAll(/```text\n(commonhold receipt v[12]\n.*?)```/gs)];
    expect(blocks).toHaveLength(receiptVectorNames.length + 1);
    for (const [, text] of blocks)
      expect(reasonOf(Buffer.from(text ?? ''), [key.verifierKey])).toBe('proven');
  });

  const report = proven(receiptOf('completed'));
  test.each([
    ...Object.values({ ...receiptCoverageText.proves, ...receiptCoverageText.cannot }),
    ...report.proves,
    ...report.cannot,
    coverageText.cannot.owner,
  ])('says: %s', (sentence) => {
    expect(page).toContain(`\n- ${sentence}\n`);
  });

  test('names the media type and the extension', () => {
    expect(page).toContain(`\`${receiptMediaType}\``);
    expect(page).toContain(`\`${receiptExtension}\``);
  });
});
