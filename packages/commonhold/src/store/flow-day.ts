import type { DerivedTable } from './schema-2.ts';

/**
 * `flow_day`: what was sent, added up by day (UTC, of the intent), by who sent it, the classes of data that were found
 * in it, and where it went with what was known of that place when it went. It counts attempts and not calls, because a
 * call that was handed on to a second destination reached the first one too. What comes with every call is known to the one
 * who writes its leaves and goes into the same transaction by `addFlow`, added up over the transaction (`flow-sums.ts`); what is
 * rare is done by triggers, which read it out of the rows again at six times the cost. `ledger/audit` adds it all up again.
 *
 * - `labels`     the JSON list of the intent: what was found before it was sent. '' for what was erased.
 * - `entity`, `country`, `retention`, `trains`  as they were known then; '' is unknown.
 * - `refused`    '' for what was sent; else why the call sent nothing, and then there is no place either.
 * - `calls`      attempts that are their call's last one so far, and refusals: together each call once, where it ended.
 * - `attempts`   everything that an intent was written for. Whether it arrived is for the outcome to say.
 * - `sized`, `sent`  attempts whose size is known, and their bytes; `answered`, `received` the same of what came back.
 *                Sizes are rounded up as those of stored bodies are; `ledger/calls/details.ts` says why.
 *
 * Of what was erased stays what the log itself says of it: when, in which country and on whose machine, under the log's own
 * name of the destination.
 */
const keys = 'day, principal, labels, provider, entity, country, local, retention, trains, refused';
const sums = ['calls', 'attempts', 'sized', 'sent', 'answered', 'received'];

const addExcluded = sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ');

const whose = (row: string): string =>
  `coalesce(json_extract(${row}.detail, '$.principal'), 'erased'), coalesce(json_extract(${row}.detail, '$.labels'), '')`;

const daySent = `substr(json_extract(CAST(leaf.bytes AS TEXT), '$.time'), 1, 10)`;

/** The day, the country and the kind of machine are those of the leaf, which outlives an erasure. */
function sentFacets(row: string): string {
  const leaf = (field: string): string => `json_extract(CAST(leaf.bytes AS TEXT), '$.destination.${field}')`;
  const fact = (field: string): string =>
    `coalesce(CAST(json_extract(${row}.detail, '$.${field}') AS TEXT), '')`;
  return `${daySent}, ${whose(row)}, coalesce(json_extract(${row}.detail, '$.provider'), ${leaf('provider')}), ${fact('legalEntity')}, coalesce(${leaf('country')}, ''), ${leaf('local')}, ${fact('retentionDays')}, ${fact('trainsOnData')}, ''`;
}

const refusedFacets = (row: string): string =>
  `substr(call.time, 1, 10), ${whose(row)}, '', '', '', '', '', '', coalesce(call.error, '')`;

const sizeSent = (row: string): string => `json_extract(${row}.detail, '$.sentBytes')`;
const sizeReceived = (row: string): string => `json_extract(${row}.result, '$.receivedBytes')`;

const sentSums = (row: string): readonly string[] => [
  `(${row}.number = call.attempts)`,
  '1',
  `(${sizeSent(row)} IS NOT NULL)`,
  `coalesce(${sizeSent(row)}, 0)`,
  ...answerSums(row),
];
const answerSums = (row: string): readonly string[] => [
  `(${sizeReceived(row)} IS NOT NULL)`,
  `coalesce(${sizeReceived(row)}, 0)`,
];

/** What was imported did not leave here, and not on the day of its entry: it is in no sum of this table. */
const isSeen = `call.origin <> 'import'`;

const placesOf = (row: string): string =>
  `call JOIN leaf ON leaf.idx = ${row}.intent WHERE call.id = ${row}.call AND ${isSeen}`;

const grouped = (values: readonly string[]): string => values.map((value) => `sum(${value})`).join(', ');
const byKey = 'GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10';

export const flowDay: DerivedTable = {
  name: 'flow_day',
  keyColumns: 10,
  source: `SELECT ${sentFacets('attempt')}, ${grouped(sentSums('attempt'))}
    FROM attempt JOIN call ON call.id = attempt.call JOIN leaf ON leaf.idx = attempt.intent WHERE ${isSeen} ${byKey}
    UNION ALL SELECT ${refusedFacets('refusal')}, count(*), 0, 0, 0, 0, 0
    FROM refusal JOIN call ON call.id = refusal.call ${byKey}`,
};

/** Adds values to the row of these facets, or takes them out with a minus. */
function add(sign: '' | '-', facets: string, values: readonly string[], from: string): string {
  return `
  INSERT INTO flow_day (${keys}, ${sums.join(', ')})
  SELECT ${facets}, ${values.map((value) => sign + value).join(', ')} FROM ${from}
  ON CONFLICT DO UPDATE SET ${addExcluded};`;
}

/** Adds sums to the row of these facets. */
export const addFlow = `INSERT INTO flow_day (${keys}, ${sums.join(', ')})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET ${addExcluded}`;

const addAttempt = (row: string, sign: '' | '-' = ''): string =>
  add(sign, sentFacets(row), sentSums(row), placesOf(row));
const addRefusal = (row: string, sign: '' | '-' = ''): string =>
  add(sign, refusedFacets(row), ['1', '0', '0', '0', '0', '0'], `call WHERE call.id = ${row}.call`);

const nothing = ['0', '0', '0', '0'];

/**
 * When a call goes on with another attempt, the one before is no longer its last. Told by the call's own row: a trigger on
 * `attempt` would make SQLite write every new attempt to a table of its own first, 3 µs of each call.
 */
export const flowDaySchema = `
CREATE TABLE flow_day (
  day TEXT NOT NULL,
  principal TEXT NOT NULL,
  labels TEXT NOT NULL,
  provider TEXT NOT NULL,
  entity TEXT NOT NULL,
  country TEXT NOT NULL,
  local TEXT NOT NULL,
  retention TEXT NOT NULL,
  trains TEXT NOT NULL,
  refused TEXT NOT NULL,
  calls INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  sized INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  received INTEGER NOT NULL,
  PRIMARY KEY (${keys})
) STRICT, WITHOUT ROWID;

INSERT INTO flow_day ${flowDay.source};

CREATE TRIGGER flow_sent_again AFTER UPDATE OF attempts ON call
BEGIN${add('-', sentFacets('attempt'), ['1', '0', ...nothing], `attempt JOIN call ON call.id = attempt.call JOIN leaf ON leaf.idx = attempt.intent WHERE attempt.call = NEW.id AND attempt.number = NEW.attempts - 1 AND ${isSeen}`)}
END;
CREATE TRIGGER flow_erased AFTER UPDATE OF detail ON attempt WHEN NEW.detail IS NOT OLD.detail
BEGIN${addAttempt('OLD', '-')}${addAttempt('NEW')}
  DELETE FROM flow_day WHERE day = (SELECT ${daySent} FROM leaf WHERE idx = OLD.intent) AND calls = 0 AND attempts = 0;
END;
CREATE TRIGGER flow_refused AFTER INSERT ON refusal
BEGIN${addRefusal('NEW')}
END;
CREATE TRIGGER flow_refused_erased AFTER UPDATE OF detail ON refusal WHEN NEW.detail IS NOT OLD.detail
BEGIN${addRefusal('OLD', '-')}${addRefusal('NEW')}
  DELETE FROM flow_day WHERE day = (SELECT substr(time, 1, 10) FROM call WHERE id = OLD.call) AND calls = 0 AND attempts = 0;
END;
`;
