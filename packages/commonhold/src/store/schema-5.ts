/**
 * The tables of version 5: witnesses, both ways, and the names that this log had before.
 *
 * - `cosigned`        heads of this log with the cosignatures that witnesses gave, as one note; `quorum` says whether they
 *                     were enough by the policy of that moment. What is published and what receipts show comes from here
 *                     where a quorum is asked for. A head has its row in `checkpoint` first.
 * - `witnessed`       the head that this node cosigned last for each log of others: what it must never contradict.
 *                     `text` is the checkpoint that was cosigned and `log_lines` the log's own signatures on it, for monitors.
 * - `earlier_origin`  names under which this same database was signed before: after a restored backup a log goes on under
 *                     a new name, because the old one has heads elsewhere that this database does not have. Heads up to
 *                     `size` were signed under that name.
 */
export const schema5 = `
CREATE TABLE cosigned (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL,
  time TEXT NOT NULL,
  quorum INTEGER NOT NULL CHECK (quorum IN (0, 1))
) STRICT;

CREATE TABLE witnessed (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  text TEXT NOT NULL,
  log_lines TEXT NOT NULL,
  time TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE earlier_origin (
  origin TEXT PRIMARY KEY,
  created TEXT NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  ended TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
