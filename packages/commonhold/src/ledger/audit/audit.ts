import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  coverageOf,
  coverageText,
  type Finding,
  findingsMax,
  type Leaf,
  type LogReport,
  LogVerification,
  PairingCheck,
} from '@commonhold/record';
import { parseCheckpoint, parseVerifierKey, sameBytes, type Verifier } from '@commonhold/tlog';
import { CommonholdError, describe, type ErrorCode } from '#base';
import { expectedSchema, frontierOf, schemaOf, sha256 } from '#store';
import type { AuditReport } from '../ledger.ts';
import { type KeyPlace, keysInHome } from '../keys/key-place.ts';
import type { KeySet } from '../keys/key-set.ts';
import { readNodeKeys, signingKeyOf, verifierOf } from '../keys/node-keys.ts';
import { verifierKeyUnder } from '../log/log-names.ts';
import { type AuditKeys, readAuditKeys } from './audit-keys.ts';
import { checkDerivedTables } from './derived-check.ts';
import { IndexCheck } from './index-check.ts';
import { KeyCheck } from './key-check.ts';
import { PolicyCheck } from './policy-check.ts';
import { NameCheck, readEnded, withVerifiers } from './name-check.ts';
import { openHomeDatabase } from './open-home.ts';
import { readCosigned } from './read-cosigned.ts';
import { bytes, DamagedRow, integer, text } from './row-cursor.ts';
import { checkSegments } from './segment-check.ts';
import { SubtreeCheck } from './subtree-check.ts';

export interface AuditOptions {
  readonly home: string;
  /** Where the keys are; without it in `keys/` below the home folder, in clear. */
  readonly keys?: KeyPlace;
  /** Open every body too, and check it against the log. */
  readonly bodies: boolean;
  /**
   * The key that must have signed the log, known from elsewhere. Without it the key in the home folder is trusted,
   * and whoever could write there could have put another one.
   */
  readonly verifierKey?: string;
  /** Told now and then how many leaves are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Leaves between two breaths: about 50 ms, so that signals and progress get through. */
const leavesAtOnce = 2048;

/**
 * Checks everything that a home folder holds, from the first leaf to the last column, without the node and without
 * changing anything. It reads one consistent state of the database, also while a node writes. It works through
 * the thread it runs on, so it belongs in a process that serves nothing.
 *
 * Whatever is wrong with the data is a finding, never an error: a file so damaged that it cannot be read is a broken
 * record, and says so.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const findings = new FindingList();
  let database: DatabaseSync;
  try {
    database = openHomeDatabase(options.home);
  } catch (thrown) {
    findings.add({ what: `The database cannot be opened: ${describe(thrown)}.` });
    return emptyReport(findings, options.bodies);
  }
  try {
    return await new Audit(database, options, findings).run();
  } finally {
    database.close();
  }
}

const passphraseCodes: ReadonlySet<ErrorCode> = new Set(['passphrase_needed', 'passphrase_wrong']);

class FindingList {
  readonly kept: Finding[] = [];
  total = 0;

  readonly add = (finding: Finding): void => {
    this.total += 1;
    if (this.kept.length < findingsMax) this.kept.push(finding);
  };

  readonly say = (what: string): void => this.add({ what });
}

class Audit {
  readonly #database: DatabaseSync;
  readonly #options: AuditOptions;
  readonly #place: KeyPlace;
  readonly #findings: FindingList;
  /** What only the database shows to be missing: leaves that no signed head covers yet. */
  readonly #missing: string[] = [];

  constructor(database: DatabaseSync, options: AuditOptions, findings: FindingList) {
    this.#database = database;
    this.#options = options;
    this.#place = options.keys ?? keysInHome(options.home);
    this.#findings = findings;
  }

  async run(): Promise<AuditReport> {
    const { bodies } = this.#options;
    const database = this.#database;
    const { root, signing } = await this.#nodeKeys(this.#place);
    // One state for all that follows, however much a running node writes meanwhile.
    this.#guarded('begin', () => database.exec('BEGIN'));
    this.#guarded('check the structure of', () => this.#structure());
    const keys = this.#guarded('read', () => readAuditKeys(database, root, this.#findings.say));
    if (keys === undefined) return emptyReport(this.#findings, bodies);
    const ended = this.#guarded('read', () => readEnded(database)) ?? [];
    const verifierUnder = (origin: string): Verifier | undefined =>
      this.#verifier(origin, [keys.origin, ...ended.map((name) => name.origin)], signing);
    const verifier = verifierUnder(keys.origin);
    const checkpoints = this.#guarded('read', () => this.#checkpoints(keys.origin)) ?? [];
    const cosigned = this.#guarded('read', () => readCosigned(database, this.#findings.say)) ?? [];
    const subtrees = this.#guarded('read', () => new SubtreeCheck(database, this.#findings.say));
    const verification = new LogVerification({
      hash: sha256,
      ...(subtrees === undefined ? {} : { onSubtree: subtrees.check }),
      origin: keys.origin,
      verifiers: verifier === undefined ? [] : [verifier],
      checkpoints: verifier === undefined ? [] : [...cosigned, ...checkpoints],
      earlier: withVerifiers(ended, verifier === undefined ? () => undefined : verifierUnder),
    });
    const nameCheck = new NameCheck(ended);
    const keyCheck = new KeyCheck();
    const policyCheck = new PolicyCheck();
    const index = this.#guarded('read', () => new IndexCheck(database, keys, bodies, this.#findings.add));
    await this.#leaves(verification, index, (at, leaf) => {
      keyCheck.check(leaf);
      policyCheck.check(leaf);
      if (leaf.kind === 'log-session' && leaf.continues) nameCheck.continued(at, leaf.continues.root);
    });
    this.#guarded('read', () => index?.finish());
    this.#guarded('read', () => subtrees?.finish());
    this.#guarded('add up', () => checkDerivedTables(database, this.#findings.say));
    this.#guarded('read', () => checkSegments(database, this.#findings.say));
    this.#guarded('read', () => keyCheck.finish(database, root, keys.names, this.#findings.say));
    this.#guarded('read', () => policyCheck.finish(database, this.#findings.say));
    const log = verification.finish();
    nameCheck.finish(log, this.#findings.say);
    this.#guarded('read', () => this.#frontier(log));
    if (log.verdict === 'unsigned' && log.size > 0) {
      this.#findings.say(
        'No checkpoint is signed, so nothing shows that these leaves are the ones that the node wrote.',
      );
    }
    return this.#report(keys, log, index);
  }

  /** Who must have signed the log under one of its names; it keeps its key when it takes a new name. */
  #verifier(origin: string, names: readonly string[], signing: Uint8Array | undefined): Verifier | undefined {
    const { verifierKey } = this.#options;
    if (verifierKey !== undefined) {
      // A key that is trusted for one name of the log is trusted for all; one for something else opens no head of it.
      const isOurs = names.includes(parseVerifierKey(sha256, verifierKey).name);
      return verifierOf(isOurs ? verifierKeyUnder(verifierKey, origin) : verifierKey);
    }
    if (signing === undefined) {
      this.#findings.say(
        `There is no key to check signatures with: signing.key is not in ${this.#place.folder} and none was given.`,
      );
      return undefined;
    }
    try {
      return signingKeyOf(signing, origin).verifier;
    } catch (thrown) {
      // A log's name that was changed need not be one that a key can have.
      this.#findings.say(`The name of this log is none: ${describe(thrown)}`);
      return undefined;
    }
  }

  async #nodeKeys(place: KeyPlace): Promise<KeySet> {
    try {
      return await readNodeKeys(place);
    } catch (thrown) {
      // Whoever cannot give the passphrase has not shown that anything is wrong with the record.
      if (thrown instanceof CommonholdError && passphraseCodes.has(thrown.code)) throw thrown;
      this.#findings.say(`The key files cannot be read: ${describe(thrown)}`);
      return {};
    }
  }

  /** SQLite's own check of pages, indexes and types. */
  #structure(): void {
    for (const row of this.#database.prepare('PRAGMA integrity_check(100)').iterate()) {
      const result = String(row['integrity_check']);
      if (result !== 'ok') this.#findings.say(`The database file is damaged: ${result}.`);
    }
    if (schemaOf(this.#database) !== expectedSchema()) {
      this.#findings.say(
        'The tables are not those of this version: they were changed, or another version made them.',
      );
    }
  }

  /** The notes of all checkpoints; each row is held against its own note. */
  #checkpoints(origin: string): string[] {
    const notes: string[] = [];
    for (const row of this.#database
      .prepare('SELECT size, note, nodes FROM checkpoint ORDER BY size')
      .iterate()) {
      const size = integer(row['size']);
      const note = text(row['note']);
      notes.push(note);
      if (!matchesNote(size, bytes(row['nodes']), note)) {
        this.#findings.say(`The checkpoint of ${origin} kept for size ${size} is not the one in its note.`);
      }
    }
    return notes;
  }

  async #leaves(
    verification: LogVerification,
    index: IndexCheck | undefined,
    onLeaf: (index: number, leaf: Leaf) => void,
  ): Promise<void> {
    const { onProgress, signal } = this.#options;
    let done = 0;
    try {
      const total = Number(
        this.#database.prepare('SELECT coalesce(max(idx), -1) + 1 AS size FROM leaf').get()?.['size'],
      );
      const statement = this.#database.prepare('SELECT idx, hash, bytes FROM leaf ORDER BY idx');
      statement.setReturnArrays(true);
      for (const row of statement.iterate() as Iterable<unknown>) {
        const [idx, hash, entry] = row as readonly unknown[];
        if (integer(idx) !== done) {
          const what = `Leaf ${done} is missing; the next one is ${String(idx)}.`;
          this.#findings.add({ leaf: done, what });
          this.#missing.push(what);
          return;
        }
        const { leaf } = verification.add(bytes(entry), bytes(hash));
        if (leaf !== undefined) {
          index?.check(done, leaf);
          onLeaf(done, leaf);
        }
        done += 1;
        if (done % leavesAtOnce === 0) {
          onProgress?.(done, total);
          await nextTurn();
          signal?.throwIfAborted();
        }
      }
      onProgress?.(done, total);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      const what = `The database cannot be read at leaf ${done}: ${describe(thrown)}.`;
      this.#findings.add({ leaf: done, what });
      this.#missing.push(what);
    }
  }

  #frontier(log: LogReport): void {
    const row = this.#database.prepare('SELECT size, nodes FROM frontier').get();
    const size = row === undefined ? -1 : integer(row['size']);
    const isSame =
      size === log.size && sameBytes(rootOf(size, bytes(row?.['nodes'])) ?? new Uint8Array(), log.root);
    if (isSame) return;
    const what = 'The edge of the tree that the node goes on from is not the edge of this log.';
    this.#findings.say(what);
    this.#missing.push(what);
  }

  #report(keys: AuditKeys, log: LogReport, index: IndexCheck | undefined): AuditReport {
    const { bodies } = this.#options;
    for (const finding of log.findings) this.#findings.add(finding);
    this.#findings.total += log.findingsTotal - log.findings.length;
    const findingsTotal = this.#findings.total;
    const couldOpen = bodies && keys.domains !== undefined;
    const { proves, cannot } = coverageOf({ ...log, findingsTotal }, couldOpen);
    const erased = index?.bodies.erased ?? 0;
    const erasedAttempts = index?.erased ?? 0;
    const { checkpoint, pairing } = log;
    return {
      verdict: findingsTotal === 0 ? 'proved' : 'broken',
      completeness:
        this.#missing.length === 0
          ? log.completeness
          : {
              grade: 'gap',
              reasons: [
                ...this.#missing,
                ...(log.completeness.grade === 'gap' ? log.completeness.reasons : []),
              ],
            },
      origin: log.origin,
      continued: log.continued,
      size: log.size,
      root: Buffer.from(log.root).toString('base64'),
      checkpoint: checkpoint && {
        size: checkpoint.size,
        time: this.#timeAt(checkpoint.size),
        note: checkpoint.note,
      },
      unsigned: log.unsigned,
      counts: pairing.kinds,
      pairs: pairing.pairs,
      sessions: pairing.sessions,
      bodies: { checked: couldOpen, opened: index?.bodies.opened ?? 0, erased },
      clockSteps: pairing.clockSteps,
      findings: this.#findings.kept,
      findingsTotal,
      proves: [
        ...proves,
        ...(findingsTotal === 0 && keys.domains !== undefined
          ? ['Every row of the index that can still be opened is the one that its leaf committed to.']
          : []),
      ],
      cannot: [
        ...cannot,
        ...(keys.domains === undefined
          ? [
              `root.key is not in ${this.#place.folder}, so the index rows and bodies were not held against their commitments.`,
            ]
          : []),
        ...(erasedAttempts > 0
          ? [
              `${erasedAttempts} attempts were erased, as erasure leaves say; what the index once held of them cannot be held against the log.`,
            ]
          : []),
      ],
    };
  }

  /** When the last leaf that a checkpoint covers was written. */
  #timeAt(size: number): string {
    const row = this.#guarded('read', () =>
      this.#database.prepare('SELECT bytes FROM leaf WHERE idx = ?').get(size - 1),
    );
    const leaf: unknown = row === undefined ? {} : JSON.parse(Buffer.from(bytes(row['bytes'])).toString());
    return typeof leaf === 'object' && leaf !== null && 'time' in leaf ? String(leaf.time) : '';
  }

  /** Runs a part of the audit; damage that it meets is a finding, and the other parts go on. */
  #guarded<Result>(doing: string, part: () => Result): Result | undefined {
    try {
      return part();
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      this.#findings.say(`The audit could not ${doing} the database: ${describe(thrown)}.`);
      return undefined;
    }
  }
}

function matchesNote(size: number, nodes: Uint8Array, note: string): boolean {
  const end = note.indexOf('\n\n');
  try {
    const checkpoint = parseCheckpoint(note.slice(0, end + 1));
    const root = rootOf(size, nodes);
    return checkpoint.size === size && root !== undefined && sameBytes(root, checkpoint.root);
  } catch {
    // Not a checkpoint at all; that it is not signed either is found by whoever opens the note.
    return false;
  }
}

function rootOf(size: number, nodes: Uint8Array): Uint8Array | undefined {
  try {
    return frontierOf(size, nodes).root();
  } catch {
    return undefined;
  }
}

/** What a damaged file makes SQLite or the reading of a row throw, as opposed to a mistake in this program. */
function isDamage(thrown: unknown): boolean {
  return thrown instanceof DamagedRow || (thrown instanceof Error && 'errcode' in thrown);
}

function emptyReport(findings: FindingList, bodies: boolean): AuditReport {
  return {
    verdict: 'broken',
    completeness: { grade: 'gap', reasons: ['The log could not be read at all.'] },
    origin: '',
    continued: [],
    size: 0,
    root: '',
    checkpoint: undefined,
    unsigned: 0,
    counts: {},
    pairs: { intents: 0, outcomes: 0, unknown: 0, open: 0 },
    sessions: new PairingCheck().report().sessions,
    bodies: { checked: bodies, opened: 0, erased: 0 },
    clockSteps: 0,
    findings: findings.kept,
    findingsTotal: findings.total,
    proves: [],
    cannot: [coverageText.cannot.nothingSigned],
  };
}
