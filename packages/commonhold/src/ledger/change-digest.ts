import { canonicalJsonBytes, type CanonicalValue } from '@commonhold/record';
import { type CommitRow, type RowValue, sha256 } from '#store';

/**
 * What a `change` leaf says about rows of `key` and `credential`: the digest of the row as it was written, so that
 * `verify` can hold the row against the log. Both hold at least 256 random bits (the key's hash, the sealed
 * credential), so the digest tells nobody a name.
 */
const digested: ReadonlySet<string> = new Set(['insert-key', 'revoke-key', 'put-credential']);

/** The digest of the first row that has one; undefined for changes of other things. */
export function changeDigest(rows: readonly CommitRow[]): string | undefined {
  const row = rows.find(({ statement }) => digested.has(statement));
  return row === undefined ? undefined : rowDigest(row.statement, row.values);
}

export function rowDigest(statement: CommitRow['statement'], values: readonly RowValue[]): string {
  const bytes = canonicalJsonBytes([statement, ...values.map(plain)]);
  return Buffer.from(sha256(bytes)).toString('base64url');
}

function plain(value: RowValue): CanonicalValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  if (typeof value === 'bigint') return value.toString();
  return value;
}
