import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Finding, IntentLeaf, Leaf, OutcomeLeaf, RefusalLeaf } from '@commonhold/record';
import { type AttemptName, AttemptSecret, type Salted } from '../bodies/attempt-secret.ts';
import { AccessCheck } from './access-check.ts';
import { ApprovalCheck } from './approval-check.ts';
import type { CallFacts, IntentDetail, OutcomeDetail } from '../calls/details.ts';
import { saltedTextCommitment } from '../bodies/salted-commitment.ts';
import { tokenCount } from '../calls/token-bucket.ts';
import type { AuditKeys } from './audit-keys.ts';
import { BodyCheck, type OpenedSecret } from './body-check.ts';
import { BasisCheck } from './basis-check.ts';
import { callColumns, type CallRow, notEnded, readCallRow } from './call-row.ts';
import { ErasureCheck } from './erasure-check.ts';
import { bytes, DamagedRow, integer, nullable, RowCursor, text } from './row-cursor.ts';

/** What is known of an attempt until its outcome comes. */
interface Pending {
  readonly call: string;
  readonly number: number;
  /** `cleared`: the index holds nothing of it beyond the log. */
  readonly secret: OpenedSecret;
  readonly outcome: number | null;
  readonly result: string | null;
  /** The call's row, if this is its last attempt, whose outcome is the call's. */
  readonly row: CallRow | undefined;
}

/** What stands in the index where something was erased. */
const clearedName = 'erased';
const clearedDocument = '{}';
/** domain, length of the secret, index document. */
const clearedRow: readonly unknown[] = ['', 0, clearedDocument];

/** The leaf that is being looked at, for findings. */
interface At {
  readonly index: number;
  readonly call: string;
}

/**
 * Holds the index against the leaves: every attempt, refusal, call and body has the leaf it says, every index document
 * is the one that its leaf committed to, every column is what document and leaf say, every opaque id is the one of
 * the name in the document. Memory is bounded by the attempts that are open at one time.
 */
export class IndexCheck {
  readonly bodies: BodyCheck;
  /** Attempts and refusals that were erased whole. */
  erased = 0;
  readonly #keys: AuditKeys;
  readonly #find: (finding: Finding) => void;
  readonly #erasures: ErasureCheck;
  readonly #attempts: RowCursor;
  readonly #refusals: RowCursor;
  readonly #calls: RowCursor;
  readonly #callById: StatementSync;
  readonly #accesses: AccessCheck;
  readonly #approvals: ApprovalCheck;
  readonly #bases: BasisCheck;
  readonly #pending = new Map<number, Pending>();
  /** Calls whose row counts attempts that have not come yet, by the leaf seen last. */
  readonly #expected = new Map<string, number>();

  constructor(
    database: DatabaseSync,
    keys: AuditKeys,
    openBodies: boolean,
    find: (finding: Finding) => void,
  ) {
    this.#keys = keys;
    this.#find = find;
    this.bodies = new BodyCheck(database, keys, openBodies, find);
    this.#erasures = new ErasureCheck(database, keys, find);
    this.#accesses = new AccessCheck(database, keys, find);
    this.#approvals = new ApprovalCheck(database, keys, find);
    this.#bases = new BasisCheck(database, find);
    const cursor = (table: string, key: string, columns: string): RowCursor =>
      new RowCursor(database, `SELECT ${columns} FROM ${table} ORDER BY ${key}`, (row) =>
        find({
          what: `A row of the table ${table} names leaf ${String(row[0])}, which has no place for it.`,
        }),
      );
    this.#attempts = cursor(
      'attempt',
      'intent',
      'intent, call, number, domain, secret, detail, outcome, result',
    );
    this.#refusals = cursor('refusal', 'leaf', 'leaf, call, domain, secret, detail');
    this.#calls = cursor('call', 'leaf', callColumns);
    this.#callById = database.prepare(`SELECT ${callColumns} FROM call WHERE id = ?`);
    this.#callById.setReturnArrays(true);
  }

  /** Takes the leaves in log order. */
  check(index: number, leaf: Leaf): void {
    try {
      switch (leaf.kind) {
        case 'intent':
          this.bodies.intent(index, leaf, this.#intent(index, leaf));
          return;
        case 'outcome': {
          const name = { call: leaf.call, attempt: leaf.attempt };
          this.bodies.single(index, name, 'received', this.#outcome(index, leaf), leaf.commit.received);
          return;
        }
        case 'refusal': {
          const name = { call: leaf.call, attempt: 0 };
          this.bodies.single(index, name, 'request', this.#refusal(index, leaf), leaf.commit.request);
          return;
        }
        case 'access':
          this.bodies.none(index);
          this.#accesses.check(index, leaf);
          return;
        case 'erasure':
          this.bodies.none(index);
          this.#erasures.check(index, leaf);
          return;
        case 'change':
          this.bodies.none(index);
          this.#approvals.check(index, leaf);
          return;
        case 'attestation':
        case 'log-session':
          this.bodies.none(index);
          return;
      }
    } catch (thrown) {
      // An index document that nothing proves any more, because its key was destroyed, can be of any form.
      if (!(thrown instanceof DamagedRow || thrown instanceof TypeError)) throw thrown;
      this.#find({ leaf: index, what: `A row that belongs to this leaf is damaged: ${thrown.message}.` });
    }
  }

  finish(): void {
    for (const cursor of [this.#attempts, this.#refusals, this.#calls]) cursor.finish();
    this.bodies.finish();
    this.#accesses.finish();
    this.#approvals.finish();
    this.#bases.finish();
    for (const [call, index] of this.#expected) {
      this.#say({ index, call }, 'The index counts more attempts of this call than the log has.');
    }
    for (const [index, { call, outcome, result, row }] of this.#pending) {
      if (outcome !== null || result !== null) {
        this.#say({ index, call }, 'The index has an outcome that the log does not have.');
      }
      if (row !== undefined) this.#same({ index, call }, row.ended, notEnded);
    }
  }

  #intent(index: number, leaf: IntentLeaf): OpenedSecret {
    const at = { index, call: leaf.call };
    const row = this.#attempts.take(index);
    const found = leaf.attempt === 1 ? this.#calls.take(index) : this.#callById.get(leaf.call);
    if (row === undefined || found === undefined) {
      this.#say(at, 'The index has lost the row of this attempt or its call.');
      return undefined;
    }
    // Rows are arrays here, which the type of `get` does not know.
    const call = readCallRow(found as unknown as readonly unknown[]);
    const [domain, document] = [text(row[3]), text(row[5])];
    this.#same(at, [row[1], row[2]], [leaf.call, leaf.attempt]);
    const secret = this.#secretOf(at, leaf, leaf.attempt, domain, bytes(row[4]), call);
    const isLast = call.attempts === leaf.attempt;
    if (secret === 'cleared') {
      this.#same(at, [domain, bytes(row[4]).length, document], clearedRow);
      if (leaf.attempt === 1) this.#clearedColumns(at, leaf, call);
      const sentTo = [leaf.destination.provider, leaf.model.name, leaf.destination.local];
      if (isLast) this.#same(at, call.sentTo, sentTo);
    }
    this.#committed(at, 'intent', secret, 'intentDetail', document, leaf.commit.detail);
    const detail = secret === 'cleared' ? undefined : (this.#parse(at, document) as IntentDetail | undefined);
    if (detail !== undefined) {
      this.#facts(at, leaf, leaf.attempt, domain, detail);
      if (leaf.attempt === 1) this.#firstColumns(at, leaf, detail, call);
      if (isLast) this.#same(at, call.sentTo, [detail.provider, detail.model, leaf.destination.local]);
      const { names } = this.#keys;
      if (names !== undefined) {
        const opaque = [names.provider(detail.provider), names.model(detail.model, detail.builtIn)];
        this.#same(at, opaque, [leaf.destination.provider, leaf.model.name]);
      }
    }
    if (call.attempts > leaf.attempt) this.#expected.set(leaf.call, index);
    else this.#expected.delete(leaf.call);
    if (call.attempts < leaf.attempt) {
      this.#say(
        at,
        `The index counts ${call.attempts} attempts of this call, and this is number ${leaf.attempt}.`,
      );
    }
    this.#pending.set(index, {
      call: leaf.call,
      number: leaf.attempt,
      secret,
      outcome: nullable(row[6], integer),
      result: nullable(row[7], text),
      row: isLast ? call : undefined,
    });
    return secret;
  }

  #outcome(index: number, leaf: OutcomeLeaf): OpenedSecret {
    const at = { index, call: leaf.call };
    const pending = this.#pending.get(leaf.intent);
    // Without its intent the outcome is a finding of the log already.
    if (pending === undefined || pending.call !== leaf.call || pending.number !== leaf.attempt)
      return undefined;
    this.#pending.delete(leaf.intent);
    const { secret, result } = pending;
    const { detail } = leaf.commit;
    this.#same(at, [pending.outcome, result !== null], [index, detail !== undefined]);
    let ended: readonly unknown[] = [null, null, null, null];
    if (secret === 'cleared') {
      if (result !== null) this.#same(at, [result], [clearedDocument]);
    } else if (result !== null && detail !== undefined) {
      this.#committed(at, 'outcome', secret, 'outcomeDetail', result, detail);
      const document = this.#parse(at, result) as OutcomeDetail | undefined;
      if (document === undefined) return secret;
      const labels = this.#keys.names?.labels(document.labels) ?? leaf.labels;
      this.#same(at, [document.call, document.attempt, ...labels], [leaf.call, leaf.attempt, ...leaf.labels]);
      const usage = document.usage as Readonly<Record<string, unknown>> | undefined;
      ended = [
        tokenCount(usage?.['inputTokens']),
        tokenCount(usage?.['outputTokens']),
        usage?.['source'] ?? null,
        document.totalMs ?? null,
      ];
    }
    if (pending.row !== undefined) {
      this.#same(at, pending.row.ended, [leaf.status, leaf.error ?? null, ...ended]);
    }
    return secret;
  }

  #refusal(index: number, leaf: RefusalLeaf): OpenedSecret {
    const at = { index, call: leaf.call };
    const row = this.#refusals.take(index);
    const found = this.#calls.take(index);
    if (row === undefined || found === undefined) {
      this.#say(at, 'The index has lost the row of this refusal or its call.');
      return undefined;
    }
    const call = readCallRow(found);
    const [domain, document] = [text(row[2]), text(row[4])];
    this.#same(at, [row[1]], [leaf.call]);
    const secret = this.#secretOf(at, leaf, 0, domain, bytes(row[3]), call);
    if (secret === 'cleared') {
      this.#same(at, [domain, bytes(row[3]).length, document], clearedRow);
      this.#clearedColumns(at, leaf, call);
    }
    this.#committed(at, 'refusal', secret, 'intentDetail', document, leaf.commit.detail);
    const detail = secret === 'cleared' ? undefined : (this.#parse(at, document) as CallFacts | undefined);
    if (detail !== undefined) {
      this.#facts(at, leaf, 0, domain, detail);
      this.#firstColumns(at, leaf, detail, call);
    }
    const sentNowhere = [0, null, null, null];
    const ended = ['refused', leaf.error, null, null, null, null];
    this.#same(at, [call.attempts, ...call.sentTo, ...call.ended], [...sentNowhere, ...ended]);
    return secret;
  }

  /** What document, row, domain and leaf must agree on. */
  #facts(at: At, leaf: IntentLeaf | RefusalLeaf, attempt: number, domain: string, detail: CallFacts): void {
    this.#same(at, [detail.call, detail.attempt, detail.domain], [leaf.call, attempt, domain]);
    this.#bases.check(at, leaf, detail);
    const { domains, names } = this.#keys;
    const key = domains?.get(domain);
    if (key !== undefined) {
      const { pseudonym, principal, project } = key;
      this.#same(at, [leaf.actor, detail.principal, detail.project], [pseudonym, principal, project]);
    }
    if (names === undefined) return;
    const run = detail.run === undefined ? null : names.opaque('run', detail.run);
    this.#same(
      at,
      [run, ...names.labels(detail.labels), ...names.trail(detail.decision)],
      [leaf.run ?? null, ...leaf.labels, ...leaf.decision],
    );
  }

  #firstColumns(at: At, leaf: IntentLeaf | RefusalLeaf, detail: CallFacts, call: CallRow): void {
    this.#same(
      at,
      [call.leaf, call.id, ...call.first],
      [
        at.index,
        leaf.call,
        leaf.time,
        leaf.origin,
        detail.principal,
        leaf.operation,
        leaf.wire.client,
        detail.asked,
        detail.run ?? null,
        leaf.parent ?? null,
      ],
    );
  }

  /** What the log itself says of a call that was erased, and nothing more. */
  #clearedColumns(at: At, leaf: IntentLeaf | RefusalLeaf, call: CallRow): void {
    this.#same(
      at,
      [call.leaf, call.id, ...call.first],
      [
        at.index,
        leaf.call,
        leaf.time,
        leaf.origin,
        clearedName,
        leaf.operation,
        leaf.wire.client,
        clearedName,
        null,
        leaf.parent ?? null,
      ],
    );
  }

  #secretOf(
    at: At,
    leaf: IntentLeaf | RefusalLeaf,
    attempt: number,
    domainId: string,
    wrapped: Uint8Array,
    call: CallRow,
  ): OpenedSecret {
    const extent = this.#erasures.extentOf(at.index, at.call, leaf.actor, call.erased);
    if (extent === 'everything') {
      this.erased += 1;
      return 'cleared';
    }
    const { domains } = this.#keys;
    if (domains === undefined) return extent === 'bodies' ? 'erased' : undefined;
    const domain = domains.get(domainId);
    if (domain === undefined) {
      this.erased += 1;
      if (!this.#erasures.isDestroyed(domainId, leaf.actor)) {
        this.#say(at, 'The key of this attempt is gone, and no erasure leaf says so.');
      }
      return 'erased';
    }
    const name: AttemptName = { call: at.call, attempt };
    const secret = AttemptSecret.unwrap(domain, name, wrapped);
    if (secret === undefined) this.#say(at, 'The secret of this attempt does not open: it was changed.');
    else if (secret.opensBodies && extent === 'bodies') {
      this.#say(at, 'The log says that the bodies were erased, and their keys are still here.');
    } else if (!secret.opensBodies && extent === undefined) {
      this.#say(at, 'The keys of the bodies are gone, and no erasure leaf says so.');
    }
    return secret;
  }

  #committed(
    at: At,
    kind: string,
    secret: OpenedSecret,
    salt: Salted,
    document: string,
    commitment: string,
  ): void {
    if (!(secret instanceof AttemptSecret)) return;
    if (saltedTextCommitment(secret.salt(salt), document) === commitment) return;
    this.#say(at, `The index document of the ${kind} is not the one that this leaf commits to.`);
  }

  #parse(at: At, document: string): unknown {
    try {
      return JSON.parse(document) as unknown;
    } catch {
      this.#say(at, 'The index document of this leaf is not JSON.');
      return undefined;
    }
  }

  /** One finding at most for each comparison; the values in it tell which column it was. */
  #same(at: At, found: readonly unknown[], expected: readonly unknown[]): void {
    if (found.length === expected.length && found.every((value, position) => value === expected[position]))
      return;
    this.#say(
      at,
      `The index says ${JSON.stringify(found)} where leaf and index document say ${JSON.stringify(expected)}.`,
    );
  }

  #say(at: At, what: string): void {
    this.#find({ leaf: at.index, call: at.call, what });
  }
}
