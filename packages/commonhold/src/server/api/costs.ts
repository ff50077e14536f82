import type { Context } from 'hono';
import { z } from 'zod';
import { Calendar } from '#gate';
import { ownOnly } from './calls.ts';
import { type ApiContext, type ApiEnvironment, apiRoutes, queryInput } from './context.ts';
import { budgetViews } from './budget-views.ts';
import { costDays, costSums, costViews } from './cost-groups.ts';
import type { CostsView, CostView } from './costs-view.ts';
import { csvText } from './csv.ts';
import { fileHeaders, periodFields, periodFile, periodOf } from './period.ts';

const costsQuery = z.strictObject({
  ...periodFields,
  by: z.enum(['principal', 'model', 'vendor', 'project', 'destination']).default('model'),
});

/** What calls cost: for owners and auditors of everybody's, for a member of their own. */
export function costsApi(context: ApiContext) {
  const read = async (
    request: Context<ApiEnvironment>,
    asked: z.output<typeof costsQuery>,
  ): Promise<CostsView> => {
    const own = ownOnly(request.get('principal'));
    const { timeZone } = context.gate.limits.budgets.options;
    const { from, to } = periodOf(asked, new Calendar(timeZone).day(context.clock.now()));
    const query = { from, to, principal: own };
    const { groups, days } = await context.ledger.spent(query);
    const known = { keys: context.keys, destinations: context.destinations() };
    return {
      whose: own === undefined ? 'all' : 'own',
      from,
      to,
      timeZone,
      by: asked.by,
      totals: costSums(groups),
      costs: costViews(known, groups, asked.by),
      days: costDays(days),
      budgets: budgetViews(context.gate.limits.budgets, context.keys, own),
    };
  };
  return apiRoutes()
    .get('/costs', queryInput(costsQuery), async (request) =>
      request.json(await read(request, request.req.valid('query'))),
    )
    .get('/costs.csv', queryInput(costsQuery), async (request) => {
      const view = await read(request, request.req.valid('query'));
      const headers = fileHeaders('text/csv', periodFile('costs', view, 'csv'));
      return request.body(costsCsv(view), 200, headers);
    });
}

/** One line for each currency, because amounts of several are never added up; what cost nothing has one without any. */
function costsCsv({ from, to, costs }: CostsView): string {
  const heads = [
    'from',
    'to',
    'caller',
    'project',
    'vendor',
    'destination',
    'model',
    'calls',
    'sendings',
    'input tokens',
    'output tokens',
    'currency',
    'amount',
    'of it by the destination',
    'unknown price',
    'no usage',
    'estimated',
    'open',
  ];
  const lines = costs.flatMap((cost: CostView) =>
    (cost.money.length === 0 ? [{ currency: '', amount: '' }] : cost.money).map((money) => [
      from,
      to,
      cost.principal?.name ?? '',
      cost.project ?? '',
      cost.vendor?.title ?? '',
      cost.provider ?? '',
      cost.model ?? '',
      cost.calls,
      cost.attempts,
      cost.inputTokens,
      cost.outputTokens,
      money.currency,
      money.amount,
      cost.toldMoney.find(({ currency }) => currency === money.currency)?.amount ?? '',
      cost.unpriced,
      cost.unmetered,
      cost.estimated,
      cost.open,
    ]),
  );
  return csvText([heads, ...lines]);
}
