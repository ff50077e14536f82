/**
 * The tables, version 1. Everything else in the database can be proved from `leaf`, the signed checkpoints and the
 * keys; `ledger/audit` does so, column by column.
 *
 * - `leaf`       the transparency log: entry `idx`, its bytes and their RFC 6962 leaf hash.
 * - `frontier`   the right edge of the hash tree over all leaves, so that a start reads twenty hashes and not the log.
 * - `checkpoint` heads that were signed, with the frontier each was signed over: all of a day, of older ones the last of
 *                each hour. A trigger holds the rule that protects against two heads of one size: sizes only grow.
 * - `domain`     one key for each (principal, project, month), wrapped by the root key. Deleting the row destroys it.
 * - `call`       one row for each call, named by the leaf it began with; what lists and filters read.
 * - `attempt`    one row for each intent: its secret, wrapped by the domain's key, and the two index documents that
 *                the leaves commit to. `outcome` is null while the attempt is open.
 * - `refusal`    the same for a call that sent nothing.
 * - `body`       encrypted content. `place` is leaf index × 4 + field (0 request, 1 sent, 2 received): a rowid, so
 *                that a body costs one tree and no second index.
 * - `key`, `credential`  who may call, and what the node itself presents to providers, sealed under the root key.
 * - `setting`    what the node must remember between starts and nobody else needs, such as which configuration was last
 *                recorded.
 * - `node`       one row: what this log is called and the sealed key that makes opaque ids of owners' names.
 */
export const schema = `
CREATE TABLE node (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL,
  created TEXT NOT NULL,
  names BLOB NOT NULL
) STRICT;

CREATE TABLE leaf (
  idx INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE frontier (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL,
  nodes BLOB NOT NULL
) STRICT;
INSERT INTO frontier (one, size, nodes) VALUES (1, 0, x'');

CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL,
  nodes BLOB NOT NULL
) STRICT;
CREATE TRIGGER checkpoint_grows BEFORE INSERT ON checkpoint
WHEN NEW.size <= (SELECT max(size) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'a checkpoint of this size or a larger one is already signed'); END;

CREATE TABLE domain (
  id TEXT PRIMARY KEY,
  principal TEXT NOT NULL,
  project TEXT NOT NULL,
  month TEXT NOT NULL,
  secret BLOB NOT NULL,
  UNIQUE (principal, project, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE call (
  leaf INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  time TEXT NOT NULL,
  origin TEXT NOT NULL,
  principal TEXT NOT NULL,
  operation TEXT NOT NULL,
  wire TEXT NOT NULL,
  asked TEXT NOT NULL,
  run TEXT,
  parent TEXT,
  attempts INTEGER NOT NULL,
  provider TEXT,
  model TEXT,
  local TEXT,
  status TEXT NOT NULL,
  error TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  usage_source TEXT,
  total_ms REAL
) STRICT;

CREATE TABLE attempt (
  intent INTEGER PRIMARY KEY,
  call TEXT NOT NULL,
  number INTEGER NOT NULL,
  domain TEXT NOT NULL,
  secret BLOB NOT NULL,
  detail TEXT NOT NULL,
  outcome INTEGER,
  result TEXT,
  UNIQUE (call, number)
) STRICT;
CREATE INDEX attempt_open ON attempt (intent) WHERE outcome IS NULL;

CREATE TABLE refusal (
  leaf INTEGER PRIMARY KEY,
  call TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  secret BLOB NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE TABLE body (
  place INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE key (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  principal TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  project TEXT NOT NULL,
  labels TEXT NOT NULL,
  created TEXT NOT NULL,
  revoked TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  provider TEXT PRIMARY KEY,
  sealed BLOB NOT NULL,
  created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
