import { z } from 'zod';
import { ownOnly } from './calls.ts';
import { type ApiContext, apiRoutes, queryInput } from './context.ts';
import { costSums } from './cost-groups.ts';
import { dayOfUtc } from './period.ts';
import { overviewView } from './overview-sums.ts';

/** Three months: every day is read by itself, and a page about more of them wants weeks. */
const daysMax = 92;
const dayMs = 86_400_000;

const overviewQuery = z.strictObject({
  days: z.coerce.number<string>().int().min(1).max(daysMax).default(30),
});

/** What the last days add up to: for an owner of all calls, for a member of their own. */
export function overviewApi(context: ApiContext) {
  return apiRoutes().get('/', queryInput(overviewQuery), async (request) => {
    const principal = ownOnly(request.get('principal'));
    const now = context.clock.now();
    const { days: count } = request.req.valid('query');
    const days = Array.from({ length: count }, (_, at) => dayOfUtc(now - (count - 1 - at) * dayMs));
    const overview = await context.ledger.overview({
      days,
      ...(principal === undefined ? {} : { principal }),
    });
    const { size } = (await context.status()).log;
    const spent = await context.ledger.spent({ from: days[0] ?? '', to: days.at(-1) ?? '', principal });
    const whose = principal === undefined ? 'all' : 'own';
    return request.json(overviewView(overview, days, size, whose, costSums(spent.groups)));
  });
}
