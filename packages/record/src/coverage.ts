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

/** The same for a receipt, which shows a few leaves and not the log. */
export const receiptCoverageText = {
  proves: {
    leaves:
      'Each leaf shown stood in the log that the receipt names, at the index shown, when the head of the log was signed; not a byte of it was changed since.',
    order: 'In the log, the intent of each attempt stands before its outcome.',
    trustedKey: 'The head of the log is signed by a key that you gave as trusted.',
  },
  cannot: {
    statedKey:
      "The head is signed by the key that the receipt itself names; compare it with what the node's owner published.",
    content:
      'What was asked and answered is not shown. The leaves commit to it, and this receipt opens none of these commitments.',
    witness:
      'Nobody but the node has signed the head: no witness has seen it, so the node could show somebody else another log.',
    otherSignatures:
      'There are other signatures on the head, by keys that are not known here; they were not checked and count for nothing.',
    time: 'When the head was signed is not proved: no signature on it tells a time.',
    rest: 'The rest of the log was not looked at: neither whether it is complete, nor whether the call had more attempts after those shown.',
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
