import type { Clock, Randomness } from '#base';
import type { WireName } from '#call';
import type { Keys } from '#identity';
import type { Classifier, LabelSources, LabelVocabulary, PseudonymStyle } from '#labels';
import type { CallIdentity, EarlierCalls, LabelReach, Recorder, Resent } from '#ledger';
import type { PolicyEngine } from '#policy';
import type { Codec } from '#wires';
import type { Approvals } from './deciding/approvals.ts';
import type { Health } from './sending/health.ts';
import type { Endings } from './earlier/endings.ts';
import type { Limits } from './limits/limits.ts';
import type { Routes } from './route.ts';
import type { RunLabels } from './labelling/run-labels.ts';

/** All that `handle` needs of the world. A replay passes recorded providers, a ledger in memory and a fixed clock. */
export interface Gate {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly keys: Keys;
  readonly codecs: Readonly<Record<WireName, Codec>>;
  /** The rules in force; replaced whole when the owner changes them. */
  policy: PolicyEngine;
  readonly recorder: Recorder;
  readonly limits: Limits;
  readonly runs: RunLabels;
  /** Which texts of a principal carry labels that were declared. */
  readonly resent: Resent;
  /** Calls that whoever made them goes on from. */
  readonly earlier: EarlierCalls;
  readonly endings: Endings;
  readonly approvals: Approvals;
  /** How destinations are, as far as calls have shown. */
  readonly health: Health;
  /** Waits; rejects with the signal's reason when that comes first. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Where a person finds a request for an approval. */
  approvalLink(request: string): string;
  /** Whoever looks on, and changes nothing. */
  readonly watch?: CallWatcher | undefined;
  /** What a reload of the configuration replaces, whole. */
  configuration: GateConfiguration;
  /** A request that was no call: counted, never written down, so that nobody can make the node sync its disk. */
  countStranger(): void;
  /** A failure that no reply can carry, such as an outcome that could not be written. */
  report(failure: unknown, call: string): void;
}

export interface CallWatcher {
  /** `traceparent` as the client sent it, which goes no further. */
  began(call: CallIdentity, traceparent: string | undefined): void;
  ended(call: string): void;
}

export interface GateConfiguration {
  readonly routes: Routes;
  readonly vocabulary: LabelVocabulary;
  /** Labels of what tools bring. */
  readonly sources: LabelSources;
  /** Whether texts keep declared labels when they are sent again. */
  readonly keepsResent: boolean;
  /** Which labels calls can get at all, for the record: one object for a configuration. */
  readonly labelReach?: LabelReach | undefined;
  /** Undefined while the owner has turned looking into bodies off. */
  readonly classifier: Classifier | undefined;
  readonly pseudonyms: PseudonymStyle;
  readonly requestBytes: number;
  readonly replyBytes: number;
  /** How long one call may take, all its attempts and pauses together. */
  readonly totalMs: number;
}
