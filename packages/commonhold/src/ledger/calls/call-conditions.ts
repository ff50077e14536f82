import type { SqlValue } from '#store';
import type { CallQuery } from './call-query.ts';

/** A part of a WHERE clause over `call`, with what is bound to it. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * A way through calls in the order of the log that meets only those with one property. A way may fork: each branch has
 * its own index, no call is in two of them, and each gives its calls in order.
 */
export interface Way {
  readonly branches: readonly Branch[];
}

interface Branch extends Condition {
  /** What stands behind FROM. */
  readonly from: string;
  /** The column of the log index there. */
  readonly leaf: string;
  /** Where its calls can be counted without being looked up, if that is elsewhere; bound to the same values. */
  readonly counted?: { readonly from: string; readonly sql: string };
}

const troubled = ['failed', 'aborted', 'unknown', 'refused'];
/** In the words of the index `call_trouble`. */
const inTrouble = "(call.status <> 'open' AND call.status <> 'completed')";

/** Ids are 26 characters of this alphabet; a text that is one means that call and nothing else. */
const wholeId = /^[0-9a-hjkmnp-tv-z]{26}$/i;

/** What every call of the answer must fulfil. */
export function conditionsOf(query: CallQuery): Condition[] {
  const conditions: Condition[] = [];
  const where = (sql: string, ...values: SqlValue[]): void => {
    conditions.push({ sql, values });
  };
  for (const column of [
    'principal',
    'provider',
    'status',
    'operation',
    'wire',
    'origin',
    'local',
    'run',
  ] as const) {
    const value = query[column];
    if (value !== undefined) where(`call.${column} = ?`, value);
  }
  if (query.model !== undefined) where('(call.model = ? OR call.asked = ?)', query.model, query.model);
  if (query.trouble === true) where(inTrouble);
  if (query.label !== undefined) {
    where('EXISTS (SELECT 1 FROM call_label WHERE label = ? AND call_label.leaf = call.leaf)', query.label);
  }
  if (query.from !== undefined) where('call.time >= ?', query.from);
  if (query.to !== undefined) where('call.time <= ?', query.to);
  if (query.text !== undefined) conditions.push(textCondition(query.text));
  return conditions;
}

function textCondition({ text, principals }: NonNullable<CallQuery['text']>): Condition {
  if (wholeId.test(text)) return { sql: 'call.id = ?', values: [text.toLowerCase()] };
  const start = text.toLowerCase();
  const columns = ['asked', 'model', 'provider', 'run'];
  const inNames = columns.map((column) => `instr(lower(call.${column}), lower(?)) > 0`);
  return {
    // Ids are ASCII, so everything that begins with the text lies between it and the text with the last character after it.
    sql: `((call.id >= ? AND call.id < ?) OR ${inNames.join(' OR ')} OR call.principal IN (SELECT value FROM json_each(?)))`,
    values: [start, `${start}\u{10ffff}`, ...columns.map(() => text), JSON.stringify(principals)],
  };
}

/** Every way that leads to all calls of the answer and past others; the search takes the one with the fewest. */
export function waysOf(query: CallQuery): Way[] {
  const ways: Way[] = [];
  const way = (
    ...branches: readonly (readonly [index: string, sql: string, ...values: SqlValue[]])[]
  ): void => {
    ways.push({
      branches: branches.map(([index, sql, ...values]) => ({
        from: `call INDEXED BY ${index}`,
        leaf: 'call.leaf',
        sql,
        values,
      })),
    });
  };
  const { principal, provider, model, run, origin, operation, status, label, text } = query;
  if (principal !== undefined) way(['call_principal', 'call.principal = ?', principal]);
  if (provider !== undefined) way(['call_provider', 'call.provider = ?', provider]);
  if (model !== undefined) {
    way(
      ['call_model', 'call.model = ?', model],
      ['call_asked', 'call.asked = ? AND call.asked IS NOT call.model', model],
    );
  }
  if (run !== undefined) way(['call_run', 'call.run = ?', run]);
  if (origin !== undefined && origin !== 'live') {
    way(['call_origin', "call.origin = ? AND call.origin <> 'live'", origin]);
  }
  if (operation !== undefined && operation !== 'generate') {
    way(['call_operation', "call.operation = ? AND call.operation <> 'generate'", operation]);
  }
  // An index that holds only some calls is taken only where the query says in the index's own words that it is about these.
  const statuses: string[] = status !== undefined && troubled.includes(status) ? [status] : [];
  if (query.trouble === true && status === undefined) statuses.push(...troubled);
  if (statuses.length > 0) {
    way(...statuses.map((one) => ['call_trouble', `call.status = ? AND ${inTrouble}`, one] as const));
  }
  if (label !== undefined) {
    const sql = 'call_label.label = ? AND call.leaf = call_label.leaf';
    ways.push({
      branches: [
        {
          from: 'call_label CROSS JOIN call',
          leaf: 'call_label.leaf',
          sql,
          values: [label],
          counted: { from: 'call_label', sql: 'call_label.label = ?' },
        },
      ],
    });
  }
  if (text !== undefined && wholeId.test(text.text)) {
    way(['sqlite_autoindex_call_1', 'call.id = ?', text.text.toLowerCase()]);
  }
  if (status === 'open') {
    // As many as are under way.
    const sql =
      'call.leaf IN (SELECT one.leaf FROM attempt JOIN call AS one ON one.id = attempt.call WHERE attempt.outcome IS NULL)';
    ways.push({ branches: [{ from: 'call NOT INDEXED', leaf: 'call.leaf', sql, values: [] }] });
  }
  return ways;
}

/** Through the log itself, past every call. */
export const everyCall: Way = {
  branches: [{ from: 'call NOT INDEXED', leaf: 'call.leaf', sql: 'TRUE', values: [] }],
};
