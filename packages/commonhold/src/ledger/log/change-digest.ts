import { canonicalJson, type CanonicalValue } from '@commonhold/record';
import type { CommitRow, RowValue } from '#store';
import type { OpaqueNames } from './opaque-names.ts';

/**
 * What a `change` leaf says about rows that no other leaf proves: the keyed digest of the row as it was written, so
 * that `verify` can hold the row against the log. It is keyed with the key of opaque names, because a row may hold
 * nothing but words that could be guessed.
 */
const digested: ReadonlySet<string> = new Set([
  'insert-key',
  'revoke-key',
  'put-key-terms',
  'put-credential',
  'put-setting',
  'insert-hold',
]);

/** The digest of the first row that has one; undefined for changes of other things. */
export function changeDigest(names: OpaqueNames, rows: readonly CommitRow[]): string | undefined {
  const row = rows.map(asInserted).find(({ statement }) => digested.has(statement));
  return row === undefined ? undefined : rowDigest(names, row.statement, row.values);
}

/** A key without its name is the row that adding it would have made. */
function asInserted(row: CommitRow): CommitRow {
  if (row.statement !== 'erase-key-name') return row;
  const [id = null, hash = null, principal = null, ...rest] = row.values;
  return { statement: 'insert-key', values: [id, hash, principal, 'erased', ...rest] };
}

export function rowDigest(
  names: OpaqueNames,
  statement: CommitRow['statement'],
  values: readonly RowValue[],
): string {
  return names.keyedDigest(canonicalJson([statement, ...values.map(plain)]));
}

function plain(value: RowValue): CanonicalValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  if (typeof value === 'bigint') return value.toString();
  return value;
}
