import type { Findings } from './finding.ts';
import type { Leaf, LogSessionLeaf, OutcomeLeaf } from './leaf.ts';

/**
 * Whether the sessions of a log follow each other:
 *
 * - the first leaf opens a session, and nothing stands between a `close` and the next `open`;
 * - `heartbeat` and `close` carry the id of the session that is open, and an `open` carries a new one;
 * - an `open` without a `close` before it means that the node was cut off: counted, no fault;
 * - an `open` says in `recovered` how many attempts earlier sessions left without an outcome; only these, and only
 *   in this session, get the outcome `unknown`, and they get no other;
 * - a session's counts never claim more than the log holds of it.
 */
export class SessionCheck {
  readonly #findings: Findings;
  #opened = 0;
  #closed = 0;
  #cutOff = 0;
  #current: Session | undefined;
  /** Ids of the latest sessions; a copy of an old one is found, one of a very old one is not. */
  readonly #ids = new Set<string>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Number of the session that is open, from 1; that of the latest one while none is. */
  get number(): number {
    return this.#opened;
  }

  /** Takes the next leaf, before it is paired. `openAttempts` is the number of attempts without an outcome. */
  add(index: number, leaf: Leaf, openAttempts: number): void {
    if (leaf.kind === 'log-session') {
      this.#session(index, leaf, openAttempts);
      return;
    }
    const session = this.#current;
    if (session === undefined) {
      this.#findings.add({ leaf: index, what: 'The leaf stands outside of any session of the log.' });
      return;
    }
    if (leaf.kind === 'intent') session.intents += 1;
    if (leaf.kind === 'outcome') session.outcomes += 1;
    if (leaf.kind === 'refusal') session.refusals += 1;
  }

  /** Takes an outcome that fits its intent; `intentSession` is the number of the session that wrote the intent. */
  outcome(index: number, leaf: OutcomeLeaf, intentSession: number): void {
    const session = this.#current;
    // Outside of a session: found already.
    if (session === undefined) return;
    const fromEarlier = intentSession < this.#opened;
    if (leaf.status !== 'unknown') {
      if (fromEarlier) {
        this.#find(
          index,
          leaf,
          `An earlier session left this attempt open, so its end cannot be ${leaf.status}.`,
        );
      }
      return;
    }
    if (!fromEarlier) {
      this.#find(index, leaf, 'The session that wrote the intent says itself that the outcome is unknown.');
      return;
    }
    session.unknown += 1;
    if (session.unknown > session.recovered) {
      this.#find(
        index,
        leaf,
        `The session opened with ${session.recovered} attempts to recover; this is one more.`,
      );
    }
  }

  report(): SessionReport {
    return {
      opened: this.#opened,
      closed: this.#closed,
      cutOff: this.#cutOff,
      running: this.#current !== undefined,
    };
  }

  #session(index: number, leaf: LogSessionLeaf, openAttempts: number): void {
    if (leaf.event === 'open') {
      this.#open(index, leaf, openAttempts);
      return;
    }
    const session = this.#current;
    if (session === undefined || session.id !== leaf.session) {
      this.#findings.add({ leaf: index, what: `A ${leaf.event} of a session that is not open.` });
      return;
    }
    if (leaf.recovered !== undefined) {
      this.#findings.add({ leaf: index, what: `Only an open says what was recovered, not a ${leaf.event}.` });
    }
    for (const kind of ['intents', 'outcomes', 'refusals'] as const) {
      if (leaf.counts[kind] > session[kind]) {
        this.#findings.add({
          leaf: index,
          what: `The session claims ${leaf.counts[kind]} ${kind}; the log holds ${session[kind]} of it.`,
        });
      }
    }
    if (leaf.event === 'close') {
      this.#closed += 1;
      this.#current = undefined;
    }
  }

  #open(index: number, leaf: LogSessionLeaf, openAttempts: number): void {
    if (this.#current !== undefined) this.#cutOff += 1;
    if (this.#ids.has(leaf.session)) {
      this.#findings.add({ leaf: index, what: 'The session carries the id of an earlier one.' });
    }
    const recovered = leaf.recovered ?? 0;
    if (recovered !== openAttempts) {
      this.#findings.add({
        leaf: index,
        what: `The session says that ${recovered} attempts were left open; the log has ${openAttempts}.`,
      });
    }
    this.#opened += 1;
    this.#current = { id: leaf.session, recovered, unknown: 0, intents: 0, outcomes: 0, refusals: 0 };
    this.#ids.add(leaf.session);
    if (this.#ids.size <= sessionsRememberedMax) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }

  #find(leaf: number, outcome: OutcomeLeaf, what: string): void {
    this.#findings.add({ leaf, call: outcome.call, what });
  }
}

interface Session {
  readonly id: string;
  readonly recovered: number;
  unknown: number;
  intents: number;
  outcomes: number;
  refusals: number;
}

/** Years of daily starts. */
const sessionsRememberedMax = 4_096;

export interface SessionReport {
  readonly opened: number;
  readonly closed: number;
  /** Sessions that ended without a close: the node was cut off. */
  readonly cutOff: number;
  /** Whether the log ends inside a session. */
  readonly running: boolean;
}
