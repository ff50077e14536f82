import type { LogReport } from './verify.ts';

/**
 * What a verification proves and what it cannot, in sentences for people. A report without the second half would be
 * read as more than it is.
 */
export const coverageText = {
  proves: {
    order:
      'Content and order of the log are as the node signed them: no leaf was changed, left out, put in or moved up to the checkpoint.',
    form: 'Every leaf follows the published format, has no field beyond it, and can be read in one way only.',
    pairs:
      'Every attempt has one intent, written before its outcome, and one outcome at most; those without one are counted as open, those cut off as unknown. A call without an attempt has one refusal.',
    bodies: 'Every stored body that is still readable is the one that the log committed to.',
  },
  cannot: {
    bypass:
      'Calls that went around the node are not in the log, and nothing here can show that there were none.',
    model:
      'A remote provider may have run another model than the one it names; only for our own engine are the weights on record.',
    end: 'The end is unproven: that the log was not cut back to an earlier signed checkpoint shows only where somebody else kept a later one, such as a witness.',
    unsigned:
      'The leaves after the checkpoint are not signed yet; they were checked for form and pairing only.',
    nothingSigned:
      'There is no signed checkpoint, so nothing shows that the leaves are the ones that the node wrote.',
    answers: 'Whether an answer was right, or a decision wise, is not a matter of the record.',
    clock: 'Times are what the clock of the node said; only their order in the log is proved.',
    bodies: 'The bodies were not opened, so their commitments were not checked.',
    forgotten:
      'To bound memory, calls that ended long ago were forgotten; a duplicate of one of these would not be found.',
    owner:
      'Whoever holds the signing key can write a log that never happened; a witness limits that to the time before it first saw the log.',
  },
} as const;

/** The sentences that apply to a report. A broken log proves nothing as a whole: see its findings. */
export function coverageOf(
  report: LogReport,
  bodiesChecked: boolean,
): { readonly proves: readonly string[]; readonly cannot: readonly string[] } {
  const { proves, cannot } = coverageText;
  const sound = report.findingsTotal === 0;
  const isSigned = report.checkpoint !== undefined && (report.unsigned < report.size || report.size === 0);
  return {
    proves: [
      ...(sound && isSigned ? [proves.order] : []),
      ...(sound ? [proves.form, proves.pairs] : []),
      ...(sound && bodiesChecked ? [proves.bodies] : []),
    ],
    cannot: [
      ...(isSigned ? [cannot.end] : [cannot.nothingSigned]),
      ...(isSigned && report.unsigned > 0 ? [cannot.unsigned] : []),
      cannot.bypass,
      cannot.model,
      cannot.answers,
      cannot.clock,
      cannot.owner,
      ...(bodiesChecked ? [] : [cannot.bodies]),
      ...(report.pairing.forgotten > 0 ? [cannot.forgotten] : []),
    ],
  };
}
