import type { Context } from 'hono';
import { z } from 'zod';
import { destinationOf } from '#providers';
import { ownOnly } from './calls.ts';
import { type ApiContext, type ApiEnvironment, apiRoutes, queryInput } from './context.ts';
import { flowSums, flowViews } from './flow-groups.ts';
import { flowsCsv } from './flow-table.ts';
import type { FlowsView } from './flows-view.ts';
import { dayOfUtc, fileHeaders, periodFields, periodFile, periodOf } from './period.ts';
import { processingCsv, processingMarkdown, processingRows } from './processing-record.ts';

const flowsQuery = z.strictObject({
  ...periodFields,
  by: z.enum(['destination', 'country', 'label', 'principal']).optional(),
});
const periodQuery = z.strictObject(periodFields);

type Asked = z.output<typeof flowsQuery>;

/**
 * Where everything went: for owners and auditors of all calls, for a member of their own. Neither these lists nor the files made
 * of them hold anything that was said, so that they leave no `access` leaf, as the list of calls leaves none: they
 * are the same facts, added up.
 */
export function flowsApi(context: ApiContext) {
  const read = async (request: Context<ApiEnvironment>, asked: Asked): Promise<FlowsView> => {
    const own = ownOnly(request.get('principal'));
    const { from, to } = periodOf(asked, dayOfUtc(context.clock.now()));
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
      return request.body(flowsCsv(view), 200, fileHeaders('text/csv', periodFile('flows', view, 'csv')));
    })
    .get('/flows/processing.csv', queryInput(periodQuery), async (request) => {
      const { view, rows } = await processing(request, request.req.valid('query'));
      const name = periodFile('record-of-processing', view, 'csv');
      return request.body(processingCsv(rows), 200, fileHeaders('text/csv', name));
    })
    .get('/flows/processing.md', queryInput(periodQuery), async (request) => {
      const { view, rows } = await processing(request, request.req.valid('query'));
      const refused = view.flows.reduce(
        (sum, flow) => sum + (flow.destination === undefined ? flow.calls : 0),
        0,
      );
      const name = periodFile('record-of-processing', view, 'md');
      return request.body(processingMarkdown(rows, view, refused), 200, fileHeaders('text/markdown', name));
    });
}
