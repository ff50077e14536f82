import { encodeBase64Url, formatCheckpoint, Frontier, leafHash, signNote } from '@commonhold/tlog';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, sha256 } from '../test/node-crypto.ts';
import { refusal, session } from '../test/sample-leaf.ts';
import type { Leaf, LogReport, LogSessionLeaf } from './index.ts';
import { encodeLeaf, verifyLog } from './index.ts';

const seed = new Uint8Array(32).fill(9);
const names = ['commonhold/first', 'commonhold/second', 'commonhold/third'] as const;
type Name = (typeof names)[number];
const [first, second, third] = names;
const keyOf = (name: string) => keyFromSeed(name, seed);

function rootOf(leaves: readonly Leaf[]): Uint8Array {
  const tree = Frontier.create(sha256);
  for (const leaf of leaves) tree.append(leafHash(sha256, encodeLeaf(leaf)));
  return tree.root();
}

function headAt(leaves: readonly Leaf[], size: number, name: string, signedAs = name): string {
  const text = formatCheckpoint({ origin: name, size, root: rootOf(leaves.slice(0, size)) });
  return signNote(text, [keyOf(signedAs).signer]);
}

/** An `open` that continues all the leaves before it. */
function continuing(
  before: readonly Leaf[],
  number: number,
  origin: string,
  change: Partial<NonNullable<LogSessionLeaf['continues']>> = {},
): Leaf {
  const continues = {
    origin,
    size: before.length,
    root: encodeBase64Url(rootOf(before)),
    ...change,
  };
  return session('open', number, { continues });
}

const begun: Leaf[] = [session('open', 1), refusal(1), refusal(2)];
/** The first name ends over three leaves, the second over five. */
const log: Leaf[] = [...begun, continuing(begun, 2, first), refusal(3)];
const twice: Leaf[] = [...log, continuing(log, 3, second), refusal(4)];

function verify(
  leaves: readonly Leaf[],
  heads: readonly string[],
  earlier?: readonly (readonly [Name, number])[],
  origin: Name = second,
): Promise<LogReport> {
  return verifyLog({
    hash: sha256,
    origin,
    verifiers: [keyOf(origin).verifier],
    checkpoints: heads,
    entries: leaves.map((leaf) => ({ entry: encodeLeaf(leaf) })),
    ...(earlier && {
      earlier: earlier.map(([name, size]) => ({ origin: name, size, verifiers: [keyOf(name).verifier] })),
    }),
  });
}

const saying = (what: string, leaf?: number) =>
  expect.objectContaining({
    what: expect.stringContaining(what),
    ...(leaf === undefined ? {} : { leaf }),
  });

describe('a log that goes on under a new name', () => {
  test('is proved by heads of the old name up to where it ended and by heads of the new one after that', async () => {
    const heads = [headAt(log, 1, first), headAt(log, 3, first), headAt(log, 5, second)];
    const report = await verify(log, heads, [[first, 3]]);
    expect(report).toMatchObject({
      verdict: 'proved',
      findings: [],
      unsigned: 0,
      continued: [{ leaf: 3, origin: first }],
    });
  });

  test('is proved to somebody who knows the new name alone, and tells them of the old one', async () => {
    const report = await verify(log, [headAt(log, 5, second)]);
    expect(report).toMatchObject({ verdict: 'proved', continued: [{ leaf: 3, origin: first }] });
  });

  test('may do so again', async () => {
    const heads = [headAt(twice, 3, first), headAt(twice, 5, second), headAt(twice, 7, third)];
    const earlier = [[second, 5] as const, [first, 3] as const];
    const report = await verify(twice, heads, earlier, third);
    expect(report).toMatchObject({ verdict: 'proved', findings: [], unsigned: 0 });
    expect(report.continued.map(({ origin }) => origin)).toEqual([first, second]);
  });

  test('is proved as far as the old name goes while nothing was written under the new one', async () => {
    const report = await verify(begun, [headAt(begun, 2, first)], [[first, 3]]);
    expect(report).toMatchObject({ verdict: 'proved', unsigned: 1, findings: [], continued: [] });
  });
});

describe('a log whose names do not fit is broken', () => {
  test('where a leaf continues another tree than the one before it', async () => {
    const root = encodeBase64Url(rootOf(begun.slice(0, 2)));
    const wrong = [...begun, continuing(begun, 2, first, { root })];
    const report = await verify(wrong, [headAt(wrong, 4, second)]);
    expect(report).toMatchObject({ verdict: 'broken', findings: [saying('another root', 3)] });
  });

  test('where a leaf continues more or fewer leaves than are before it', async () => {
    for (const size of [2, 4]) {
      const wrong = [...begun, continuing(begun, 2, first, { size })];
      const report = await verify(wrong, [headAt(wrong, 4, second)]);
      expect(report.findings).toEqual([saying(`a log of ${size} leaves; before it there are 3`, 3)]);
    }
  });

  test('where another leaf than the first of a session says so', async () => {
    const continues = { origin: first, size: 3, root: encodeBase64Url(rootOf(begun)) };
    const wrong = [...begun, session('heartbeat', 1, { continues })];
    const report = await verify(wrong, [headAt(wrong, 4, second)]);
    expect(report.findings).toContainEqual(saying('Only an open says what log is continued', 3));
  });

  test('where a name comes back', async () => {
    const back = [...log, continuing(log, 3, first)];
    const report = await verify(back, [headAt(back, 6, second)]);
    expect(report.findings).toEqual([saying('is used again', 5)]);
    const own = [...begun, continuing(begun, 2, second)];
    expect((await verify(own, [headAt(own, 4, second)])).findings).toEqual([saying('is used again', 3)]);
  });

  test('where the new name is signed for what only the old one covers', async () => {
    const report = await verify(log, [headAt(log, 3, second), headAt(log, 5, second)]);
    expect(report.findings).toEqual([saying('which begins after 3')]);
  });

  test('where the old name is signed after its end', async () => {
    const report = await verify(log, [headAt(log, 4, first), headAt(log, 5, second)], [[first, 3]]);
    expect(report.findings).toEqual([saying('did not have at that size')]);
  });

  test('where a head of the old name is signed by somebody else', async () => {
    const forged = signNote(formatCheckpoint({ origin: first, size: 3, root: rootOf(begun) }), [
      keyFromSeed(first, new Uint8Array(32).fill(1)).signer,
    ]);
    const report = await verify(log, [forged, headAt(log, 5, second)], [[first, 3]]);
    expect(report.findings).toEqual([saying('cannot be trusted')]);
  });

  test('where a head of the old name has another root', async () => {
    const other: Leaf[] = [session('open', 8), refusal(8), refusal(9)];
    const report = await verify(log, [headAt(other, 3, first), headAt(log, 5, second)], [[first, 3]]);
    expect(report.verdict).toBe('broken');
  });

  test('where its keeper knows of an earlier name and no leaf tells of it, or of another, or at another place', async () => {
    const silent: Leaf[] = [...begun, session('open', 2), refusal(3)];
    const untold = await verify(silent, [headAt(silent, 5, second)], [[first, 3]]);
    expect(untold.findings).toEqual([saying('no leaf says that another name continues it', 3)]);
    expect(untold.completeness.grade).toBe('gap');
    for (const earlier of [[[third, 3] as const], [[first, 2] as const], []]) {
      const report = await verify(log, [headAt(log, 5, second)], earlier);
      expect(report.findings, JSON.stringify(earlier)).toContainEqual(saying('was not known to have it', 3));
    }
  });
});
