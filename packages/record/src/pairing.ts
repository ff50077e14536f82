import { EndedCalls } from './ended-calls.ts';
import { Findings } from './finding.ts';
import type { Finding } from './finding.ts';
import type { IntentLeaf, Leaf, LeafKind, OutcomeLeaf, RefusalLeaf } from './leaf.ts';
import { SessionCheck } from './session.ts';
import type { SessionReport } from './session.ts';

/**
 * Whether the leaves of a log fit each other. Fed in log order, it enforces:
 *
 * - a call has intents or exactly one refusal, never both;
 * - the attempts of a call are numbered 1, 2, 3 … in log order, with one intent each;
 * - an outcome names an earlier intent of the same call and attempt, and an intent has at most one outcome;
 * - sessions follow each other and account for what an earlier one left open (`session.ts`).
 *
 * Memory is bounded. An attempt is remembered in full until its outcome comes. Of a call without open attempts only
 * the number of its attempts is kept, for the latest `callsRememberedMax` calls: that is what finds a second
 * outcome, a second refusal, a repeated or skipped attempt. For a call that ended longer ago than that, a repeated
 * first attempt or a second refusal looks like a new call and is not found, and a later attempt cannot be judged and
 * is counted in `undecided`. Keeping every call would find them too, and would make the memory of a verifier grow
 * with the age of the log. Whether the ids of leaves are unique is not checked, for the same reason; nothing is
 * paired by them.
 */
export class PairingCheck {
  readonly #findings: Findings;
  readonly #sessions: SessionCheck;
  readonly #open = new Map<number, OpenAttempt>();
  /** Calls with an open attempt: how many attempts they have, and how many of these are open. */
  readonly #running = new Map<string, { attempts: number; open: number }>();
  readonly #ended: EndedCalls;
  readonly #openAttempts: number;
  readonly #kinds: Record<LeafKind, number> = {
    intent: 0,
    outcome: 0,
    refusal: 0,
    access: 0,
    change: 0,
    erasure: 0,
    attestation: 0,
    'log-session': 0,
  };
  readonly #origins: Record<Leaf['origin'], number> = { live: 0, whatif: 0, probe: 0, import: 0 };
  #next = 0;
  #unknown = 0;
  #undecided = 0;
  #lastTime = '';
  #clockSteps = 0;
  readonly #clockStepsKept: ClockStep[] = [];

  constructor(
    options: {
      readonly findings?: Findings;
      readonly callsRemembered?: number;
      readonly openAttempts?: number;
    } = {},
  ) {
    this.#findings = options.findings ?? new Findings();
    this.#sessions = new SessionCheck(this.#findings);
    this.#ended = new EndedCalls(options.callsRemembered ?? callsRememberedMax);
    this.#openAttempts = options.openAttempts ?? openAttemptsMax;
  }

  /** Takes the next leaf. Indexes rise; one that was left out is a leaf that could not be read. */
  add(index: number, leaf: Leaf): void {
    if (index < this.#next) throw new RangeError(`Leaf ${index} came after leaf ${this.#next - 1}.`);
    this.#next = index + 1;
    this.#kinds[leaf.kind] += 1;
    this.#origins[leaf.origin] += 1;
    this.#watchClock(index, leaf.time);
    this.#sessions.add(index, leaf, this.#open.size);
    switch (leaf.kind) {
      case 'intent':
        this.#intent(index, leaf);
        return;
      case 'outcome':
        this.#outcome(index, leaf);
        return;
      case 'refusal':
        this.#refusal(index, leaf);
        return;
      case 'access':
      case 'change':
      case 'erasure':
      case 'attestation':
      case 'log-session':
        return;
    }
  }

  report(): PairingReport {
    return {
      kinds: { ...this.#kinds },
      origins: { ...this.#origins },
      pairs: {
        intents: this.#kinds.intent,
        outcomes: this.#kinds.outcome,
        unknown: this.#unknown,
        open: this.#open.size,
      },
      sessions: this.#sessions.report(),
      clockSteps: this.#clockSteps,
      clockStepsKept: this.#clockStepsKept.slice(),
      forgotten: this.#ended.forgotten,
      undecided: this.#undecided,
      findings: this.#findings.kept,
      findingsTotal: this.#findings.total,
    };
  }

  #intent(index: number, leaf: IntentLeaf): void {
    const running = this.#running.get(leaf.call);
    const ended = this.#ended.attempts(leaf.call);
    const attempts = running?.attempts ?? ended ?? 0;
    if (ended === 0) {
      this.#find(index, leaf.call, 'The call was refused before, and here it has an intent all the same.');
    } else if (leaf.attempt <= attempts) {
      this.#find(index, leaf.call, `Attempt ${leaf.attempt} of the call has an intent already.`);
    } else if (leaf.attempt !== attempts + 1) {
      if (attempts === 0 && this.#ended.forgotten > 0) this.#undecided += 1;
      else {
        const what = `Attempt ${leaf.attempt} follows attempt ${attempts} of the call.`;
        this.#findings.addMissing({ leaf: index, call: leaf.call, what });
      }
    }
    if (this.#open.size >= this.#openAttempts) {
      this.#find(index, leaf.call, `More than ${this.#openAttempts} attempts are without an outcome.`);
      return;
    }
    this.#open.set(index, { call: leaf.call, attempt: leaf.attempt, session: this.#sessions.number });
    this.#ended.delete(leaf.call);
    this.#running.set(leaf.call, {
      attempts: Math.max(attempts, leaf.attempt),
      open: (running?.open ?? 0) + 1,
    });
  }

  #outcome(index: number, leaf: OutcomeLeaf): void {
    if (leaf.status === 'unknown') this.#unknown += 1;
    if (leaf.intent >= index) {
      this.#find(
        index,
        leaf.call,
        `The outcome names leaf ${leaf.intent} as its intent, which is not earlier.`,
      );
      return;
    }
    const attempt = this.#open.get(leaf.intent);
    if (attempt === undefined) {
      const attempts = this.#running.get(leaf.call)?.attempts ?? this.#ended.attempts(leaf.call) ?? 0;
      if (leaf.attempt <= attempts) {
        this.#find(
          index,
          leaf.call,
          `Attempt ${leaf.attempt} of the call has an outcome already, or its intent is not leaf ${leaf.intent}.`,
        );
        return;
      }
      const what = `The outcome names leaf ${leaf.intent}, which is no intent that waits for one.`;
      this.#findings.addMissing({ leaf: index, call: leaf.call, what });
      return;
    }
    if (attempt.call !== leaf.call || attempt.attempt !== leaf.attempt) {
      // The attempt stays open: its own outcome may still come, and must not be taken for a second one.
      this.#find(
        index,
        leaf.call,
        `The outcome is of attempt ${leaf.attempt} and names leaf ${leaf.intent}, ` +
          `which is the intent of attempt ${attempt.attempt} of call ${attempt.call}.`,
      );
      return;
    }
    this.#sessions.outcome(index, leaf, attempt.session);
    this.#open.delete(leaf.intent);
    this.#end(leaf.call);
  }

  #refusal(index: number, leaf: RefusalLeaf): void {
    const ended = this.#ended.attempts(leaf.call);
    if (this.#running.has(leaf.call) || (ended !== undefined && ended > 0)) {
      this.#find(index, leaf.call, 'The call has an intent, and here it is refused all the same.');
      return;
    }
    if (ended === 0) this.#find(index, leaf.call, 'The call was refused before.');
    this.#ended.add(leaf.call, 0);
  }

  #end(call: string): void {
    const running = this.#running.get(call);
    if (running === undefined) return;
    running.open -= 1;
    if (running.open > 0) return;
    this.#running.delete(call);
    this.#ended.add(call, running.attempts);
  }

  #watchClock(index: number, time: string): void {
    // Times of this form sort as text.
    if (time < this.#lastTime) {
      this.#clockSteps += 1;
      if (this.#clockStepsKept.length < clockStepsKeptMax) {
        this.#clockStepsKept.push({ leaf: index, from: this.#lastTime, to: time });
      }
    }
    this.#lastTime = time;
  }

  #find(leaf: number, call: string, what: string): void {
    this.#findings.add({ leaf, call, what });
  }
}

interface OpenAttempt {
  readonly call: string;
  readonly attempt: number;
  /** Number of the session that wrote the intent. */
  readonly session: number;
}

/** A call that ended costs about 150 bytes here, so this is some 40 MB; a busy node needs hours to fill it. */
export const callsRememberedMax = 262_144;

/** An honest log has as many open attempts as calls under way at once; far beyond that the log is no log of ours. */
const openAttemptsMax = 1_048_576;

/** To show where the clock ran backwards; the count goes on. */
const clockStepsKeptMax = 100;

export interface ClockStep {
  readonly leaf: number;
  readonly from: string;
  readonly to: string;
}

export interface PairingReport {
  readonly kinds: Readonly<Record<LeafKind, number>>;
  readonly origins: Readonly<Record<Leaf['origin'], number>>;
  readonly pairs: {
    readonly intents: number;
    readonly outcomes: number;
    /** Of the outcomes, those that say that nobody knows. */
    readonly unknown: number;
    /** Intents without an outcome: under way, or cut off and not recovered yet. */
    readonly open: number;
  };
  readonly sessions: SessionReport;
  /** How often a leaf's time was before that of the leaf ahead of it: an observation, not a fault. */
  readonly clockSteps: number;
  readonly clockStepsKept: readonly ClockStep[];
  /** Ended calls that were forgotten to bound memory. */
  readonly forgotten: number;
  /** Attempts that could not be judged because their call may be among the forgotten. */
  readonly undecided: number;
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
}
