import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Finding, IntentLeaf } from '@commonhold/record';
import { bodyAt, type BodyField } from '#store';
import { type AttemptName, AttemptSecret } from '../bodies/attempt-secret.ts';
import { decryptBody } from '../bodies/body-cipher.ts';
import { saltedCommitment } from '../bodies/salted-commitment.ts';
import type { AuditKeys } from './audit-keys.ts';
import { bytes, integer, RowCursor, text } from './row-cursor.ts';

/** Bodies kept at one leaf, by field; the bytes only when bodies are to be opened. */
type Kept = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * The secret of an attempt. `cleared`: it was erased, and the bodies with it. `erased`: its key is gone, the bodies may be
 * there still. `undefined`: it does not open, which is a finding already, or there are no keys.
 */
export type OpenedSecret = AttemptSecret | 'cleared' | 'erased' | undefined;

/**
 * Holds the bodies against the leaves: each leaf has the bodies that it commits to and no others. With `open` each one
 * is decrypted and held against its commitment. Called for every leaf, in order.
 */
export class BodyCheck {
  readonly #keys: AuditKeys;
  readonly #open: boolean;
  readonly #find: (finding: Finding) => void;
  readonly #cursor: RowCursor;
  readonly #firstRequest: StatementSync;
  opened = 0;
  /** Bodies whose key was destroyed. */
  erased = 0;

  constructor(database: DatabaseSync, keys: AuditKeys, open: boolean, find: (finding: Finding) => void) {
    this.#keys = keys;
    this.#open = open;
    this.#find = find;
    const leafOf = (row: readonly unknown[]): number => bodyAt(integer(row[0])).leaf;
    this.#cursor = new RowCursor(
      database,
      open ? 'SELECT place, bytes FROM body ORDER BY place' : 'SELECT place FROM body ORDER BY place',
      (row) => find({ what: `A body is kept at leaf ${leafOf(row)}, which has no place for it.` }),
      leafOf,
    );
    this.#firstRequest = database.prepare(
      'SELECT attempt.domain, attempt.secret, body.bytes FROM attempt JOIN body ON body.place = attempt.intent * 4 WHERE attempt.call = ? AND attempt.number = 1',
    );
  }

  /** A leaf that has no bodies. */
  none(index: number): void {
    this.#take(index, {}, [], undefined);
  }

  intent(index: number, leaf: IntentLeaf, secret: OpenedSecret): void {
    const { request, sent } = leaf.commit;
    const kept = this.#take(index, { request }, ['sent'], secret);
    const name = { call: leaf.call, attempt: leaf.attempt };
    const asReceived = this.#body(index, name, 'request', secret, kept, request);
    this.#body(index, name, 'sent', secret, kept, sent);
    if (!this.#open || kept.has('sent') || !(secret instanceof AttemptSecret)) return;
    // Where nothing else is kept the request left as it came.
    const left = request === undefined ? this.#requestOf(leaf.call) : asReceived;
    if (left !== undefined && saltedCommitment(secret.salt('sent'), left) !== sent) {
      this.#find({ leaf: index, call: leaf.call, what: 'What left is neither the request nor kept.' });
    }
  }

  /** An outcome with its answer, or a refusal with its request. */
  single(
    index: number,
    name: AttemptName,
    field: 'request' | 'received',
    secret: OpenedSecret,
    commitment: string | undefined,
  ): void {
    const kept = this.#take(index, { [field]: commitment }, [], secret);
    this.#body(index, name, field, secret, kept, commitment);
  }

  finish(): void {
    this.#cursor.finish();
  }

  /** The bodies of a leaf: one for every commitment given and none besides, but for the `optional` fields. */
  #take(
    index: number,
    committed: Readonly<Record<string, string | undefined>>,
    optional: readonly BodyField[],
    secret: OpenedSecret,
  ): Kept {
    const kept = new Map<string, Uint8Array | undefined>();
    for (let row = this.#cursor.take(index); row !== undefined; row = this.#cursor.take(index)) {
      kept.set(bodyAt(integer(row[0])).field ?? 'none', this.#open ? bytes(row[1]) : undefined);
    }
    const isGone = secret === 'cleared' || (secret instanceof AttemptSecret && !secret.opensBodies);
    if (isGone) {
      this.erased += Object.values(committed).filter((commitment) => commitment !== undefined).length;
      if (kept.size > 0) {
        this.#find({ leaf: index, what: 'A body is kept at this leaf, which the log says was erased.' });
      }
      return kept;
    }
    for (const [field, commitment] of Object.entries(committed)) {
      // Nobody could open it; whether it is still there makes no difference.
      if (commitment === undefined || kept.has(field) || secret === 'erased') continue;
      this.#find({ leaf: index, what: `The ${field} that this leaf commits to is missing.` });
    }
    for (const field of kept.keys()) {
      if (committed[field] !== undefined || optional.some((allowed) => allowed === field)) continue;
      this.#find({
        leaf: index,
        what: `A body (${field}) is kept at this leaf, which does not commit to it.`,
      });
    }
    return kept;
  }

  /** The bytes, when they are those that the leaf commits to; a finding otherwise. */
  #body(
    index: number,
    name: AttemptName,
    field: BodyField,
    secret: OpenedSecret,
    kept: Kept,
    commitment: string | undefined,
  ): Uint8Array | undefined {
    if (!kept.has(field)) return undefined;
    if (secret === 'erased') this.erased += 1;
    const encrypted = kept.get(field);
    if (!(secret instanceof AttemptSecret) || encrypted === undefined) return undefined;
    const content = decryptBody(secret.key(field), name, field, encrypted);
    if (content === undefined || saltedCommitment(secret.salt(field), content) !== commitment) {
      const what = `The ${field} kept is not the one that this leaf commits to.`;
      this.#find({ leaf: index, call: name.call, what });
      return undefined;
    }
    this.opened += 1;
    return content;
  }

  /** The request of a call, for its later attempts. That it is the right one was checked at the first. */
  #requestOf(call: string): Uint8Array | undefined {
    const row = this.#firstRequest.get(call);
    const domain = row && this.#keys.domains?.get(text(row['domain']));
    if (row === undefined || domain === undefined) return undefined;
    const name = { call, attempt: 1 };
    const secret = AttemptSecret.unwrap(domain, name, bytes(row['secret']));
    return secret && decryptBody(secret.key('request'), name, 'request', bytes(row['bytes']));
  }
}
