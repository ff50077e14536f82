import { formatCheckpoint, Frontier, leafHash, signNote } from '@commonhold/tlog';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, sha256 } from '../test/node-crypto.ts';
import { access, intent, outcome, refusal, sampleDigest, session } from '../test/sample-leaf.ts';
import { coverageOf, coverageText, currentCoverage, encodeLeaf, verifyLog } from './index.ts';
import type { Leaf, LogReport, LogSessionLeaf } from './index.ts';

const origin = 'commonhold.example/log/1';
const key = keyFromSeed(origin, new Uint8Array(32).fill(7));
const { digest } = currentCoverage;

function head(leaves: readonly Leaf[]): string {
  const tree = Frontier.create(sha256);
  for (const leaf of leaves) tree.append(leafHash(sha256, encodeLeaf(leaf)));
  return signNote(formatCheckpoint({ origin, size: tree.size, root: tree.root() }), [key.signer]);
}

function verify(leaves: readonly Leaf[], checkpoints = [head(leaves)]): Promise<LogReport> {
  const entries = leaves.map((leaf) => ({ entry: encodeLeaf(leaf) }));
  return verifyLog({ hash: sha256, origin, verifiers: [key.verifier], checkpoints, entries });
}

function counted(intents: number, outcomes: number, refusals: number, strangers = 0) {
  return { counts: { intents, outcomes, refusals, strangers } };
}

function at<Kind extends Leaf>(leaf: Kind, time: string): Kind {
  return { ...leaf, time: `2026-11-22T${time}.000Z` };
}

const closed: readonly Leaf[] = [
  session('open', 1, { coverage: digest }),
  intent(1),
  refusal(2),
  session('heartbeat', 1, counted(1, 0, 0)),
  outcome(1, 1),
  session('close', 1, counted(1, 1, 1)),
];

describe('a log is complete', () => {
  test('when it ends with a close that is signed, and every attempt has an outcome', async () => {
    const report = await verify(closed);
    expect(report.completeness).toEqual({ grade: 'complete', reasons: [] });
    expect(report.verdict).toBe('proved');
    expect(coverageOf(report, true).cannot).toContain(coverageText.cannot.end);
  });

  test('also when an earlier session was cut off and its attempts are unknown', async () => {
    const report = await verify([
      session('open', 1, { coverage: digest }),
      intent(1),
      session('open', 2, { coverage: digest, recovered: 1 }),
      outcome(1, 1, 1, { status: 'unknown' }),
      session('close', 2, counted(0, 1, 0)),
    ]);
    expect(report.completeness.grade).toBe('complete');
    expect(report.pairing.sessions).toMatchObject({ cutOff: 1, coverage: { versions: [{ sessions: 2 }] } });
  });
});

describe('the end of a log is unproven', () => {
  test.each<[string, readonly Leaf[], number, RegExp]>([
    ['inside a session', closed.slice(0, 5), 5, /ends inside a session/],
    ['after the signed head', closed, 5, /does not cover: 1\./],
    ['without a signed head', closed, 0, /No signed head/],
    ['without leaves', [], 0, /no leaves/],
    [
      'when it was closed over an open attempt',
      [session('open', 1, { coverage: digest }), intent(1), session('close', 1, counted(1, 0, 0))],
      3,
      /without an outcome.*: 1\./,
    ],
  ])('%s', async (_, leaves, signed, reason) => {
    const report = await verify(leaves, [head(leaves.slice(0, signed))]);
    expect(report.findings).toEqual([]);
    expect(report.completeness.grade).toBe('end-unproven');
    expect(report.completeness.reasons.join()).toMatch(reason);
  });
});

describe('a log has a gap', () => {
  test.each<[string, readonly Leaf[], RegExp]>([
    ['when the first leaf is missing', closed.slice(1), /Leaf 0: The leaf stands outside of any session/],
    ['when a refusal that was counted is missing', closed.toSpliced(2, 1), /claims 1 refusals.* holds 0/],
    ['when an intent is missing', closed.toSpliced(1, 1), /names leaf 1.*no intent/],
    ['when an attempt is skipped', [session('open', 1), intent(1, 2)], /Leaf 1: Attempt 2 follows attempt 0/],
    [
      'when an attempt that was recovered is missing',
      [session('open', 1), session('open', 2, { recovered: 1 })],
      /1 attempts were left open; the log has 0/,
    ],
    ['when an open is missing', [session('open', 1), session('heartbeat', 2)], /not open/],
  ])('%s, however it is signed', async (_, leaves, reason) => {
    const report = await verify(leaves);
    expect(report.completeness.grade).toBe('gap');
    expect(report.completeness.reasons.join('\n')).toMatch(reason);
    expect(report.verdict).toBe('broken');
  });

  test('when a signed head covers more than is there', async () => {
    const report = await verify(closed.slice(0, 4), [head(closed)]);
    expect(report.completeness.grade).toBe('gap');
    expect(report.completeness.reasons).toEqual([
      'The end of the log is missing: a signed checkpoint covers 6 leaves, and there are 4.',
    ]);
  });

  test('when a leaf is not the one that was signed, whatever it was', async () => {
    const report = await verify(closed.with(2, refusal(3)), [head(closed)]);
    expect(report.completeness.grade).toBe('gap');
    expect(report.completeness.reasons.join()).toContain('the findings say where');
  });
});

describe('the counts of a session', () => {
  const open = session('open', 1, { coverage: digest });
  const old = session('open', 1);

  test.each<[string, readonly Leaf[], RegExp]>([
    [
      'are exact at the close of a session that promised it',
      [open, refusal(1), session('close', 1)],
      /counts 0 refusals; the log holds 1 of it\.$/,
    ],
    [
      'never fall behind the heartbeat before, whoever wrote them',
      [old, refusal(1), session('heartbeat', 1), session('close', 1)],
      /counts 0 refusals; the log holds 1 of it up to the count before/,
    ],
    [
      'never have fewer strangers than before',
      [open, session('heartbeat', 1, counted(0, 0, 0, 2)), session('close', 1, counted(0, 0, 0, 1))],
      /counts 1 strangers and had counted 2/,
    ],
    [
      'stand for a text of coverage that only the open declares',
      [open, session('heartbeat', 1, { coverage: digest })],
      /Only an open declares a text of coverage, not a heartbeat/,
    ],
  ])('%s', async (_, leaves, expected) => {
    const { findings } = await verify(leaves);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.what).toMatch(expected);
  });

  test('may lag at a heartbeat, and at the close of a session from before it was promised', async () => {
    const lagging = [refusal(1), session('heartbeat', 1)];
    expect((await verify([open, ...lagging, session('close', 1, counted(0, 0, 1))])).findings).toEqual([]);
    const before = await verify([old, refusal(1), session('close', 1)]);
    expect(before).toMatchObject({ findings: [], completeness: { grade: 'complete' } });
    expect(before.pairing.sessions.coverage).toEqual({ versions: [], none: 1, unknown: 0 });
  });

  test('of a session whose text is not known here are not demanded to be exact', async () => {
    const other = session('open', 1, { coverage: sampleDigest });
    const report = await verify([other, refusal(1), session('close', 1)]);
    expect(report.findings).toEqual([]);
    expect(report.pairing.sessions.coverage).toEqual({ versions: [], none: 0, unknown: 1 });
  });
});

describe('a silence', () => {
  async function silences(...leaves: Leaf[]): Promise<string[]> {
    const report = await verify(leaves);
    expect(report.findings).toEqual([]);
    expect(coverageOf(report, true).cannot.includes(coverageText.cannot.silence)).toBe(
      report.pairing.sessions.silences > 0,
    );
    return report.pairing.sessions.silencesKept.map(
      ({ leaf, from, to }) => `${leaf}: ${from.slice(11, 19)} ${to.slice(11, 19)}`,
    );
  }
  const open = at(session('open', 1, { coverage: digest }), '10:00:00');

  test('is more than fifteen minutes between two leaves of the session itself, and no fault', async () => {
    expect(
      await silences(
        open,
        at(session('heartbeat', 1), '10:15:00'),
        at(access(), '10:20:00'),
        at(session('heartbeat', 1), '10:30:01'),
        at(session('close', 1), '12:00:00'),
      ),
    ).toEqual(['1: 10:15:00 10:30:01', '3: 10:30:01 12:00:00']);
  });

  test('shows at the end of a log and of a session that was cut off, as far as there are leaves', async () => {
    const next = session('open', 2, { coverage: digest });
    expect(await silences(open, at(access(), '10:16:00'))).toEqual(['0: 10:00:00 10:16:00']);
    expect(await silences(open, at(access(), '10:16:00'), at(next, '18:00:00'))).toEqual([
      '0: 10:00:00 10:16:00',
    ]);
  });

  test('is not that the node was off', async () => {
    const next = session('open', 2, { coverage: digest });
    expect(await silences(open, at(session('close', 1), '10:05:00'), at(next, '18:00:00'))).toEqual([]);
    expect(await silences(open, at(access(), '10:05:00'), at(next, '18:00:00'))).toEqual([]);
  });

  test('is not told of a session that promised no heartbeats, nor by a clock that was set back', async () => {
    const old = at(session('open', 1), '10:00:00');
    expect(await silences(old, at(session('close', 1), '18:00:00'))).toEqual([]);
    expect(await silences(open, at(session('close', 1), '08:00:00'))).toEqual([]);
  });
});

type Step = 'start' | 'end' | 'refuse' | 'look' | 'beat' | 'crash' | 'restart';

/** What a well-behaved node writes when these things happen to it, closed at the end. */
function history(steps: readonly Step[]): Leaf[] {
  const leaves: Leaf[] = [session('open', 0, { coverage: digest })];
  const open: { call: number; index: number }[] = [];
  let counts: LogSessionLeaf['counts'] = counted(0, 0, 0).counts;
  let calls = 0;
  let sessions = 0;
  const count = (kind: 'intents' | 'outcomes' | 'refusals'): void => {
    counts = { ...counts, [kind]: counts[kind] + 1 };
  };
  const end = (status: 'completed' | 'unknown'): void => {
    const ending = open.shift();
    if (ending === undefined) return;
    leaves.push(outcome(ending.call, ending.index, 1, { status }));
    count('outcomes');
  };
  for (const step of [...steps, 'restart'] as const) {
    if (step === 'start') {
      open.push({ call: (calls += 1), index: leaves.length });
      leaves.push(intent(calls));
      count('intents');
    }
    if (step === 'end') end('completed');
    if (step === 'refuse') {
      leaves.push(refusal((calls += 1)));
      count('refusals');
    }
    if (step === 'look') leaves.push(access());
    if (step === 'beat') leaves.push(session('heartbeat', sessions, { counts }));
    if (step === 'crash' || step === 'restart') {
      if (step === 'restart') leaves.push(session('close', sessions, { counts }));
      sessions += 1;
      leaves.push(session('open', sessions, { coverage: digest, recovered: open.length }));
      counts = counted(0, 0, 0).counts;
      while (open.length > 0) end('unknown');
    }
  }
  leaves.push(session('close', sessions, { counts }));
  return leaves;
}

describe('a node at random', () => {
  const steps = fc.array(
    fc.constantFrom<Step>('start', 'end', 'refuse', 'look', 'beat', 'crash', 'restart'),
    { maxLength: 40 },
  );

  test('leaves a complete log, which cut anywhere is not, but for a close that was signed as the end', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (given, anywhere) => {
        const leaves = history(given);
        expect((await verify(leaves)).completeness).toEqual({ grade: 'complete', reasons: [] });
        const kept = leaves.slice(0, anywhere % leaves.length);
        expect((await verify(kept, [head(leaves)])).completeness.grade).toBe('gap');
        const last = kept.at(-1);
        // With every later head taken away too, and even signed anew by the node's own key.
        const resigned = (await verify(kept)).completeness.grade;
        const isClosed = last?.kind === 'log-session' && last.event === 'close';
        if (!isClosed) expect(resigned).toBe('end-unproven');
      }),
      { numRuns: 60 },
    );
  });

  test('leaves a log out of which no call leaf can be taken without a gap, however it is signed', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (given, anywhere) => {
        const leaves = history(given);
        const counting = leaves.flatMap(({ kind }, index) =>
          kind === 'intent' || kind === 'outcome' || kind === 'refusal' ? [index] : [],
        );
        const taken = counting[anywhere % Math.max(counting.length, 1)];
        fc.pre(taken !== undefined);
        const session = leaves
          .slice(taken)
          .findIndex((leaf) => leaf.kind === 'log-session' && leaf.event !== 'heartbeat');
        const next = leaves[taken + session];
        // What a session that was cut off had written after its last heartbeat is in no count of its own.
        fc.pre(leaves[taken]?.kind !== 'refusal' || (next?.kind === 'log-session' && next.event === 'close'));
        expect((await verify(leaves.toSpliced(taken, 1))).completeness.grade).toBe('gap');
      }),
      { numRuns: 60 },
    );
  });
});
