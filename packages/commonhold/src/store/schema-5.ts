import { flowDaySchema } from './flow-day.ts';
import { spentDaySchema } from './spent-day.ts';
import { seenCallsOnly } from './schema-2.ts';

/**
 * The tables of version 5: witnesses, both ways, the names that this log had before, roots of its subtrees, and the
 * rules that were in force.
 *
 * - `cosigned`        heads of this log with the cosignatures that witnesses gave, as one note; `quorum` says whether they
 *                     were enough by the policy of that moment. What is published and what receipts show comes from here
 *                     where a quorum is asked for. A head has its row in `checkpoint` first.
 * - `witnessed`       the head that this node cosigned last for each log of others: what it must never contradict.
 *                     `text` is the checkpoint that was cosigned and `log_lines` the log's own signatures on it, for monitors;
 *                     `cosignatures` are this node's.
 * - `earlier_origin`  names under which this same log was signed before: after a restored backup it goes on under a new
 *                     name, because the old one has heads elsewhere that this database does not have. The first `size`
 *                     leaves, which have this root, are those that heads of that name may cover; the leaf after them says
 *                     the same.
 * - `subtree`         the root of each complete subtree of 256 leaves, written with the leaf that completes it, so that a proof
 *                     is made without hashing the log. The writer thread fills it for a log that is older than it.
 *
 * - `policy_set`      each set of rules that was in force, in the order in which they were: `files` is the text that `digest` is
 *                     the SHA-256 of, so that a call is explained by the rules of its time, and shown to be by no others.
 *
 * - `basis`           what rules could see of a call beyond the call itself: the facts of its destination and the labels that
 *                     could be found. Thousands of calls share one, so the call's document holds the digest and this table
 *                     the text, as for `policy_set`.
 *
 * - `segment`         texts that carry labels which nobody could find in them, by keyed hashes, so that they keep them when a
 *                     client sends its history again: under which domain's key, which labels (names with spaces between),
 *                     and by which call. Nothing of the log; `ledger/calls/segment-labels.ts` describes it.
 *
 * - `flow_day`        what was sent where, added up by day; `flow-day.ts` describes it.
 *
 * - `spent_day`       what was used up, added up by day; `spent-day.ts` describes it.
 *
 * - `key_terms`       until when a key holds, what it may be used for and how much, as one JSON document; a key without a row
 *                     has none of it.
 *
 * - `approval`        what was decided about calls that waited for somebody's approval, by the `change` leaf that says so:
 *                     salt and text, sealed as the statements of table `access` are.
 *
 * And two indexes of what is rare, so that what was erased is listed without reading the log:
 *
 * - `leaf_erasure`    the erasure leaves. A leaf is canonical JSON, an actor has 22 characters, and only this kind has a
 *                     `basis`, which is the next field: nine bytes tell. Whoever asks by these words finds the index.
 * - `call_erased`     calls of which something was erased, by the leaf that says so.
 *
 * And two for clients that go on from an answer by its name:
 *
 * - `attempt_answer`  the attempts whose answer is known to its client by its destination's own id. Whether a document has one is
 *                     looked for in its text: reading the document for that took 4 µs of each call.
 * - `call_parent`     the calls that went on from another.
 * - `leaf_attestation`  attestations by the digest that they attest, which stands right behind the actor in this kind alone.
 *
 * - `call_trouble`     is that of version 2 in other words: for a list of four statuses SQLite made a table of its own each time that
 *                      a row was written, 9 µs of each call.
 */
export const hasAnswerId = (result: string): string => `instr(${result}, '"answer":') > 0`;
export const isErasureLeaf = `substr(bytes, 35, 9) = x'${Buffer.from('"basis":"').toString('hex')}'`;
export const isAttestationLeaf = `substr(bytes, 35, 10) = x'${Buffer.from('"digest":"').toString('hex')}'`;
export const attestedDigest = `substr(bytes, 45, 43)`;

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
  cosignatures TEXT NOT NULL,
  time TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE earlier_origin (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL UNIQUE,
  root BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subtree (
  block INTEGER PRIMARY KEY,
  root BLOB NOT NULL
) STRICT;

CREATE TABLE policy_set (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  files TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;

CREATE TABLE basis (
  digest TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
  domain TEXT NOT NULL,
  hash BLOB NOT NULL,
  leaf INTEGER NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (domain, hash, leaf, labels)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_of ON segment (leaf);

CREATE TABLE approval (
  leaf INTEGER PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE key_terms (
  key TEXT PRIMARY KEY,
  terms TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX leaf_erasure ON leaf (idx) WHERE ${isErasureLeaf};
CREATE INDEX call_erased ON call (erased) WHERE erased IS NOT NULL;
CREATE INDEX call_parent ON call (parent) WHERE parent IS NOT NULL;
CREATE INDEX attempt_answer ON attempt (json_extract(result, '$.answer')) WHERE ${hasAnswerId('result')};
DROP INDEX call_trouble;
CREATE INDEX call_trouble ON call (status) WHERE status <> 'open' AND status <> 'completed';
CREATE INDEX leaf_attestation ON leaf (${attestedDigest}) WHERE ${isAttestationLeaf};
${flowDaySchema}${spentDaySchema}${seenCallsOnly}`;
