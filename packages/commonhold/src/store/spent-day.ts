import type { DerivedTable } from './schema-2.ts';

/**
 * `spent_day`: what was used up, added up by day, by who used it and where. The day is the one in which budgets count the
 * call, in the time zone that the node had then; the intent's document says it. It counts attempts, because each is paid for.
 * It follows from the documents of `attempt` alone: the intent adds what it was estimated to take, and the outcome puts
 * in its place what it took, each in its own transaction, so that a crash leaves exactly what the record knows. What budgets
 * have left is read from here at a start.
 *
 * - `calls`        attempts that are their call's first one, so that each call counts once.
 * - `held`         attempts that count by their estimate: those under way, those that a crash cut off, and those whose
 *                  destination may have worked without saying how much. `held_tokens` and `held_nanos` are those estimates.
 * - `unpriced`, `unmetered`  attempts whose cost nobody knows: for want of a price, or of a count of tokens.
 * - `estimated`    attempts whose tokens were counted by nobody and estimated from the length of the texts.
 * - `nanos`        billionths of a unit of the currency; '' is no currency: what costs nothing, or nobody knows what.
 * - `told`         attempts whose cost is the destination's own word, which no price of ours was asked for; `told_nanos` is their
 *                  part of `nanos`.
 *
 * Of what was erased nothing stays here: the documents that said it are gone.
 */
const keys = ['day', 'principal', 'project', 'provider', 'model', 'currency'];
const spentSums = [
  'calls',
  'attempts',
  'held',
  'unpriced',
  'unmetered',
  'estimated',
  'input',
  'output',
  'nanos',
  'told',
  'told_nanos',
  'held_tokens',
  'held_nanos',
] as const;

const detail = (row: string, field: string): string => `json_extract(${row}.detail, '$.${field}')`;
const result = (row: string, field: string): string => `json_extract(${row}.result, '$.${field}')`;
const isHeld = (row: string): string =>
  `(${row}.result IS NULL OR ${result(row, 'cost')} IS NULL OR coalesce(${result(row, 'cost.held')}, 0))`;

function facets(row: string): readonly string[] {
  return [
    detail(row, 'day'),
    detail(row, 'principal'),
    detail(row, 'project'),
    detail(row, 'provider'),
    detail(row, 'model'),
    `coalesce(iif(${isHeld(row)}, ${detail(row, 'estimate.currency')}, ${result(row, 'cost.currency')}), '')`,
  ];
}

function values(row: string): readonly string[] {
  const known = (value: string): string => `iif(${isHeld(row)}, 0, coalesce(${value}, 0))`;
  const estimated = (value: string): string => `iif(${isHeld(row)}, coalesce(${value}, 0), 0)`;
  return [
    `(${row}.number = 1)`,
    '1',
    isHeld(row),
    known(`${result(row, 'cost.why')} = 'no-price'`),
    known(`${result(row, 'cost.why')} = 'no-usage'`),
    known(`${result(row, 'usage.source')} = 'estimated'`),
    known(result(row, 'cost.input')),
    known(result(row, 'cost.output')),
    known(result(row, 'cost.nanos')),
    known(`${result(row, 'cost.source')} = 'destination'`),
    known(`iif(${result(row, 'cost.source')} = 'destination', ${result(row, 'cost.nanos')}, 0)`),
    estimated(`${detail(row, 'estimate.input')} + ${detail(row, 'estimate.output')}`),
    estimated(detail(row, 'estimate.nanos')),
  ];
}

export const spentDay: DerivedTable = {
  name: 'spent_day',
  keyColumns: keys.length,
  source: `SELECT ${facets('attempt').join(', ')}, ${values('attempt')
    .map((value) => `sum(${value})`)
    .join(', ')}
    FROM attempt WHERE ${detail('attempt', 'day')} IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6`,
};

const addExcluded = spentSums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ');
const columns = [...keys, ...spentSums].join(', ');

/** Statements for what comes with every attempt; the values are the columns in their order. */
export const spentStatements = {
  'add-spent': `INSERT INTO spent_day (${columns}) VALUES (${[...keys, ...spentSums].map(() => '?').join(', ')}) ON CONFLICT DO UPDATE SET ${addExcluded}`,
  // When what it cost is in another currency than what was thought, its row of the estimate may be left with nothing.
  'sweep-spent': `DELETE FROM spent_day WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')} AND attempts = 0`,
} as const;

export const spentDaySchema = `
CREATE TABLE spent_day (
  ${keys.map((key) => `${key} TEXT NOT NULL`).join(',\n  ')},
  ${spentSums.map((sum) => `${sum} INTEGER NOT NULL`).join(',\n  ')},
  PRIMARY KEY (${keys.join(', ')})
) STRICT, WITHOUT ROWID;

CREATE TRIGGER spent_erased AFTER UPDATE OF detail ON attempt
WHEN ${detail('OLD', 'day')} IS NOT NULL AND ${detail('NEW', 'day')} IS NULL
BEGIN
  INSERT INTO spent_day (${columns}) SELECT ${[...facets('OLD'), ...values('OLD').map((value) => `-${value}`)].join(', ')} WHERE true
  ON CONFLICT DO UPDATE SET ${addExcluded};
  DELETE FROM spent_day WHERE day = ${detail('OLD', 'day')} AND attempts = 0;
END;
`;
