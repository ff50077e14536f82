import { createHmac } from 'node:crypto';
import type { AttestationLeaf, Leaf } from '@commonhold/record';
import { newId } from '#base';
import type { Principal } from '#call';
import { attestedDigest, isAttestationLeaf, type CommitRow, type Store } from '#store';
import type { Domain } from '../bodies/domain-secret.ts';
import type { LeafMaker } from '../log/leaves.ts';
import type { OpaqueNames } from '../log/opaque-names.ts';
import { type ImportedPast, readImported } from './imported-uses.ts';

/** A call of the record that has the id which an imported call would get. */
export interface KnownCall {
  readonly status: string;
  readonly attempts: number;
  readonly erased: boolean;
}

/** What the open ledger lends. */
interface Means {
  readonly store: Store;
  readonly leaves: LeafMaker;
  readonly names: OpaqueNames;
  append(leaf: Leaf, rows: readonly CommitRow[]): Promise<void>;
  settled(): Promise<void>;
  domainOf(principal: Principal): Promise<Domain>;
}

/** Which files were read into the record, and which of their calls are there. */
export class ImportLog {
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  /**
   * The id of the call that a source knows by this name: the same at every import, so that a call is not written twice, and
   * without the key of this log nobody can tell from it what the source called it. It has no time in it, because sources
   * that overlap may differ in theirs.
   */
  callId(source: string): string {
    const digest = this.#means.names.keyedDigest(`import\n${source}`);
    const bytes = createHmac('sha256', 'commonhold/import/v1').update(digest).digest();
    return newId(0, (count) => bytes.subarray(0, count));
  }

  /** Which of these calls are on record, by id. */
  async known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownCall>> {
    const rows = await this.#means.store.read<{
      id: string;
      status: string;
      attempts: number;
      erased: number | null;
    }>('SELECT id, status, attempts, erased FROM call WHERE id IN (SELECT value FROM json_each(?))', [
      JSON.stringify(ids),
    ]);
    return new Map(
      rows.map(({ id, status, attempts, erased }) => [id, { status, attempts, erased: erased !== null }]),
    );
  }

  /** When a file with this SHA-256 was read to its end; undefined if none was. */
  async attested(digest: string): Promise<string | undefined> {
    const [row] = await this.#means.store.read<{ time: string }>(
      `SELECT json_extract(CAST(bytes AS TEXT), '$.time') AS time FROM leaf
       WHERE ${isAttestationLeaf} AND ${attestedDigest} = CAST(? AS BLOB) ORDER BY idx LIMIT 1`,
      [digest],
    );
    return row?.time;
  }

  /**
   * Writes that a file with this SHA-256 was read to its end, after all of its calls. A crash before it leaves calls without
   * it, and who imports the file again goes on behind them.
   */
  async attest(actor: Principal, subject: string, digest: string): Promise<void> {
    const domain = await this.#means.domainOf(actor);
    const leaf: AttestationLeaf = this.#means.leaves.attestation(domain.pseudonym, subject, digest);
    await this.#means.append(leaf, []);
  }

  /** What was imported and is not erased, added up, and from which files; of everybody or of one principal. */
  async past(principal?: string): Promise<ImportedPast> {
    await this.#means.settled();
    return readImported(this.#means.store, principal);
  }
}
