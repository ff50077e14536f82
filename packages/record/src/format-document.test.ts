import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { formatCheckpoint, openNote, parseCheckpoint, signNote } from '@commonhold/tlog';
import { describe, expect, test } from 'vitest';
import { formatVectors } from '../test/format-vectors.ts';
import type { FormatVectors } from '../test/format-vectors.ts';
import { keyFromSeed, sha256, verifierFrom } from '../test/node-crypto.ts';
import { everyKind } from '../test/sample-leaf.ts';
import {
  commitmentOf,
  coverageText,
  currentCoverage,
  gradeText,
  leafBytesMax,
  LeafError,
  PairingCheck,
  parseLeaf,
  sessionText,
  verifyLog,
} from './index.ts';
import { callsRememberedMax } from './pairing.ts';

const page = readFileSync(new URL('../../../docs/formats/record.md', import.meta.url), 'utf8');
const vectors = JSON.parse(/```json\n(.*?)\n```/s.exec(page)?.[1] ?? '{}') as FormatVectors;

/** `commit.sent` and the like, from a table of the page under a heading. */
function fieldsUnder(heading: string): string[] {
  const section = page.split('\n### ').find((text) => text.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([a-zA-Z.]+)`/gm)].map(([, field]) => field ?? '').sort();
}

function fieldsOf(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? fieldsOf(member, `${path}${name}.`)
      : [`${path}${name}`],
  );
}

describe('the page on the format of the record', () => {
  test('has the vectors that the code gives', () => {
    expect(vectors).toEqual(formatVectors());
  });

  test('says how much our verifier remembers, and how large a leaf may be', () => {
    expect(page).toContain(`of the last ${callsRememberedMax.toLocaleString('en')} calls`);
    expect(page).toContain(`at most **${leafBytesMax.toLocaleString('en')} bytes**`);
  });

  test('lists the fields that every leaf has', () => {
    expect(fieldsUnder('Fields of every leaf')).toEqual(['id', 'kind', 'origin', 'time', 'v']);
  });

  test.each(everyKind())('lists exactly the fields that a leaf of kind $kind may have', (leaf) => {
    const common = fieldsUnder('Fields of every leaf');
    const own = fieldsOf(leaf).filter((field) => !common.includes(field));
    expect(fieldsUnder(`${leaf.kind}:`)).toEqual(own.sort());
  });

  test.each([
    ...Object.values({ ...coverageText.proves, ...coverageText.cannot, ...sessionText }),
    ...Object.entries(gradeText).map(([grade, sentence]) => `\`${grade}\`: ${sentence}`),
  ])('says: %s', (sentence) => {
    expect(page).toContain(`\n- ${sentence}`);
  });

  test('names the digest of the coverage text that sessions declare now', () => {
    expect(page).toContain(`\n    ${currentCoverage.digest}\n`);
  });
});

/** SHA-256 and the tree once more, so that the vectors are not checked by what made them. */
const digest = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const rootOf = (hashes: readonly Buffer[]): Buffer => {
  const [only] = hashes;
  if (only === undefined) return digest();
  if (hashes.length === 1) return only;
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return digest(Uint8Array.of(1), rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
};

describe('the vectors of the page', () => {
  test('have commitments that open', () => {
    for (const { salt, bytes, commitment } of vectors.commitments) {
      expect(commitmentOf(sha256, Buffer.from(salt, 'hex'), Buffer.from(bytes))).toBe(commitment);
      const byHand = Buffer.concat([
        Buffer.from('commonhold/commit/v1\n'),
        Buffer.from(salt, 'hex'),
        Buffer.from(bytes),
      ]);
      expect(createHash('sha256').update(byHand).digest('base64url')).toBe(commitment);
    }
  });

  test('are a log that is proved', async () => {
    const verifier = verifierFrom(vectors.key.verifierKey);
    const report = await verifyLog({
      hash: sha256,
      origin: verifier.name,
      verifiers: [verifier],
      checkpoints: [vectors.checkpoint],
      entries: vectors.log.map(({ entry, leafHash }) => ({
        entry: Buffer.from(entry),
        storedHash: Buffer.from(leafHash, 'hex'),
      })),
    });
    expect(report).toMatchObject({ verdict: 'proved', size: vectors.log.length, unsigned: 0 });
    expect(report.pairing.sessions).toMatchObject({ opened: 2, cutOff: 1, closed: 1 });
    const root = parseCheckpoint(openNote(vectors.checkpoint, [verifier]).text).root;
    expect(Buffer.from(root).toString('hex')).toBe(vectors.log.at(-1)?.root);
  });

  test('have roots that follow from the definition alone', () => {
    const hashes = vectors.log.map(({ entry }) => digest(Uint8Array.of(0), Buffer.from(entry)));
    expect(rootOf([]).toString('hex')).toBe(vectors.emptyRoot);
    for (const [index, { leafHash, root }] of vectors.log.entries()) {
      expect(hashes[index]?.toString('hex')).toBe(leafHash);
      expect(rootOf(hashes.slice(0, index + 1)).toString('hex')).toBe(root);
    }
  });

  test('have entries that are no leaves', () => {
    for (const { entry } of vectors.notLeaves) {
      expect(vectors.log.map((one) => one.entry)).not.toContain(entry);
      expect(() => parseLeaf(Buffer.from(entry))).toThrow(LeafError);
    }
  });

  test('have orders in which the leaves do not fit each other', () => {
    for (const { order, leaf, why } of vectors.notPaired) {
      const pairing = new PairingCheck();
      for (const [index, from] of order.entries()) {
        pairing.add(index, parseLeaf(Buffer.from(vectors.log[from]?.entry ?? '')));
      }
      expect(pairing.report().findings[0]?.leaf, why).toBe(leaf);
    }
  });

  test('have logs of each grade', async () => {
    const { seed, verifierKey } = vectors.key;
    const verifier = verifierFrom(verifierKey);
    const { signer } = keyFromSeed(verifier.name, Buffer.from(seed, 'hex'));
    const hashes = vectors.declared.map((entry) => digest(Uint8Array.of(0), Buffer.from(entry)));
    expect(new Set(vectors.grades.map(({ grade }) => grade)).size).toBe(3);
    for (const { order, signed, grade, silences, why } of vectors.grades) {
      const head = { origin: verifier.name, size: signed, root: rootOf(hashes.slice(0, signed)) };
      const report = await verifyLog({
        hash: sha256,
        origin: verifier.name,
        verifiers: [verifier],
        checkpoints: signed === 0 ? [] : [signNote(formatCheckpoint(head), [signer])],
        entries: order.map((from) => ({ entry: Buffer.from(vectors.declared[from] ?? '') })),
      });
      expect(report.completeness.grade, why).toBe(grade);
      expect(report.pairing.sessions.silences, why).toBe(silences);
    }
  });
});
