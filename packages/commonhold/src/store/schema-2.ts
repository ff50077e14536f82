/**
 * The tables of version 2: what lists, filters and the overview read when there are a million calls, and what people
 * who sign in leave here. Everything about calls follows from `call`, `attempt` and `refusal`, is written in the same
 * transaction (most of it by triggers, so that no writer can forget it), and `ledger/audit` adds it all up again.
 *
 * - indexes of `call`  one for each filter that may meet few calls among many. Every index ends in the log index, so each
 *                      gives its calls in the order of the log. They hold only what is rare where that is enough:
 *                      calls that ended badly, names asked for that are not the model's own, what is not live.
 * - `call_label`       which calls carry which class of data, from their intents, refusals and outcomes.
 * - `call_hour`        first and last call that began in an hour. A clock can be set back, so the log is not sorted by
 *                      time; this bounds where in the log a span of time can lie, also then.
 * - `usage_day`        calls that have ended, added up by day (UTC, of the call's beginning), principal, status and
 *                      destination. `metered` are the calls whose tokens are known. Refusals were sent nowhere: ''.
 * - `duration_day`     completed calls by how long they took, four classes for each doubling of the microseconds, from
 *                      which medians are read within 9 %.
 * - `session`          who has signed in at the console: the digest of a token, never the token. Nothing of the log.
 * - `conversation`     talks in the console, sealed under the erasure domain's key. The calls in them are on record
 *                      like all others; this is only how a person finds them again.
 */
const microsecondsClass = (row: string): string =>
  `CAST(floor(log2(max(CAST(${row}.total_ms * 1000 AS INTEGER), 1)) * 4) AS INTEGER)`;

const dayOf = (row: string): string => `substr(${row}.time, 1, 10)`;
const hourOf = (row: string): string => `substr(${row}.time, 1, 13)`;

const facetsOf = (row: string): string =>
  `${dayOf(row)}, ${row}.principal, ${row}.status, coalesce(${row}.local, ''), coalesce(${row}.provider, ''), coalesce(${row}.model, '')`;

const isMetered = (row: string): string =>
  `(${row}.input_tokens IS NOT NULL AND ${row}.output_tokens IS NOT NULL)`;

/** Adds an ended call to the sums, or takes it out again when a later attempt reopens it. */
const addUp = (row: string, sign: 1 | -1): string => `
  INSERT INTO usage_day (day, principal, status, local, provider, model, calls, metered, input, output)
  VALUES (${facetsOf(row)}, ${sign}, ${sign} * ${isMetered(row)}, ${sign} * iif(${isMetered(row)}, ${row}.input_tokens, 0), ${sign} * iif(${isMetered(row)}, ${row}.output_tokens, 0))
  ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, metered = metered + excluded.metered,
    input = input + excluded.input, output = output + excluded.output;
  INSERT INTO duration_day (day, principal, class, calls)
  SELECT ${dayOf(row)}, ${row}.principal, ${microsecondsClass(row)}, ${sign}
  WHERE ${row}.status = 'completed' AND ${row}.total_ms IS NOT NULL
  ON CONFLICT DO UPDATE SET calls = calls + excluded.calls;`;

/**
 * What the derived tables must hold, worked out from the proven tables alone, in the order of their keys: for the first
 * filling, and for an audit.
 */
export const derivedTables: readonly DerivedTable[] = [
  {
    name: 'call_hour',
    keyColumns: 1,
    source: `SELECT ${hourOf('call')}, min(leaf), max(leaf) FROM call GROUP BY 1`,
  },
  {
    name: 'usage_day',
    keyColumns: 6,
    source: `SELECT ${facetsOf('call')}, count(*), sum(${isMetered('call')}), sum(iif(${isMetered('call')}, input_tokens, 0)), sum(iif(${isMetered('call')}, output_tokens, 0)) FROM call WHERE status <> 'open' AND origin <> 'import' GROUP BY 1, 2, 3, 4, 5, 6`,
  },
  {
    name: 'duration_day',
    keyColumns: 3,
    source: `SELECT ${dayOf('call')}, principal, ${microsecondsClass('call')}, count(*) FROM call WHERE status = 'completed' AND total_ms IS NOT NULL AND origin <> 'import' GROUP BY 1, 2, 3`,
  },
  {
    name: 'call_label',
    keyColumns: 2,
    source: `SELECT json_each.value, call.leaf FROM attempt JOIN call ON call.id = attempt.call, json_each(attempt.detail, '$.labels')
      UNION SELECT json_each.value, call.leaf FROM attempt JOIN call ON call.id = attempt.call, json_each(attempt.result, '$.labels') WHERE attempt.result IS NOT NULL
      UNION SELECT json_each.value, refusal.leaf FROM refusal, json_each(refusal.detail, '$.labels')`,
  },
];

/**
 * The triggers that add up ended calls, as of version 5: what was imported happened elsewhere and on other days, so it is
 * in no sum by day. Before that version nothing could be imported.
 */
export const seenCallsOnly = `
DROP TRIGGER call_refused;
DROP TRIGGER call_ended;
DROP TRIGGER call_reopened;
CREATE TRIGGER call_refused AFTER INSERT ON call WHEN NEW.status <> 'open' AND NEW.origin <> 'import'
BEGIN${addUp('NEW', 1)}
END;
CREATE TRIGGER call_ended AFTER UPDATE OF status ON call WHEN NEW.status <> 'open' AND NEW.origin <> 'import'
BEGIN${addUp('NEW', 1)}
END;
CREATE TRIGGER call_reopened AFTER UPDATE OF status ON call WHEN OLD.status <> 'open' AND OLD.origin <> 'import'
BEGIN${addUp('OLD', -1)}
  DELETE FROM usage_day WHERE (day, principal, status, local, provider, model) = (${facetsOf('OLD')}) AND calls = 0;
  DELETE FROM duration_day WHERE day = ${dayOf('OLD')} AND principal = OLD.principal AND calls = 0;
END;
`;

export interface DerivedTable {
  readonly name: string;
  /** The first so many columns are its key. */
  readonly keyColumns: number;
  readonly source: string;
}

export const schema2 = `
CREATE INDEX call_principal ON call (principal);
CREATE INDEX call_provider ON call (provider);
CREATE INDEX call_model ON call (model);
CREATE INDEX call_asked ON call (asked) WHERE asked IS NOT model;
CREATE INDEX call_run ON call (run) WHERE run IS NOT NULL;
CREATE INDEX call_trouble ON call (status) WHERE status IN ('failed', 'aborted', 'unknown', 'refused');
CREATE INDEX call_origin ON call (origin) WHERE origin <> 'live';
CREATE INDEX call_operation ON call (operation) WHERE operation <> 'generate';

CREATE TABLE call_label (
  label TEXT NOT NULL,
  leaf INTEGER NOT NULL,
  PRIMARY KEY (label, leaf)
) STRICT, WITHOUT ROWID;

CREATE TABLE call_hour (
  hour TEXT PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_day (
  day TEXT NOT NULL,
  principal TEXT NOT NULL,
  status TEXT NOT NULL,
  local TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  calls INTEGER NOT NULL,
  metered INTEGER NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  PRIMARY KEY (day, principal, status, local, provider, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE duration_day (
  day TEXT NOT NULL,
  principal TEXT NOT NULL,
  class INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (day, principal, class)
) STRICT, WITHOUT ROWID;

${derivedTables.map(({ name, source }) => `INSERT INTO ${name} ${source};`).join('\n')}

CREATE TRIGGER call_began AFTER INSERT ON call
BEGIN
  INSERT INTO call_hour (hour, first, last) VALUES (${hourOf('NEW')}, NEW.leaf, NEW.leaf)
  ON CONFLICT DO UPDATE SET last = excluded.last;
END;
CREATE TRIGGER call_refused AFTER INSERT ON call WHEN NEW.status <> 'open'
BEGIN${addUp('NEW', 1)}
END;
CREATE TRIGGER call_ended AFTER UPDATE OF status ON call WHEN NEW.status <> 'open'
BEGIN${addUp('NEW', 1)}
END;
CREATE TRIGGER call_reopened AFTER UPDATE OF status ON call WHEN OLD.status <> 'open'
BEGIN${addUp('OLD', -1)}
  DELETE FROM usage_day WHERE (day, principal, status, local, provider, model) = (${facetsOf('OLD')}) AND calls = 0;
  DELETE FROM duration_day WHERE day = ${dayOf('OLD')} AND principal = OLD.principal AND calls = 0;
END;

CREATE TABLE session (
  digest BLOB PRIMARY KEY,
  key TEXT NOT NULL,
  created TEXT NOT NULL,
  expires TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  principal TEXT NOT NULL,
  domain TEXT NOT NULL,
  updated TEXT NOT NULL,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_of ON conversation (principal, updated);
`;
