import type { Context } from 'hono';
import { z } from 'zod';
import { CommonholdError } from '#base';
import { destinationOf } from '#providers';
import { ownOnly } from './calls.ts';
import { type ApiContext, type ApiEnvironment, apiRoutes, queryInput } from './context.ts';
import { flowSums, flowViews } from './flow-groups.ts';
import { flowsCsv } from './flow-table.ts';
import type { FlowsView } from './flows-view.ts';
import { processingCsv, processingMarkdown, processingRows } from './processing-record.ts';

/** Ten years: a month is read at a time, and whoever means more has made a slip. */
const daysMax = 3660;
const daysDefault = 30;
const dayMs = 86_400_000;

const day = z.iso.date();

const period = {
  /** So many days that end today; or else `from` and `to`. */
  days: z.coerce.number<string>().int().min(1).max(daysMax).optional(),
  from: day.optional(),
  to: day.optional(),
};

const flowsQuery = z.strictObject({
  ...period,
  by: z.enum(['destination', 'country', 'label', 'principal']).optional(),
});
const periodQuery = z.strictObject(period);

type Asked = z.output<typeof flowsQuery>;

/**
 * Where everything went: for owners and auditors of all calls, for a member of their own. Neither these lists nor the files made
 * of them hold anything that was said, so that they leave no `access` leaf, as the list of calls leaves none: they
 * are the same facts, added up.
 */
export function flowsApi(context: ApiContext) {
  const read = async (request: Context<ApiEnvironment>, asked: Asked): Promise<FlowsView> => {
    const own = ownOnly(request.get('principal'));
    const { from, to } = periodOf(asked, context.clock.now());
    const flows = await context.ledger.flows({ from, to, ...(own === undefined ? {} : { principal: own }) });
    const by = asked.by ?? 'flow';
    return {
      whose: own === undefined ? 'all' : 'own',
      from,
      to,
      by,
      totals: flowSums(flows),
      flows: flowViews(context.keys, flows, by),
    };
  };
  const processing = async (request: Context<ApiEnvironment>, asked: Asked) => {
    const view = await read(request, asked);
    const { retention } = await context.status();
    const places = context.destinations();
    const knownNow = (provider: string) => {
      const row = places[provider];
      return row && destinationOf(provider, row);
    };
    return { view, rows: processingRows(view.flows, retention, knownNow) };
  };
  return apiRoutes()
    .get('/flows', queryInput(flowsQuery), async (request) =>
      request.json(await read(request, request.req.valid('query'))),
    )
    .get('/flows.csv', queryInput(flowsQuery), async (request) => {
      const view = await read(request, request.req.valid('query'));
      return request.body(flowsCsv(view), 200, fileHeaders('text/csv', nameOf('flows', view, 'csv')));
    })
    .get('/flows/processing.csv', queryInput(periodQuery), async (request) => {
      const { view, rows } = await processing(request, request.req.valid('query'));
      const name = nameOf('record-of-processing', view, 'csv');
      return request.body(processingCsv(rows), 200, fileHeaders('text/csv', name));
    })
    .get('/flows/processing.md', queryInput(periodQuery), async (request) => {
      const { view, rows } = await processing(request, request.req.valid('query'));
      const refused = view.flows.reduce(
        (sum, flow) => sum + (flow.destination === undefined ? flow.calls : 0),
        0,
      );
      const name = nameOf('record-of-processing', view, 'md');
      return request.body(processingMarkdown(rows, view, refused), 200, fileHeaders('text/markdown', name));
    });
}

/** The days asked for; a period of which only one end was named is refused, because the other would be invented. */
function periodOf({ days, from, to }: Asked, now: number): { readonly from: string; readonly to: string } {
  if (from !== undefined && to !== undefined && days === undefined) {
    const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
    if (count < 1) throw invalid('from', `${from} is after ${to}`);
    if (count > daysMax) throw invalid('from', `a period has at most ${daysMax} days`);
    return { from, to };
  }
  if (from !== undefined || to !== undefined) {
    throw invalid('from', 'a period is `days` alone, or both `from` and `to`');
  }
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 'yyyy-mm-dd'.length);
  return { from: text(now - ((days ?? daysDefault) - 1) * dayMs), to: text(now) };
}

function invalid(field: string, detail: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `${field}: ${detail}`, field });
}

function nameOf(what: string, { from, to }: FlowsView, extension: string): string {
  return `${what}-${from}-to-${to}.${extension}`;
}

function fileHeaders(type: string, name: string): Record<string, string> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
  };
}
