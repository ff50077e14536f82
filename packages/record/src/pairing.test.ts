import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { access, everyKind, intent, outcome, refusal, sampleId, session } from '../test/sample-leaf.ts';
import { findingsMax, PairingCheck } from './index.ts';
import type { Leaf, PairingReport } from './index.ts';

function check(
  leaves: readonly Leaf[],
  options?: { callsRemembered?: number; openAttempts?: number },
): PairingReport {
  const pairing = new PairingCheck(options);
  for (const [index, leaf] of leaves.entries()) pairing.add(index, leaf);
  return pairing.report();
}

/** In one session, so that index 1 is the first leaf given. */
function findings(...leaves: Leaf[]): string[] {
  return check([session('open', 1), ...leaves]).findings.map(({ leaf, what }) => `${leaf}: ${what}`);
}

describe('calls and attempts', () => {
  test('fit when each intent has one outcome and a refused call has neither', () => {
    const report = check([
      session('open', 1),
      intent(1),
      intent(2),
      outcome(2, 2),
      refusal(3),
      outcome(1, 1, 1, { status: 'failed', error: 'upstream_failed' }),
      intent(1, 2, { origin: 'probe' }),
      access(),
      outcome(1, 6, 2, { status: 'aborted' }),
      intent(4),
    ]);
    expect(report.findings).toEqual([]);
    expect(report.pairs).toEqual({ intents: 4, outcomes: 3, unknown: 0, open: 1 });
    expect(report.kinds).toMatchObject({ intent: 4, outcome: 3, refusal: 1, access: 1, 'log-session': 1 });
    expect(report.origins).toEqual({ live: 9, whatif: 0, probe: 1, import: 0 });
  });

  test('may overlap: a second attempt need not wait for the outcome of the first', () => {
    expect(findings(intent(1), intent(1, 2), outcome(1, 2, 2), outcome(1, 1, 1))).toEqual([]);
  });

  test.each<[string, Leaf[], RegExp]>([
    ['a second intent of an open attempt', [intent(1), intent(1)], /^2: Attempt 1 .* has an intent already/],
    [
      'a second intent of an ended attempt',
      [intent(1), outcome(1, 1), intent(1)],
      /^3: Attempt 1 .* already/,
    ],
    ['a first attempt numbered 2', [intent(1, 2)], /^1: Attempt 2 follows attempt 0/],
    ['a gap in the numbers', [intent(1), outcome(1, 1), intent(1, 3)], /^3: Attempt 3 follows attempt 1/],
    ['a second outcome', [intent(1), outcome(1, 1), outcome(1, 1)], /^3: .*has an outcome already/],
    ['an outcome without an intent', [outcome(1, 0)], /^1: The outcome names leaf 0/],
    ['an outcome that names a later leaf', [outcome(1, 2), intent(1)], /^1: .*leaf 2 .*not earlier/],
    ['an outcome that names itself', [outcome(1, 1)], /^1: .*leaf 1 .*not earlier/],
    [
      'an outcome of another call',
      [intent(1), outcome(2, 1)],
      /^2: .*leaf 1, which is the intent of attempt 1/,
    ],
    ['an outcome of another attempt', [intent(1), outcome(1, 1, 2)], /^2: .*of attempt 2 and names leaf 1/],
    ['a refusal of a call under way', [intent(1), refusal(1)], /^2: .*has an intent/],
    ['a refusal of a call that ended', [intent(1), outcome(1, 1), refusal(1)], /^3: .*has an intent/],
    ['an intent of a refused call', [refusal(1), intent(1)], /^2: .*refused before/],
    ['a second refusal', [refusal(1), refusal(1)], /^2: .*refused before/],
  ])('do not fit: %s', (_, leaves, expected) => {
    const found = findings(...leaves);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('name leaf and call in what is found', () => {
    const [found] = check([session('open', 1), intent(1), intent(1)]).findings;
    expect(found).toMatchObject({ leaf: 2, call: sampleId(1) });
  });

  test('an outcome that names a wrong call leaves the right one still to come', () => {
    expect(findings(intent(1), outcome(2, 1), outcome(1, 1))).toHaveLength(1);
  });
});

describe('sessions', () => {
  test('follow each other; one that was cut off is counted and is no fault', () => {
    const report = check([
      session('open', 1),
      session('heartbeat', 1),
      session('open', 2),
      session('close', 2),
      session('open', 3, { recovered: 0 }),
    ]);
    expect(report.findings).toEqual([]);
    expect(report.sessions).toEqual({
      opened: 3,
      closed: 1,
      cutOff: 1,
      running: true,
      heartbeats: 1,
      silences: 0,
      silencesKept: [],
      coverage: { versions: [], none: 3, unknown: 0 },
    });
  });

  test('recover what an earlier one left open, as unknown', () => {
    const report = check([
      session('open', 1),
      intent(1),
      intent(2),
      session('open', 2, { recovered: 2 }),
      outcome(1, 1, 1, { status: 'unknown' }),
      // Cut off again before the second one was written.
      session('open', 3, { recovered: 1 }),
      outcome(2, 2, 1, { status: 'unknown' }),
    ]);
    expect(report.findings).toEqual([]);
    expect(report.pairs).toEqual({ intents: 2, outcomes: 2, unknown: 2, open: 0 });
  });

  test.each<[string, Leaf[], RegExp]>([
    ['a leaf before any session', [access(), session('open', 1)], /^0: .*outside of any session/],
    ['a leaf after a close', [session('open', 1), session('close', 1), access()], /^2: .*outside/],
    ['a heartbeat of another session', [session('open', 1), session('heartbeat', 2)], /^1: A heartbeat of/],
    ['a close without an open', [session('close', 1)], /^0: A close of/],
    ['a second close', [session('open', 1), session('close', 1), session('close', 1)], /^2: A close of/],
    [
      'an id used twice',
      [session('open', 1), session('close', 1), session('open', 1)],
      /^2: .*id of an earlier/,
    ],
    [
      'open attempts that the next session does not own up to',
      [session('open', 1), intent(1), session('open', 2)],
      /^2: .*0 attempts were left open; the log has 1/,
    ],
    [
      'an end that nobody can have seen',
      [session('open', 1), intent(1), session('open', 2, { recovered: 1 }), outcome(1, 1)],
      /^3: An earlier session .*cannot be completed/,
    ],
    [
      'unknown in the session that sent it',
      [session('open', 1), intent(1), outcome(1, 1, 1, { status: 'unknown' })],
      /^2: The session that wrote the intent/,
    ],
    [
      'a session that claims more than is there',
      [
        session('open', 1),
        session('close', 1, { counts: { intents: 1, outcomes: 0, refusals: 0, strangers: 9 } }),
      ],
      /^1: The session claims 1 intents; the log holds 0/,
    ],
    [
      'a close that recovers',
      [session('open', 1), session('close', 1, { recovered: 0 })],
      /^1: Only an open says/,
    ],
  ])('do not fit: %s', (_, leaves, expected) => {
    const found = check(leaves).findings.map(({ leaf, what }) => `${leaf}: ${what}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  test('do not recover more than they opened with', () => {
    const found = check([
      session('open', 1),
      intent(1),
      intent(2),
      session('open', 2, { recovered: 1 }),
      outcome(1, 1, 1, { status: 'unknown' }),
      outcome(2, 2, 1, { status: 'unknown' }),
    ]).findings.map(({ leaf }) => leaf);
    expect(found).toEqual([3, 5]);
  });
});

const at = (time: string): Leaf => ({ ...access(), time });

describe('bounds', () => {
  test('a forgotten call is not found twice, and its next attempt is not judged', () => {
    const long = [
      session('open', 1),
      refusal(1),
      refusal(2),
      refusal(3),
      refusal(1),
      intent(9, 2),
      outcome(9, 5, 2),
    ];
    expect(check(long, { callsRemembered: 2 })).toMatchObject({ findings: [], forgotten: 3, undecided: 1 });
    expect(check(long, { callsRemembered: 9 }).findings.map(({ leaf }) => leaf)).toEqual([4, 5]);
  });

  test('a call with an open attempt is never forgotten', () => {
    const leaves = [session('open', 1), intent(1), refusal(2), refusal(3), refusal(4), refusal(1)];
    expect(check(leaves, { callsRemembered: 1 }).findings).toHaveLength(1);
  });

  test('more open attempts than any honest log has are found, and not remembered', () => {
    const leaves = [session('open', 1), intent(1), intent(2), intent(3), outcome(1, 1), intent(4)];
    const report = check(leaves, { openAttempts: 2 });
    expect(report.findings).toMatchObject([
      { leaf: 3, what: 'More than 2 attempts are without an outcome.' },
    ]);
    expect(report.pairs.open).toBe(2);
  });

  test('findings are counted beyond those that are kept', () => {
    const many = Array.from({ length: findingsMax + 5 }, () => access());
    const report = check(many);
    expect(report.findings).toHaveLength(findingsMax);
    expect(report.findingsTotal).toBe(findingsMax + 5);
  });

  test('a clock that ran backwards is noted and is no fault', () => {
    const report = check([
      { ...session('open', 1), time: '2026-11-22T10:00:00.000Z' },
      at('2026-11-22T10:00:00.000Z'),
      at('2026-11-22T09:59:59.999Z'),
      at('2026-11-22T11:00:00.000Z'),
    ]);
    expect(report).toMatchObject({ findings: [], clockSteps: 1, clockStepsKept: [{ leaf: 2 }] });
  });

  test('leaves come in order', () => {
    const pairing = new PairingCheck();
    pairing.add(3, access());
    expect(() => pairing.add(3, access())).toThrow('after leaf 3');
  });

  test('every kind is taken', () => {
    const leaves = [session('open', 0), ...everyKind().slice(0, -1)];
    expect(check(leaves).kinds).toEqual({
      intent: 1,
      outcome: 1,
      refusal: 1,
      access: 1,
      change: 1,
      erasure: 1,
      attestation: 1,
      'log-session': 1,
    });
  });
});

/** What a well-behaved node writes when these things happen to it. */
function history(steps: readonly string[]): { leaves: Leaf[]; open: number } {
  const leaves: Leaf[] = [session('open', 0)];
  const open: { call: number; attempt: number; index: number }[] = [];
  let calls = 0;
  let sessions = 0;
  for (const [position, what] of steps.entries()) {
    if (what === 'start') {
      calls += 1;
      open.push({ call: calls, attempt: 1, index: leaves.length });
      leaves.push(intent(calls));
    }
    const ending = open[position % Math.max(open.length, 1)];
    if (what === 'end' && ending !== undefined) {
      open.splice(open.indexOf(ending), 1);
      leaves.push(outcome(ending.call, ending.index, ending.attempt));
      if (position % 3 === 0) {
        open.push({ call: ending.call, attempt: ending.attempt + 1, index: leaves.length });
        leaves.push(intent(ending.call, ending.attempt + 1));
      }
    }
    if (what === 'refuse') leaves.push(refusal((calls += 1)));
    if (what === 'look') leaves.push(access());
    if (what === 'crash' || what === 'restart') {
      if (what === 'restart') leaves.push(session('close', sessions));
      sessions += 1;
      leaves.push(session('open', sessions, { recovered: open.length }));
      for (const { call, attempt, index } of open.splice(0)) {
        leaves.push(outcome(call, index, attempt, { status: 'unknown' }));
      }
    }
  }
  return { leaves, open: open.length };
}

describe('a node at random', () => {
  const step = fc.constantFrom('start', 'end', 'refuse', 'look', 'crash', 'restart');

  test('leaves a log without findings', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { leaves, open } = history(steps);
        const report = check(leaves);
        expect(report.findings).toEqual([]);
        expect(report.pairs.open).toBe(open);
      }),
    );
  });

  test('leaves a log in which no call leaf can be doubled, and no intent or outcome moved, unnoticed', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(), (steps, at) => {
        const { leaves } = history(steps);
        const paired = leaves.flatMap((leaf, index) =>
          leaf.kind === 'intent' || leaf.kind === 'outcome' || leaf.kind === 'refusal' ? [index] : [],
        );
        const chosen = paired[at % Math.max(paired.length, 1)];
        const leaf = chosen === undefined ? undefined : leaves[chosen];
        fc.pre(leaf !== undefined);
        expect(check([...leaves, leaf]).findings.length).toBeGreaterThan(0);
      }),
    );
  });
});
