import { encodeUtf8, formatCheckpoint, Frontier, leafHash, signNote } from '@commonhold/tlog';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, sha256 } from '../test/node-crypto.ts';
import { access, intent, outcome, refusal, session } from '../test/sample-leaf.ts';
import { coverageOf, coverageText, encodeLeaf, verifyLog } from './index.ts';
import type { Leaf, LogEntry, LogReport } from './index.ts';

const origin = 'commonhold.example/log/1';
const key = keyFromSeed(origin, new Uint8Array(32).fill(7));

const leaves: Leaf[] = [
  session('open', 1),
  intent(1),
  outcome(1, 1),
  refusal(2),
  intent(3),
  access(),
  outcome(3, 4, 1, { status: 'failed', error: 'upstream_failed' }),
];
const entries: LogEntry[] = leaves.map((leaf) => {
  const entry = encodeLeaf(leaf);
  return { entry, storedHash: leafHash(sha256, entry) };
});

function checkpointAt(size: number, signer = key.signer, name = origin): string {
  const tree = Frontier.create(sha256);
  for (const { entry } of entries.slice(0, size)) tree.append(leafHash(sha256, entry));
  return signNote(formatCheckpoint({ origin: name, size, root: tree.root() }), [signer]);
}

function verify(
  given: Iterable<LogEntry> | AsyncIterable<LogEntry>,
  checkpoints = [checkpointAt(entries.length)],
): Promise<LogReport> {
  return verifyLog({ hash: sha256, origin, verifiers: [key.verifier], checkpoints, entries: given });
}

/** The log with one entry changed; the hash beside it stays unless it is changed too. */
function withEntry(index: number, change: (entry: LogEntry) => LogEntry): LogEntry[] {
  return entries.map((entry, position) => (position === index ? change(entry) : entry));
}

function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

async function* stream(): AsyncGenerator<LogEntry> {
  for (const entry of entries) yield await Promise.resolve(entry);
}

describe('a log as it was signed', () => {
  test('is proved', async () => {
    const report = await verify(entries);
    expect(report).toMatchObject({ verdict: 'proved', size: 7, unsigned: 0, findings: [], findingsTotal: 0 });
    expect(report.checkpoint).toMatchObject({ size: 7, root: report.root });
    expect(report.pairing.pairs).toEqual({ intents: 2, outcomes: 2, unknown: 0, open: 0 });
  });

  test('may come as a stream, and every leaf can be seen on the way', async () => {
    const seen: Leaf[] = [];
    const report = await verifyLog({
      hash: sha256,
      origin,
      verifiers: [key.verifier],
      checkpoints: [checkpointAt(7)],
      entries: stream(),
      onLeaf: (index, leaf) => {
        expect(index).toBe(seen.length);
        seen.push(leaf);
      },
    });
    expect(report.verdict).toBe('proved');
    expect(seen).toEqual(leaves);
  });

  test('is proved up to its newest checkpoint and counts what comes after', async () => {
    const report = await verify(entries, [checkpointAt(5), checkpointAt(0), checkpointAt(3)]);
    expect(report).toMatchObject({ verdict: 'proved', unsigned: 2, checkpoint: { size: 5 } });
  });

  test('without a checkpoint is not proved, and says so', async () => {
    const report = await verify(entries, []);
    expect(report).toMatchObject({ verdict: 'unsigned', unsigned: 7, findings: [] });
    expect(report.checkpoint).toBeUndefined();
  });

  test('is not proved by the signed head of the empty log that it once was', async () => {
    const report = await verify(entries, [checkpointAt(0)]);
    expect(report.verdict).toBe('unsigned');
    expect(coverageOf(report, false).cannot).toContain(coverageText.cannot.nothingSigned);
    expect((await verify([], [checkpointAt(0)])).verdict).toBe('proved');
  });

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const input = { hash: sha256, origin, verifiers: [key.verifier], checkpoints: [], entries, signal };
    await expect(verifyLog(input)).rejects.toThrow('enough');
  });
});

describe('a log that was changed is broken', () => {
  test('and names the leaf, whichever bit was flipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(entries.length - 1), fc.nat(), fc.nat(7), async (index, at, bit) => {
        const report = await verify(
          withEntry(index, ({ entry, ...rest }) => ({
            ...rest,
            entry: flipped(entry, at % entry.length, bit),
          })),
        );
        expect(report.verdict).toBe('broken');
        expect(report.findings[0]?.leaf).toBe(index);
        expect(report.findings[0]?.what).toContain('hash kept beside it');
        const last = report.findings.at(-1)?.what;
        expect(last).toContain(
          'leaves 0 to 6 are not the ones that were signed; the hashes kept beside the leaves are',
        );
      }),
      { numRuns: 60 },
    );
  });

  test('and names the leaf when the hash beside it was flipped, while the leaves are as signed', async () => {
    const report = await verify(
      withEntry(4, ({ entry, storedHash }) => ({ entry, storedHash: flipped(storedHash ?? entry, 31) })),
    );
    expect(report.findings).toEqual([{ leaf: 4, what: expect.stringContaining('hash kept beside it') }]);
    expect(report.checkpoint?.size).toBe(7);
  });

  test('and names the leaf when the hash beside it was cut', async () => {
    const report = await verify(withEntry(4, ({ entry }) => ({ entry, storedHash: new Uint8Array(3) })));
    expect(report.findings.map(({ leaf }) => leaf)).toEqual([4]);
  });

  test('also when leaf and hash were changed together, between two checkpoints', async () => {
    const other = encodeLeaf({ ...leaves[3], error: 'another' } as Leaf);
    const changed = withEntry(3, () => ({ entry: other, storedHash: leafHash(sha256, other) }));
    const report = await verify(changed, [checkpointAt(2), checkpointAt(5), checkpointAt(7)]);
    expect(report.findings).toEqual([
      {
        what: 'The leaves 2 to 4 are not the ones that were signed: a leaf was changed, left out, put in or moved.',
      },
    ]);
    expect(report.checkpoint?.size).toBe(2);
  });

  test('and names the leaf that is none', async () => {
    const report = await verify(withEntry(5, () => ({ entry: encodeUtf8('{}') })));
    expect(report.findings[0]).toEqual({ leaf: 5, what: 'The field kind is missing.' });
  });

  test.each<[string, (list: LogEntry[]) => LogEntry[]]>([
    ['a leaf left out', (list) => list.toSpliced(5, 1)],
    ['two leaves exchanged', (list) => list.toSpliced(4, 2, ...list.slice(4, 6).reverse())],
    ['a leaf put in', (list) => list.toSpliced(5, 0, ...list.slice(5, 6))],
    ['the end cut off', (list) => list.slice(0, -1)],
    ['everything cut off', () => []],
  ])('with %s', async (_, change) => {
    const report = await verify(change(entries));
    expect(report.verdict).toBe('broken');
  });

  test('when two versions of it were signed, in either order of the checkpoints', async () => {
    const other = Frontier.create(sha256);
    for (const { entry } of entries.slice(0, 7).toReversed()) other.append(leafHash(sha256, entry));
    const fork = signNote(formatCheckpoint({ origin, size: 7, root: other.root() }), [key.signer]);
    const found = (await verify(entries, [checkpointAt(7), fork])).findings;
    expect(found).toEqual([
      { what: 'A checkpoint of 7 leaves was signed with another root: the log has two versions.' },
    ]);
    expect((await verify(entries, [fork, checkpointAt(7)])).verdict).toBe('broken');
  });

  test('when an empty log was signed with the root of another', async () => {
    const note = signNote(formatCheckpoint({ origin, size: 0, root: new Uint8Array(32) }), [key.signer]);
    expect((await verify([], [note])).findings).toHaveLength(1);
  });

  test('and names a single leaf between two checkpoints even without a hash beside it', async () => {
    const other = encodeLeaf({ ...leaves[3], error: 'another' } as Leaf);
    const report = await verify(
      withEntry(3, () => ({ entry: other })),
      [checkpointAt(3), checkpointAt(4)],
    );
    expect(report.findings[0]?.what).toContain('Leaf 3 is not the one that was signed:');
  });

  test('and says that the end is missing', async () => {
    const report = await verify(entries.slice(0, 5));
    expect(report.findings).toEqual([
      { what: 'The end of the log is missing: a signed checkpoint covers 7 leaves, and there are 5.' },
    ]);
  });

  test('when its leaves do not fit each other, however well they are signed', async () => {
    const twice = encodeLeaf(outcome(3, 4));
    const longer = [...entries, { entry: twice }];
    const report = await verify(longer);
    expect(report.findings).toEqual([expect.objectContaining({ leaf: 7 })]);
    expect(report.verdict).toBe('broken');
  });
});

describe('a checkpoint proves nothing', () => {
  const stranger = keyFromSeed(origin, new Uint8Array(32).fill(8));

  test.each<[string, () => string, string]>([
    ['when somebody else signed it', () => checkpointAt(7, stranger.signer), 'No key that is trusted here'],
    ['when its text was changed', () => checkpointAt(7).replace('\n7\n', '\n6\n'), 'does not fit the text'],
    ['when it is of another log', () => checkpointAt(7, key.signer, 'elsewhere.example'), 'is of the log'],
    ['when what was signed is no checkpoint', () => signNote('Hello\n', [key.signer]), 'is none'],
    ['when it is no note', () => 'x', 'cannot be trusted'],
  ])('%s', async (_, make, expected) => {
    const report = await verify(entries, [make()]);
    expect(report.verdict).toBe('broken');
    expect(report.checkpoint).toBeUndefined();
    expect(report.findings).toEqual([{ what: expect.stringContaining(expected) }]);
  });
});

describe('what a report says that it proves', () => {
  test('covers content, order, form and pairs of a signed log, and says what it cannot know', async () => {
    const { proves, cannot } = coverageOf(await verify(entries), false);
    expect(proves).toEqual([coverageText.proves.order, coverageText.proves.form, coverageText.proves.pairs]);
    expect(cannot).toEqual(
      expect.arrayContaining([
        coverageText.cannot.bypass,
        coverageText.cannot.end,
        coverageText.cannot.bodies,
      ]),
    );
    expect(cannot).not.toContain(coverageText.cannot.unsigned);
  });

  test('includes the bodies only if they were opened, and the leaves after the checkpoint never', async () => {
    const { proves, cannot } = coverageOf(await verify(entries, [checkpointAt(4)]), true);
    expect(proves).toContain(coverageText.proves.bodies);
    expect(cannot).toContain(coverageText.cannot.unsigned);
  });

  test('is nothing about a broken log, and not the order of one that nobody signed', async () => {
    expect(coverageOf(await verify(entries.slice(1)), true).proves).toEqual([]);
    const unsigned = coverageOf(await verify(entries, []), false);
    expect(unsigned.proves).not.toContain(coverageText.proves.order);
    expect(unsigned.cannot).toContain(coverageText.cannot.nothingSigned);
  });
});

function* many(): Generator<LogEntry> {
  yield { entry: encodeLeaf(session('open', 1)) };
  for (let call = 0; call < 5_000; call++) {
    yield { entry: encodeLeaf(intent(call)) };
    yield { entry: encodeLeaf(outcome(call, 1 + 2 * call)) };
  }
}

test('ten thousand leaves are checked in a second or two', async () => {
  const report = await verify(many(), []);
  expect(report).toMatchObject({ size: 10_001, findings: [] });
}, 10_000);
