import { canonicalJsonBytes } from './canonical-json.ts';
import type { Digest } from './leaf.ts';

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
    end: 'That the log was not cut back to an earlier signed checkpoint, be it one over a close, shows only where somebody else kept a later one, such as a witness.',
    unsigned:
      'The leaves after the checkpoint are not signed yet; they were checked for form and pairing only.',
    nothingSigned:
      'There is no signed checkpoint, so nothing shows that the leaves are the ones that the node wrote.',
    answers: 'Whether an answer was right, or a decision wise, is not a matter of the record.',
    clock: 'Times are what the clock of the node said; only their order in the log is proved.',
    strangers:
      'Requests without a valid key, and requests that were no call, leave no leaf; how many there were is what the node counted.',
    silence:
      'Where heartbeats are missing for longer than their schedule allows, the machine may have slept, its clock may have been set, or the signer may have left leaves out; the log cannot tell which.',
    bodies: 'The bodies were not opened, so their commitments were not checked.',
    forgotten:
      'To bound memory, calls that ended long ago were forgotten; a duplicate of one of these would not be found.',
    owner:
      'Whoever holds the signing key can sign what never happened, or leave out what did; a witness keeps what it has seen signed from being changed later, and no more.',
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

/** What the grades of `completeness.ts` mean. */
export const gradeText = {
  complete:
    'The log ends with the close of a session, the signed head covers that close, and every attempt has an outcome, if only that it is unknown.',
  'end-unproven':
    'What is there fits together, and nothing shows that it is all: the node runs, or it was cut off, or leaves were taken off the end.',
  gap: 'Something that the log itself or a signature on it speaks of is not there, or not as it was.',
} as const;

/** What a node promises of a session whose `open` declares this text. */
export const sessionText = {
  counts:
    'At the close of a session its counts are exactly the intents, outcomes and refusals that the log holds of it.',
  heartbeat: 'While the node runs it writes a heartbeat every ten minutes, also when nothing has happened.',
} as const;

/** Often enough that half an hour without a node shows; seldom enough that an idle year is 41 MB with its checkpoints. */
const heartbeatSeconds = 600;

/** One and a half times the schedule: a disk or a machine that was busy for minutes is no silence. */
const silenceSeconds = 900;

/** The schedule that a node keeps; it may beat more often. */
export const heartbeatEveryMs = heartbeatSeconds * 1000;

/**
 * The text above as one document. The `open` leaf of a session holds the digest of its bytes, so a node cannot say
 * later that it had promised less. The bytes of each version are kept in docs/formats, where a test freezes them: a
 * sentence that changes, comes or goes makes a new version.
 */
const coverageDocument = {
  name: 'commonhold coverage',
  version: 1,
  log: coverageText,
  receipt: receiptCoverageText,
  grades: gradeText,
  session: { ...sessionText, heartbeatSeconds, silenceSeconds },
} as const;

/** In canonical JSON, as it is hashed and published. */
export function coverageBytes(): Uint8Array {
  return canonicalJsonBytes(coverageDocument);
}

/** A text that was published, and what a session that declares it is held to. */
export interface PublishedCoverage {
  readonly version: number;
  /** SHA-256 of the document's bytes. */
  readonly digest: Digest;
  /** Time between two session leaves from which on it is a silence. */
  readonly silenceMs: number;
}

const version1: PublishedCoverage = {
  version: 1,
  digest: 'f0DaPVoELTnq81AbU42YyCYTzSLtxtchJ5EgOtqdei4',
  silenceMs: silenceSeconds * 1000,
};

/** The text that this version speaks by and that its sessions declare. */
export const currentCoverage = version1;

/** All versions, also those that only older logs declare. */
const published: readonly PublishedCoverage[] = [version1];

export function publishedCoverage(digest: Digest): PublishedCoverage | undefined {
  return published.find((one) => one.digest === digest);
}
