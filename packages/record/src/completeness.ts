import type { Finding } from './finding.ts';
import type { PairingReport } from './pairing.ts';

/**
 * How much of the log is there, apart from whether it is right:
 *
 * - `complete`: it ends with a close, the signed head covers that, and every attempt has an outcome;
 * - `end-unproven`: what is there fits together, but it ends inside a session or after the signed head;
 * - `gap`: something that the log or a signature speaks of is not there, or not as it was.
 *
 * `gradeText` in coverage-text.ts says it for people. No grade shows that the log was not cut back to an earlier close.
 */
export type Grade = 'complete' | 'end-unproven' | 'gap';

export interface Completeness {
  readonly grade: Grade;
  /** Why it is not `complete`; empty when it is. */
  readonly reasons: readonly string[];
}

export function completenessOf(log: {
  readonly size: number;
  readonly unsigned: number;
  readonly pairing: PairingReport;
  readonly missing: readonly Finding[];
  readonly findingsTotal: number;
}): Completeness {
  if (log.findingsTotal > 0) {
    const reasons = log.missing.map(({ leaf, what }) =>
      leaf === undefined ? what : `Leaf ${leaf}: ${what}`,
    );
    return { grade: 'gap', reasons: reasons.length > 0 ? reasons : [brokenReason] };
  }
  const { pairs, sessions } = log.pairing;
  const reasons = [
    ...(log.size === 0 ? ['The log has no leaves.'] : []),
    ...(log.size > 0 && log.unsigned === log.size ? ['No signed head covers any of it.'] : []),
    ...(log.unsigned > 0 && log.unsigned < log.size
      ? [`Leaves that the newest signed head does not cover: ${log.unsigned}.`]
      : []),
    ...(sessions.running
      ? ['It ends inside a session: the node runs, or was cut off, or leaves were taken off the end.']
      : []),
    ...(pairs.open > 0
      ? [`Attempts without an outcome, which the next start calls unknown: ${pairs.open}.`]
      : []),
  ];
  return { grade: reasons.length === 0 ? 'complete' : 'end-unproven', reasons };
}

/** A leaf that was changed or cannot be read may have been any leaf, so nothing shows that all are there. */
const brokenReason = 'The log is not as it was signed or does not fit together; the findings say where.';
