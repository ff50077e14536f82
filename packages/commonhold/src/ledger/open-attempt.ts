import { type CallStatusRow, finishRows } from './calls/rows.ts';
import { encodeLeaf } from '@commonhold/record';
import { CommonholdError } from '#base';
import type { Commit, CommitBody } from '#store';
import type { AttemptSecret } from './bodies/attempt-secret.ts';
import { encryptBody } from './bodies/body-cipher.ts';
import { outcomeDetail, writeOutcomeDetail } from './calls/details.ts';
import { answeredFlows } from './calls/flow-rows.ts';
import { type ExpectedRow, settledRows } from './calls/spent-rows.ts';
import type { SegmentLabels } from './calls/segment-labels.ts';
import type { Domain } from './bodies/domain-secret.ts';
import type { LeafMaker } from './log/leaves.ts';
import type { AttemptResult, CallIdentity, OpenAttempt } from './recorder.ts';
import { saltedTextCommitment } from './bodies/salted-commitment.ts';
import { StreamCommitment } from './bodies/stream-commitment.ts';

export interface RecordedIntent {
  /** No more of the call than this: an attempt may stay open for hours, and its request has megabytes. */
  readonly call: Pick<CallIdentity, 'id' | 'origin'>;
  readonly number: number;
  readonly intent: number;
  readonly secret: AttemptSecret;
  /** Under whose key texts are hashed that carry labels. */
  readonly domain: Domain;
  /** The row of sums in which it is counted; see `calls/flow-rows.ts`. */
  readonly flow: string;
  /** What it counts in until it has ended; see `calls/spent-rows.ts`. */
  readonly spent: ExpectedRow | undefined;
}

/** An attempt between its intent and its outcome. Pieces of the answer are kept by reference until then. */
export class RecordedAttempt implements OpenAttempt {
  readonly intent: number;
  readonly #recorded: RecordedIntent;
  readonly #leaves: LeafMaker;
  readonly #segments: SegmentLabels;
  readonly #commit: (commit: Commit) => Promise<void>;
  readonly #receivedCommitment: StreamCommitment;
  readonly #repliedCommitment: StreamCommitment;
  readonly #pieces: Uint8Array[] = [];
  #hasReplied = false;
  #isOver = false;

  constructor(
    recorded: RecordedIntent,
    leaves: LeafMaker,
    segments: SegmentLabels,
    commit: (commit: Commit) => Promise<void>,
  ) {
    this.intent = recorded.intent;
    this.#recorded = recorded;
    this.#leaves = leaves;
    this.#segments = segments;
    this.#commit = commit;
    this.#receivedCommitment = new StreamCommitment(recorded.secret.salt('received'));
    this.#repliedCommitment = new StreamCommitment(recorded.secret.salt('replied'));
  }

  received(chunk: Uint8Array): void {
    this.#pieces.push(chunk);
    this.#receivedCommitment.push(chunk);
  }

  replied(chunk: Uint8Array): void {
    this.#hasReplied = true;
    this.#repliedCommitment.push(chunk);
  }

  async outcome(result: AttemptResult): Promise<void> {
    if (this.#isOver)
      throw new CommonholdError('internal', { detail: 'an attempt was given a second outcome' });
    this.#isOver = true;
    const { call, number, intent, secret, domain, flow, spent } = this.#recorded;
    // An answer without a body is committed to as well; no answer at all is not.
    const hasReceived = this.#pieces.length > 0 || result.http !== undefined;
    const received = hasReceived ? this.#pieces.reduce((sum, piece) => sum + piece.byteLength, 0) : undefined;
    const document = outcomeDetail(call.id, number, result, received);
    const detail = writeOutcomeDetail(document);
    const leaf = this.#leaves.outcome(this.#recorded, result, {
      ...(hasReceived ? { received: this.#receivedCommitment.finish() } : {}),
      ...(this.#hasReplied ? { replied: this.#repliedCommitment.finish() } : {}),
      detail: saltedTextCommitment(secret.salt('outcomeDetail'), detail),
    });
    const bodies: CommitBody[] = [];
    if (hasReceived) {
      const name = { call: call.id, attempt: number };
      const bytes = encryptBody(secret.key('received'), name, 'received', this.#pieces);
      bodies.push({ leaf: 0, field: 'received', bytes });
    }
    const status: CallStatusRow = {
      status: result.status,
      error: result.error,
      usage: result.usage,
      totalMs: result.totalMs,
      labels: result.labels,
    };
    // A crash before this commit leaves the intent alone; the next start gives it the outcome `unknown`. What of the answer
    // had reached the client carries no labels then when it is sent again alone; the texts of the request do.
    await this.#commit({
      leaves: [encodeLeaf(leaf)],
      bodies,
      rows: [
        ...finishRows({ call: call.id, number, intent }, detail, status),
        ...this.#segments.rows(domain, call.id, result.segments),
        ...settledRows(spent, document.cost, result.usage),
      ],
      flows: call.origin === 'import' ? [] : answeredFlows(flow, received),
      urgency: 'closing',
    });
    this.#segments.written(domain, result.segments);
  }
}
