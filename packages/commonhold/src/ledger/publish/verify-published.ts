import { coverageOf, LogVerification, PairingCheck, parseLeaf } from '@commonhold/record';
import {
  checkpointPath,
  type LogFinding,
  parseVerifierKey,
  type TileReader,
  verifyLog,
} from '@commonhold/tlog';
import { sha256 } from '#store';
import type { AuditReport } from '../ledger.ts';
import { verifierOf } from '../keys/node-keys.ts';

export interface PublishedToVerify {
  readonly reader: TileReader;
  /** Who must have signed the log; its name is the log's. It comes from elsewhere than the log. */
  readonly verifierKey: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What can be said of a log of which there are only the published files: no bodies, no index. */
export type PublishedReport = Omit<AuditReport, 'bodies'>;

/**
 * Checks a published log: signature, every tile and every entry, and then what the record's leaves must be among
 * themselves. It needs neither node nor database.
 */
export async function verifyPublished(options: PublishedToVerify): Promise<PublishedReport> {
  const { verifierKey, signal } = options;
  const { name: origin } = parseVerifierKey(sha256, verifierKey);
  // The log may grow meanwhile; all of this is about the head that was there at first.
  const note = await options.reader.read(checkpointPath, signal);
  const reader: TileReader = {
    read: async (path, aborted) => (path === checkpointPath ? note : options.reader.read(path, aborted)),
  };
  const verifiers = [verifierOf(verifierKey)];
  const text = Buffer.from(note ?? '').toString();
  const leaves = new LogVerification({ hash: sha256, origin, verifiers, checkpoints: [text] });
  let last: Uint8Array | undefined;
  const verdict = await verifyLog({
    hash: sha256,
    reader,
    origin,
    verifiers,
    onEntry: (_, entry) => {
      leaves.add(entry);
      last = new Uint8Array(entry);
    },
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!verdict.ok) return notThatLog(origin, verdict.finding);
  const log = leaves.finish();
  const { checkpoint, pairing, findings, findingsTotal } = log;
  return {
    verdict: log.verdict === 'proved' ? 'proved' : 'broken',
    completeness: log.completeness,
    origin,
    continued: log.continued,
    size: log.size,
    root: Buffer.from(log.root).toString('base64'),
    checkpoint: checkpoint && { size: checkpoint.size, time: timeOf(last), note: checkpoint.note },
    unsigned: log.unsigned,
    counts: pairing.kinds,
    pairs: pairing.pairs,
    sessions: pairing.sessions,
    clockSteps: pairing.clockSteps,
    findings,
    findingsTotal,
    ...coverageOf(log, false),
  };
}

/** The leaves of a log that is not the signed one are not worth a word. */
function notThatLog(origin: string, { file, at, message }: LogFinding): PublishedReport {
  const { kinds, pairs, sessions, clockSteps } = new PairingCheck().report();
  const where = at === undefined ? file : `${file}, position ${at}`;
  return {
    verdict: 'broken',
    completeness: { grade: 'gap', reasons: ['These files are not the log that was signed.'] },
    origin,
    continued: [],
    size: 0,
    root: '',
    checkpoint: undefined,
    unsigned: 0,
    counts: kinds,
    pairs,
    sessions,
    clockSteps,
    findings: [{ what: `${where}: ${message}` }],
    findingsTotal: 1,
    proves: [],
    cannot: [],
  };
}

function timeOf(entry: Uint8Array | undefined): string {
  return entry === undefined ? '' : parseLeaf(entry).time;
}
