import type { CommitRow } from '#store';
import type { NewAttempt } from '../recorder.ts';
import type { CostDetail } from './details.ts';

/** What an attempt was added to, so that its outcome can take it out of there. */
export interface ExpectedRow {
  readonly facets: readonly [string, string, string, string, string];
  readonly currency: string;
  /** 1 for a call's first attempt. */
  readonly call: number;
  readonly tokens: number;
  readonly nanos: number;
}

/** Undefined for what counts in no budget. `store/spent-day.ts` describes the table. */
export function expectedRow({
  call,
  number,
  destination,
  model,
  spending,
}: NewAttempt): ExpectedRow | undefined {
  if (spending === undefined) return undefined;
  const { day, input, output, nanos, currency } = spending;
  const { id, project } = call.principal;
  const isPriced = nanos !== undefined && currency !== undefined;
  return {
    facets: [day, id, project, destination.provider, model],
    currency: isPriced ? currency : '',
    call: number === 1 ? 1 : 0,
    tokens: input + output,
    nanos: isPriced ? nanos : 0,
  };
}

/** Of an attempt that has not ended: the columns from `unpriced` to `told_nanos`. */
const nothingSettled = [0, 0, 0, 0, 0, 0, 0, 0] as const;

/** An attempt begins: it counts by what it is thought to take. */
export function expectedRows(row: ExpectedRow | undefined): readonly CommitRow[] {
  if (row === undefined) return [];
  const { facets, currency, call, tokens, nanos } = row;
  return [
    {
      statement: 'add-spent',
      values: [...facets, currency, call, 1, 1, ...nothingSettled, tokens, nanos],
    },
  ];
}

/** It has ended: what it took stands in the place of the estimate, in one row or, in another currency, in two. */
export function settledRows(
  row: ExpectedRow | undefined,
  cost: CostDetail | undefined,
  usage: { readonly source: string } | undefined,
): readonly CommitRow[] {
  if (row === undefined || cost === undefined || cost.held === true) return [];
  const { facets, call, tokens, nanos } = row;
  const isTold = cost.source === 'destination';
  const settled = [
    Number(cost.why === 'no-price'),
    Number(cost.why === 'no-usage'),
    Number(usage?.source === 'estimated'),
    cost.input,
    cost.output,
    cost.nanos ?? 0,
    Number(isTold),
    isTold ? (cost.nanos ?? 0) : 0,
  ];
  const currency = cost.currency ?? '';
  if (currency === row.currency) {
    return [{ statement: 'add-spent', values: [...facets, currency, 0, 0, -1, ...settled, -tokens, -nanos] }];
  }
  return [
    {
      statement: 'add-spent',
      values: [...facets, row.currency, -call, -1, -1, ...nothingSettled, -tokens, -nanos],
    },
    { statement: 'add-spent', values: [...facets, currency, call, 1, 0, ...settled, 0, 0] },
    { statement: 'sweep-spent', values: [...facets, row.currency] },
  ];
}
