import { publishedCoverage } from './coverage-text.ts';
import type { PublishedCoverage } from './coverage-text.ts';
import type { Findings } from './finding.ts';
import type { Leaf, LogSessionLeaf, OutcomeLeaf } from './leaf.ts';
import { SilenceCheck } from './silence.ts';
import type { Silence } from './silence.ts';

/**
 * Whether the sessions of a log follow each other:
 *
 * - the first leaf opens a session, and nothing stands between a `close` and the next `open`;
 * - `heartbeat` and `close` carry the id of the session that is open, and an `open` carries a new one;
 * - an `open` without a `close` before it means that the node was cut off: counted, no fault;
 * - an `open` says in `recovered` how many attempts earlier sessions left without an outcome; only these, and only
 *   in this session, get the outcome `unknown`, and they get no other;
 * - a session's counts never claim more than the log holds of it, and never less than it held at the session's leaf
 *   before; at a close they are exact if the session declared a text of coverage that promises it, as all do that
 *   this verifier knows. Sessions from before there was such a text declare none, and their last counts may lag;
 * - what a log continues under a new name is said by an `open`, and it is all the leaves before it.
 */
export class SessionCheck {
  readonly #findings: Findings;
  #opened = 0;
  #closed = 0;
  #cutOff = 0;
  #heartbeats = 0;
  readonly #silences = new SilenceCheck();
  /** How many sessions declared which version of the text of coverage. */
  readonly #versions = new Map<number, number>();
  #undeclared = 0;
  #unknownCoverage = 0;
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
      this.#findings.addMissing({ leaf: index, what: 'The leaf stands outside of any session of the log.' });
      return;
    }
    this.#silences.leaf(leaf.time);
    if (leaf.kind === 'intent') session.held.intents += 1;
    if (leaf.kind === 'outcome') session.held.outcomes += 1;
    if (leaf.kind === 'refusal') session.held.refusals += 1;
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
    const silences = this.#silences.report();
    return {
      opened: this.#opened,
      closed: this.#closed,
      cutOff: this.#cutOff,
      running: this.#current !== undefined,
      heartbeats: this.#heartbeats,
      silences: silences.total,
      silencesKept: silences.kept,
      coverage: {
        versions: [...this.#versions].map(([version, sessions]) => ({ version, sessions })),
        none: this.#undeclared,
        unknown: this.#unknownCoverage,
      },
    };
  }

  #session(index: number, leaf: LogSessionLeaf, openAttempts: number): void {
    if (leaf.event === 'open') {
      this.#open(index, leaf, openAttempts);
      return;
    }
    const session = this.#current;
    if (session === undefined || session.id !== leaf.session) {
      this.#findings.addMissing({ leaf: index, what: `A ${leaf.event} of a session that is not open.` });
      return;
    }
    if (leaf.recovered !== undefined) {
      this.#findings.add({ leaf: index, what: `Only an open says what was recovered, not a ${leaf.event}.` });
    }
    if (leaf.coverage !== undefined) {
      this.#findings.add({
        leaf: index,
        what: `Only an open declares a text of coverage, not a ${leaf.event}.`,
      });
    }
    if (leaf.continues !== undefined) {
      this.#findings.add({
        leaf: index,
        what: `Only an open says what log is continued, not a ${leaf.event}.`,
      });
    }
    this.#count(index, leaf, session);
    this.#silences.beat(index, leaf.time);
    if (leaf.event === 'heartbeat') {
      this.#heartbeats += 1;
      return;
    }
    this.#closed += 1;
    this.#current = undefined;
    this.#silences.close();
  }

  #count(index: number, leaf: LogSessionLeaf, session: Session): void {
    const isExact = leaf.event === 'close' && session.coverage !== undefined;
    for (const kind of countedKinds) {
      const claimed = leaf.counts[kind];
      const held = session.held[kind];
      const least = isExact ? held : session.heldBefore[kind];
      if (claimed > held) {
        this.#findings.addMissing({
          leaf: index,
          what: `The session claims ${claimed} ${kind}; the log holds ${held} of it.`,
        });
      } else if (claimed < least) {
        this.#findings.add({
          leaf: index,
          what: `The session counts ${claimed} ${kind}; the log holds ${least} of it${isExact ? '' : ' up to the count before'}.`,
        });
      }
    }
    if (leaf.counts.strangers < session.strangers) {
      this.#findings.add({
        leaf: index,
        what: `The session counts ${leaf.counts.strangers} strangers and had counted ${session.strangers}.`,
      });
    }
    session.heldBefore = { ...session.held };
    session.strangers = leaf.counts.strangers;
  }

  #open(index: number, leaf: LogSessionLeaf, openAttempts: number): void {
    if (this.#current !== undefined) this.#cutOff += 1;
    const coverage = leaf.coverage === undefined ? undefined : publishedCoverage(leaf.coverage);
    if (leaf.coverage === undefined) this.#undeclared += 1;
    else if (coverage === undefined) this.#unknownCoverage += 1;
    else this.#versions.set(coverage.version, (this.#versions.get(coverage.version) ?? 0) + 1);
    this.#silences.open(index, leaf.time, coverage?.silenceMs);
    const { continues } = leaf;
    if (continues !== undefined && continues.size !== index) {
      const what = `The session says that it continues a log of ${continues.size} leaves; before it there are ${index}.`;
      this.#findings.add({ leaf: index, what });
    }
    if (this.#ids.has(leaf.session)) {
      this.#findings.add({ leaf: index, what: 'The session carries the id of an earlier one.' });
    }
    const recovered = leaf.recovered ?? 0;
    if (recovered !== openAttempts) {
      this.#findings.addMissing({
        leaf: index,
        what: `The session says that ${recovered} attempts were left open; the log has ${openAttempts}.`,
      });
    }
    this.#opened += 1;
    this.#current = {
      id: leaf.session,
      recovered,
      coverage,
      unknown: 0,
      held: { intents: 0, outcomes: 0, refusals: 0 },
      heldBefore: { intents: 0, outcomes: 0, refusals: 0 },
      strangers: 0,
    };
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

const countedKinds = ['intents', 'outcomes', 'refusals'] as const;

interface Session {
  readonly id: string;
  readonly recovered: number;
  /** The text that it declared, if this verifier knows it. */
  readonly coverage: PublishedCoverage | undefined;
  unknown: number;
  /** What the log holds of it. */
  readonly held: Record<(typeof countedKinds)[number], number>;
  /** The same at its leaf before. */
  heldBefore: Readonly<Record<(typeof countedKinds)[number], number>>;
  /** As counted at its leaf before. */
  strangers: number;
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
  readonly heartbeats: number;
  /** How often heartbeats that were promised are missing, by the times of the leaves: an observation, no fault. */
  readonly silences: number;
  readonly silencesKept: readonly Silence[];
  /** Which text of coverage the sessions declared. */
  readonly coverage: {
    readonly versions: readonly { readonly version: number; readonly sessions: number }[];
    /** Sessions from before there was such a text, or of a log that no running node wrote. */
    readonly none: number;
    /** Sessions that declared a text that this verifier does not know, and could not hold them to. */
    readonly unknown: number;
  };
}
