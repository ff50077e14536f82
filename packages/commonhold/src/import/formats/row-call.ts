import type { Json } from '#base';
import type { Usage, WireName } from '#call';
import { between, costOf, missing, nameOf, timeOf } from '../fields.ts';
import type { ImportedCall, MissingPart, Vendor } from '../imported-call.ts';

/** What a row says that is a whole call by itself, as logs of gateways and our own form are. */
export interface Row {
  readonly source: string;
  readonly wire: WireName;
  readonly operation: ImportedCall['operation'];
  /** Names for the model, the nearest first. */
  readonly models: readonly (Json | undefined)[];
  readonly vendor: (model: string) => Vendor;
  readonly begun: Json | undefined;
  readonly ended: Json | undefined;
  readonly request: (model: string) => string;
  readonly reply: string | undefined;
  readonly status: ImportedCall['status'];
  readonly usage: Usage | undefined;
  readonly cost: Json | undefined;
  readonly run: Json | undefined;
  readonly parent: string | undefined;
  /** What it lacks besides what can be seen here. */
  readonly lacks: Readonly<Partial<Record<MissingPart, boolean>>>;
}

/** The call that a row is, for every format that has one a row. */
export function callOfRow(row: Row): ImportedCall {
  const { source, wire, operation, reply, status, usage, parent, lacks } = row;
  const model = row.models.map(nameOf).find((name) => name !== undefined) ?? 'unknown';
  const time = timeOf(row.begun);
  return {
    source,
    time,
    wire,
    operation,
    model,
    vendor: row.vendor(model),
    request: row.request(model),
    reply,
    status,
    finish: undefined,
    usage,
    cost: costOf(row.cost),
    totalMs: between(time, timeOf(row.ended)),
    run: nameOf(row.run),
    parent,
    partial: missing({
      ...lacks,
      answer: lacks.answer === true || reply === undefined,
      model: lacks.model === true || model === 'unknown',
      time: lacks.time === true || time === undefined,
    }),
  };
}
