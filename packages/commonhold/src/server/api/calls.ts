import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { extentOf } from '#identity';
import type { CallQuery } from '#ledger';
import type { CallValuesView } from './calls-view.ts';
import { type ApiContext, apiRoutes, queryInput } from './context.ts';
import { callView, pageView } from './describe-call.ts';
import { allPrincipals, principalsNamed, principalView } from './principals.ts';

/** Calls that one page may hold. */
const pageMax = 1000;

/** Longer than any name that a filter could mean. */
const nameMax = 500;
const name = z.string().min(1).max(nameMax);

/** A call by its id, or a place in the log as `older` and `newer` of a page have it. */
const place = z
  .string()
  .regex(/^(\d{1,15}|-1|[0-9a-z]{26})$/, 'the id of a call, or `older` or `newer` of a page')
  .transform((text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text));

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const listQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(pageMax).default(50),
  before: place.optional(),
  after: place.optional(),
  principal: name.optional(),
  model: name.optional(),
  provider: name.optional(),
  status: z.enum(['open', 'completed', 'failed', 'aborted', 'unknown', 'refused']).optional(),
  errors: z
    .literal('true')
    .transform(() => true)
    .optional(),
  operation: z.enum(['generate', 'embed', 'count', 'tool']).optional(),
  wire: name.optional(),
  origin: z.enum(['live', 'whatif', 'probe', 'import']).optional(),
  local: z.enum(['verified', 'declared', 'no']).optional(),
  run: name.optional(),
  label: name.optional(),
  from: time.optional(),
  to: time.optional(),
  q: name.optional(),
});

/** An opened body on its way to whoever may read it. */
export interface BodyView {
  readonly attempt: number;
  readonly field: 'request' | 'sent' | 'received';
  readonly base64: string;
}

/**
 * Calls on record. Owners and auditors see all, a member their own: another's call is for a member as if it were not there, and a
 * filter for somebody else is refused.
 */
export function callsApi(context: ApiContext) {
  return apiRoutes()
    .get('/', queryInput(listQuery), async (request) => {
      const query = queryOf(context, request.get('principal'), request.req.valid('query'));
      return request.json(pageView(context.keys, await context.ledger.calls(query)));
    })
    .get('/values', async (request) => {
      const principal = request.get('principal');
      const values = await context.ledger.callValues(ownOnly(principal));
      const labels = new Set([...values.labels, ...context.vocabulary().own]);
      const view: CallValuesView = {
        ...values,
        labels: [...labels].sort(),
        principals:
          ownOnly(principal) === undefined
            ? allPrincipals(context.keys)
            : [principalView(context.keys, principal.id)],
      };
      return request.json(view);
    })
    .get('/:id', async (request) => {
      const id = request.req.param('id');
      const call = await context.ledger.call(id, ownOnly(request.get('principal')));
      if (!call) throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      return request.json({ call: callView(context.keys, call) });
    })
    .post('/:id/open', async (request) => {
      const principal = request.get('principal');
      const id = request.req.param('id');
      const own = ownOnly(principal);
      if (own !== undefined && !(await context.ledger.call(id, own))) {
        throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      }
      const opened = await context.ledger.openBodies(id, principal);
      const bodies: BodyView[] = opened.map(({ attempt, field, bytes }) => ({
        attempt,
        field,
        base64: Buffer.from(bytes).toString('base64'),
      }));
      return request.json({ bodies });
    });
}

/** Whose calls this principal may see: undefined for all. */
export function ownOnly(principal: Principal): string | undefined {
  return extentOf(principal, 'see-calls') === 'all' ? undefined : principal.id;
}

function queryOf(
  context: ApiContext,
  principal: Principal,
  { q, errors, ...asked }: z.output<typeof listQuery>,
): CallQuery {
  const own = ownOnly(principal);
  // Somebody else's calls were asked for: an empty page would say that there are none.
  if (own !== undefined && asked.principal !== undefined && asked.principal !== own) {
    throw new CommonholdError('owner_required');
  }
  return {
    ...asked,
    ...(own === undefined ? {} : { principal: own }),
    ...(errors === undefined ? {} : { trouble: errors }),
    ...(q === undefined ? {} : { text: { text: q, principals: principalsNamed(context.keys, q) } }),
  };
}
