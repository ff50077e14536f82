import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type Finding,
  type IntentLeaf,
  type Leaf,
  type OutcomeLeaf,
  type RefusalLeaf,
} from '@commonhold/record';
import { bodyAt, bodyFields, type BodyField } from '#store';
import { AttemptSecret, type Salted } from '../attempt-secret.ts';
import { decryptBody } from '../body-cipher.ts';
import type { CallFacts, IntentDetail, OutcomeDetail } from '../details.ts';
import { saltedCommitment, saltedTextCommitment } from '../salted-commitment.ts';
import type { AuditKeys } from './audit-keys.ts';
import { bytes, DamagedRow, integer, nullable, RowCursor, text } from './row-cursor.ts';

type Find = (finding: Finding) => void;

/** What is known of an attempt until its outcome comes. */
interface Pending {
  readonly call: string;
  readonly number: number;
  readonly secret: AttemptSecret | undefined;
  /** Its domain key is gone, as opposed to a secret that does not open. */
  readonly isErased: boolean;
  readonly outcome: number | null;
  readonly result: string | null;
  /** The call's row, if this is its last attempt, whose outcome is the call's. */
  readonly row: CallRow | undefined;
}

interface CallRow {
  readonly leaf: number;
  readonly id: string;
  readonly first: readonly (string | null)[];
  readonly attempts: number;
  readonly sentTo: readonly (string | null)[];
  readonly ended: readonly (string | number | null)[];
}

const callColumns =
  'leaf, id, time, origin, principal, operation, wire, asked, run, parent, attempts, provider, model, local, status, error, input_tokens, output_tokens, usage_source, total_ms';

/**
 * Holds the index against the leaves: every attempt, refusal, call and body has the leaf it says, every index document
 * is the one that its leaf committed to, every column is what document and leaf say, every opaque id is the one of
 * the name in the document. With `bodies` every stored body is opened and checked against its commitment.
 */
export class IndexCheck {
  readonly #keys: AuditKeys;
  readonly #find: Find;
  readonly #withBodies: boolean;
  readonly #attempts: RowCursor;
  readonly #refusals: RowCursor;
  readonly #calls: RowCursor;
  readonly #bodies: RowCursor;
  readonly #callById: StatementSync;
  readonly #firstRequest: StatementSync;
  readonly #pending = new Map<number, Pending>();
  /** Calls whose row counts attempts that have not come yet, by the leaf seen last. */
  readonly #expected = new Map<string, number>();
  opened = 0;
  /** Bodies whose key is gone. */
  erased = 0;
  /** Attempts and refusals whose domain key is gone. */
  erasedAttempts = 0;

  constructor(database: DatabaseSync, keys: AuditKeys, withBodies: boolean, find: Find) {
    this.#keys = keys;
    this.#find = find;
    this.#withBodies = withBodies;
    const stray = (table: string) => (row: readonly unknown[]) =>
      find({ what: `A row of the table ${table} names leaf ${String(row[0])}, which has no place for it.` });
    this.#attempts = new RowCursor(
      database,
      'SELECT intent, call, number, domain, secret, detail, outcome, result FROM attempt ORDER BY intent',
      stray('attempt'),
    );
    this.#refusals = new RowCursor(
      database,
      'SELECT leaf, call, domain, secret, detail FROM refusal ORDER BY leaf',
      stray('refusal'),
    );
    this.#calls = new RowCursor(database, `SELECT ${callColumns} FROM call ORDER BY leaf`, stray('call'));
    this.#bodies = new RowCursor(
      database,
      withBodies ? 'SELECT place, bytes FROM body ORDER BY place' : 'SELECT place FROM body ORDER BY place',
      (row) =>
        find({ what: `A body is kept at leaf ${bodyAt(integer(row[0])).leaf}, which has no place for it.` }),
      (row) => bodyAt(integer(row[0])).leaf,
    );
    this.#callById = database.prepare(`SELECT ${callColumns} FROM call WHERE id = ?`);
    this.#callById.setReturnArrays(true);
    this.#firstRequest = database.prepare(
      'SELECT attempt.domain, attempt.secret, body.bytes FROM attempt JOIN body ON body.place = attempt.intent * 4 WHERE attempt.call = ? AND attempt.number = 1',
    );
  }

  /** Takes the leaves in log order. */
  check(index: number, leaf: Leaf): void {
    const kept = this.#bodiesOf(index);
    try {
      switch (leaf.kind) {
        case 'intent':
          this.#intent(index, leaf, kept);
          return;
        case 'outcome':
          this.#outcome(index, leaf, kept);
          return;
        case 'refusal':
          this.#refusal(index, leaf, kept);
          return;
        case 'access':
        case 'change':
        case 'erasure':
        case 'attestation':
        case 'log-session':
          this.#noBodies(index, kept, []);
          return;
      }
    } catch (thrown) {
      // An index document that nothing proves any more, because its key was destroyed, can be of any form.
      if (!(thrown instanceof DamagedRow || thrown instanceof TypeError)) throw thrown;
      this.#find({ leaf: index, what: `A row that belongs to this leaf is damaged: ${thrown.message}.` });
    }
  }

  finish(): void {
    for (const cursor of [this.#attempts, this.#refusals, this.#calls, this.#bodies]) cursor.finish();
    for (const [call, leaf] of this.#expected) this.#find(miscounted(leaf, call, undefined));
    for (const [intent, pending] of this.#pending) {
      if (pending.outcome !== null || pending.result !== null) {
        this.#find({
          leaf: intent,
          call: pending.call,
          what: 'The index has an outcome that the log does not have.',
        });
      }
      if (pending.row !== undefined)
        this.#same(intent, pending.row.id, pending.row.ended, ['open', null, null, null, null, null]);
    }
  }

  #intent(index: number, leaf: IntentLeaf, kept: Map<string, Uint8Array | undefined>): void {
    const row = this.#attempts.take(index);
    const callRow = leaf.attempt === 1 ? this.#calls.take(index) : this.#callById.get(leaf.call);
    if (row === undefined || callRow === undefined) {
      this.#find({
        leaf: index,
        call: leaf.call,
        what: 'The index has lost the row of this attempt or its call.',
      });
      return;
    }
    const call = readCallRow(callRow as unknown as readonly unknown[]);
    const [domain, detailText] = [text(row[3]), text(row[5])];
    this.#same(index, leaf.call, [text(row[1]), integer(row[2])], [leaf.call, leaf.attempt]);
    const secret = this.#secretOf(index, leaf, leaf.attempt, domain, bytes(row[4]));
    this.#commitment(
      index,
      leaf.call,
      'the index document of the intent',
      secret,
      'intentDetail',
      detailText,
      leaf.commit.detail,
    );
    const detail = this.#document(index, leaf.call, detailText) as IntentDetail | undefined;
    if (detail !== undefined) {
      this.#facts(index, leaf, leaf.attempt, domain, detail);
      if (leaf.attempt === 1) this.#firstColumns(index, leaf, detail, call);
      const { names } = this.#keys;
      if (names !== undefined) {
        this.#same(
          index,
          leaf.call,
          [leaf.destination.provider, leaf.model.name],
          [names.provider(detail.provider), names.model(detail.model, detail.builtIn)],
        );
      }
      if (call.attempts === leaf.attempt) {
        this.#same(index, leaf.call, call.sentTo, [detail.provider, detail.model, leaf.destination.local]);
      }
    }
    if (call.attempts > leaf.attempt) this.#expected.set(leaf.call, index);
    else this.#expected.delete(leaf.call);
    if (call.attempts < leaf.attempt) this.#find(miscounted(index, leaf.call, call.attempts));
    if (this.#isErased(domain)) this.erased += kept.size;
    this.#pending.set(index, {
      call: leaf.call,
      number: leaf.attempt,
      secret,
      isErased: this.#isErased(domain),
      outcome: nullable(row[6], integer),
      result: nullable(row[7], text),
      row: call.attempts === leaf.attempt ? call : undefined,
    });
    this.#intentBodies(index, leaf, kept, secret);
  }

  #intentBodies(
    index: number,
    leaf: IntentLeaf,
    kept: Map<string, Uint8Array | undefined>,
    secret: AttemptSecret | undefined,
  ): void {
    const { request, sent } = leaf.commit;
    this.#noBodies(index, kept, ['request', 'sent']);
    if (kept.has('request') !== (request !== undefined)) {
      this.#find({
        leaf: index,
        call: leaf.call,
        what: 'The request that this leaf commits to is missing, or one is kept that it does not commit to.',
      });
    }
    if (!this.#withBodies || this.#keys.domains === undefined) return;
    const name = { call: leaf.call, attempt: leaf.attempt };
    let asReceived: Uint8Array | undefined;
    if (request !== undefined && kept.has('request')) {
      asReceived = this.#body(index, name, 'request', secret, kept.get('request'), request);
    }
    if (kept.has('sent')) {
      this.#body(index, name, 'sent', secret, kept.get('sent'), sent);
      return;
    }
    if (secret === undefined) return;
    // Where nothing else is kept the request left as it came.
    const left = request === undefined ? this.#requestOf(leaf.call) : asReceived;
    if (left !== undefined && saltedCommitment(secret.salt('sent'), left) !== sent) {
      this.#find({ leaf: index, call: leaf.call, what: 'What left is neither the request nor kept.' });
    }
  }

  #outcome(index: number, leaf: OutcomeLeaf, kept: Map<string, Uint8Array | undefined>): void {
    this.#noBodies(index, kept, ['received']);
    const { received, detail } = leaf.commit;
    if (kept.has('received') !== (received !== undefined)) {
      this.#find({
        leaf: index,
        call: leaf.call,
        what: 'The answer that this leaf commits to is missing, or one is kept that it does not commit to.',
      });
    }
    const pending = this.#pending.get(leaf.intent);
    // Without its intent the outcome is a finding already.
    if (pending === undefined || pending.call !== leaf.call || pending.number !== leaf.attempt) return;
    this.#pending.delete(leaf.intent);
    const { secret, result } = pending;
    if (pending.isErased) this.erased += kept.size;
    this.#same(index, leaf.call, [pending.outcome, result !== null], [index, detail !== undefined]);
    let usage: Record<string, unknown> | undefined;
    let totalMs: unknown = null;
    if (result !== null && detail !== undefined) {
      this.#commitment(
        index,
        leaf.call,
        'the index document of the outcome',
        secret,
        'outcomeDetail',
        result,
        detail,
      );
      const document = this.#document(index, leaf.call, result) as OutcomeDetail | undefined;
      if (document === undefined) return;
      usage = document.usage as Record<string, unknown> | undefined;
      totalMs = document.totalMs;
      const labels = this.#keys.names?.labels(document.labels) ?? leaf.labels;
      this.#same(
        index,
        leaf.call,
        [document.call, document.attempt, ...labels],
        [leaf.call, leaf.attempt, ...leaf.labels],
      );
    }
    if (pending.row !== undefined) {
      this.#same(index, leaf.call, pending.row.ended, [
        leaf.status,
        leaf.error ?? null,
        usage?.['inputTokens'] ?? null,
        usage?.['outputTokens'] ?? null,
        usage?.['source'] ?? null,
        totalMs,
      ]);
    }
    if (received !== undefined && this.#withBodies && kept.has('received')) {
      this.#body(
        index,
        { call: leaf.call, attempt: leaf.attempt },
        'received',
        secret,
        kept.get('received'),
        received,
      );
    }
  }

  #refusal(index: number, leaf: RefusalLeaf, kept: Map<string, Uint8Array | undefined>): void {
    this.#noBodies(index, kept, ['request']);
    const row = this.#refusals.take(index);
    const callRow = this.#calls.take(index);
    if (row === undefined || callRow === undefined || !kept.has('request')) {
      this.#find({
        leaf: index,
        call: leaf.call,
        what: 'The index has lost the row, the call or the request of this refusal.',
      });
      return;
    }
    const call = readCallRow(callRow);
    const [domain, detailText] = [text(row[2]), text(row[4])];
    this.#same(index, leaf.call, [text(row[1])], [leaf.call]);
    if (this.#isErased(domain)) this.erased += kept.size;
    const secret = this.#secretOf(index, leaf, 0, domain, bytes(row[3]));
    this.#commitment(
      index,
      leaf.call,
      'the index document of the refusal',
      secret,
      'intentDetail',
      detailText,
      leaf.commit.detail,
    );
    const detail = this.#document(index, leaf.call, detailText) as CallFacts | undefined;
    if (detail !== undefined) {
      this.#facts(index, leaf, 0, domain, detail);
      this.#firstColumns(index, leaf, detail, call);
    }
    this.#same(
      index,
      leaf.call,
      [call.attempts, ...call.sentTo, ...call.ended],
      [0, null, null, null, 'refused', leaf.error, null, null, null, null],
    );
    if (this.#withBodies) {
      this.#body(
        index,
        { call: leaf.call, attempt: 0 },
        'request',
        secret,
        kept.get('request'),
        leaf.commit.request,
      );
    }
  }

  /** What document, row, domain and leaf must agree on. */
  #facts(
    index: number,
    leaf: IntentLeaf | RefusalLeaf,
    attempt: number,
    domain: string,
    detail: CallFacts,
  ): void {
    this.#same(index, leaf.call, [detail.call, detail.attempt, detail.domain], [leaf.call, attempt, domain]);
    const key = this.#keys.domains?.get(domain);
    if (key !== undefined) {
      this.#same(
        index,
        leaf.call,
        [leaf.actor, detail.principal, detail.project],
        [key.pseudonym, key.principal, key.project],
      );
    }
    const { names } = this.#keys;
    if (names === undefined) return;
    this.#same(
      index,
      leaf.call,
      [leaf.run ?? null, ...leaf.labels, ...leaf.decision],
      [
        detail.run === undefined ? null : names.opaque('run', detail.run),
        ...names.labels(detail.labels),
        ...names.trail(detail.decision),
      ],
    );
  }

  #firstColumns(index: number, leaf: IntentLeaf | RefusalLeaf, detail: CallFacts, call: CallRow): void {
    this.#same(
      index,
      leaf.call,
      [call.leaf, call.id, ...call.first],
      [
        index,
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

  #isErased(domain: string): boolean {
    return this.#keys.domains !== undefined && !this.#keys.domains.has(domain);
  }

  #secretOf(
    index: number,
    leaf: { readonly call: string },
    attempt: number,
    domainId: string,
    wrapped: Uint8Array,
  ): AttemptSecret | undefined {
    const { domains } = this.#keys;
    if (domains === undefined) return undefined;
    const domain = domains.get(domainId);
    if (domain === undefined) {
      this.erasedAttempts += 1;
      return undefined;
    }
    const secret = AttemptSecret.unwrap(domain, { call: leaf.call, attempt }, wrapped);
    if (secret === undefined) {
      this.#find({
        leaf: index,
        call: leaf.call,
        what: 'The secret of this attempt does not open: it was changed.',
      });
    }
    return secret;
  }

  #commitment(
    index: number,
    call: string,
    what: string,
    secret: AttemptSecret | undefined,
    salt: Salted,
    content: string,
    commitment: string,
  ): void {
    if (secret === undefined || saltedTextCommitment(secret.salt(salt), content) === commitment) return;
    this.#find({ leaf: index, call, what: `${capital(what)} is not the one that this leaf commits to.` });
  }

  /** The bytes, when they are those that the leaf commits to; a finding otherwise. */
  #body(
    index: number,
    name: { readonly call: string; readonly attempt: number },
    field: BodyField,
    secret: AttemptSecret | undefined,
    encrypted: Uint8Array | undefined,
    commitment: string,
  ): Uint8Array | undefined {
    // Erased, or its secret is a finding already.
    if (secret === undefined || encrypted === undefined) return undefined;
    const content = decryptBody(secret.key(field), name, field, encrypted);
    if (content === undefined || saltedCommitment(secret.salt(field), content) !== commitment) {
      this.#find({
        leaf: index,
        call: name.call,
        what: `The ${field} kept is not the one that this leaf commits to.`,
      });
      return undefined;
    }
    this.opened += 1;
    return content;
  }

  /** The request of a call, for its later attempts. */
  #requestOf(call: string): Uint8Array | undefined {
    const row = this.#firstRequest.get(call);
    if (row === undefined) return undefined;
    const domain = this.#keys.domains?.get(text(row['domain']));
    if (domain === undefined) return undefined;
    const name = { call, attempt: 1 };
    const secret = AttemptSecret.unwrap(domain, name, bytes(row['secret']));
    return secret && decryptBody(secret.key('request'), name, 'request', bytes(row['bytes']));
  }

  #bodiesOf(index: number): Map<string, Uint8Array | undefined> {
    const kept = new Map<string, Uint8Array | undefined>();
    for (;;) {
      const row = this.#bodies.take(index);
      if (row === undefined) return kept;
      const { field } = bodyAt(integer(row[0]));
      kept.set(field ?? 'none', this.#withBodies ? bytes(row[1]) : undefined);
    }
  }

  #noBodies(index: number, kept: Map<string, unknown>, but: readonly BodyField[]): void {
    for (const field of [...bodyFields, 'none'] as const) {
      if (!kept.has(field) || (but as readonly string[]).includes(field)) continue;
      this.#find({ leaf: index, what: `A body is kept at this leaf (${field}) that it has no place for.` });
    }
  }

  #document(index: number, call: string, content: string): unknown {
    try {
      return JSON.parse(content) as unknown;
    } catch {
      this.#find({ leaf: index, call, what: 'The index document of this leaf is not JSON.' });
      return undefined;
    }
  }

  /** One finding at most for each comparison; which column it was tells whoever looks at the row. */
  #same(index: number, call: string, found: readonly unknown[], expected: readonly unknown[]): void {
    const isSame = found.length === expected.length && found.every((value, at) => value === expected[at]);
    if (isSame) return;
    this.#find({
      leaf: index,
      call,
      what: `The index says ${JSON.stringify(found)} where leaf and index document say ${JSON.stringify(expected)}.`,
    });
  }
}

function miscounted(leaf: number, call: string, counted: number | undefined): Finding {
  const what = `The index counts ${counted ?? 'more'} attempts of this call${counted === undefined ? ' than the log has' : ''}.`;
  return { leaf, call, what };
}

function textOrNull(value: unknown): string | null {
  return nullable(value, text);
}

function readCallRow(row: readonly unknown[]): CallRow {
  const ended = row.slice(14, 20) as (string | number | null)[];
  return {
    leaf: integer(row[0]),
    id: text(row[1]),
    first: row.slice(2, 10).map(textOrNull),
    attempts: integer(row[10]),
    sentTo: row.slice(11, 14).map(textOrNull),
    ended,
  };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
