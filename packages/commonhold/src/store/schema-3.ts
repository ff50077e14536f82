/**
 * The tables of version 3: what erasure needs.
 *
 * - `call.erased`      the newest erasure leaf that speaks of the call. Null: nothing of it was erased.
 * - `erased_domain`    domains whose key was destroyed, and the leaf that says so. `principal` is there only until the
 *                      index rows of the domain's calls are cleared too: by it they are found, and then it goes.
 * - `erasure_left`, `domain_left`  calls and domains that an erasure has promised and not reached yet, with what their leaf
 *                      will say. A start goes on with them.
 * - `hold`             what must not be erased. `kind` says what `name` names: a principal, a project or a call.
 * - `domain_again`     empty between transactions. When a key is destroyed all rows of `domain` pass through it: deleting
 *                      a row overwrites its bytes with zeros, but SQLite may have left a copy in the unused part of a page
 *                      when it once moved the row, and only a page that is given up whole is overwritten whole.
 */
export const schema3 = `
ALTER TABLE call ADD COLUMN erased INTEGER;

CREATE TABLE erased_domain (
  id TEXT PRIMARY KEY,
  leaf INTEGER NOT NULL,
  principal TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure_left (
  leaf INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  extent TEXT NOT NULL,
  basis TEXT NOT NULL
) STRICT;

CREATE TABLE domain_left (
  id TEXT PRIMARY KEY,
  actor TEXT NOT NULL,
  basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  created TEXT NOT NULL,
  UNIQUE (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE domain_again (
  id TEXT NOT NULL,
  principal TEXT NOT NULL,
  project TEXT NOT NULL,
  month TEXT NOT NULL,
  secret BLOB NOT NULL
) STRICT;
`;
