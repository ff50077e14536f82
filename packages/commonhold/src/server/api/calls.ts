import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { extentOf } from '#identity';
import type { CallQuery, FoundBodies } from '#ledger';
import type { CallSummaryView, CallValuesView } from './calls-view.ts';
import { type ApiContext, apiRoutes, jsonInput, optionalJsonInput, queryInput } from './context.ts';
import { callView, pageView, summaryView } from './describe-call.ts';
import { allPrincipals, principalsNamed, principalView } from './principals.ts';

/** Calls that one page may hold. */
const pageMax = 1000;

/** Characters of a reason: a sentence or two, so that nobody pastes what was said into it. */
const reasonMax = 500;

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

/** Why somebody looks at what was said, in a sentence or two. */
export const reason = z.string().trim().min(1).max(reasonMax);

const openInput = z.strictObject({ reason: reason.optional() });

/** Longer than any words that one looks for. */
const wordsMax = 200;

const searchInput = z.strictObject({
  words: z.string().min(1).max(wordsMax),
  reason: reason.optional(),
  /** `older` of the search before. */
  before: z.int().min(0).optional(),
  from: time.optional(),
  to: time.optional(),
  principal: name.optional(),
});

/** An opened body on its way to whoever may read it. */
export interface BodyView {
  readonly attempt: number;
  readonly field: 'request' | 'sent' | 'received';
  readonly base64: string;
}

/** What a search in what was said found, and how far it looked. */
export interface BodySearchView {
  readonly found: readonly {
    readonly call: CallSummaryView;
    readonly attempt: number;
    readonly field: 'request' | 'received';
    readonly excerpt: string;
  }[];
  readonly searched: FoundBodies['searched'];
  readonly older?: number;
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
      const labels = new Set([...values.labels, ...context.gate.configuration.vocabulary.own]);
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
    .post('/search', jsonInput(searchInput), async (request) => {
      const { words, reason: why, ...among } = request.req.valid('json');
      const signal = AbortSignal.any([request.req.raw.signal, context.prompts.stopping]);
      const { found, searched, older } = await context.openings.search(
        { words, among },
        request.get('principal'),
        why,
        signal,
      );
      const view: BodySearchView = {
        found: found.map(({ call, ...hit }) => ({ call: summaryView(context.keys, call), ...hit })),
        searched,
        ...(older === undefined ? {} : { older }),
      };
      return request.json(view);
    })
    .get('/:id', async (request) => {
      const id = request.req.param('id');
      const call = await context.ledger.call(id, ownOnly(request.get('principal')));
      if (!call) throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      return request.json({ call: callView(context.keys, call) });
    })
    .post('/:id/open', optionalJsonInput(openInput), async (request) => {
      const principal = request.get('principal');
      const id = request.req.param('id');
      const own = ownOnly(principal);
      if (own !== undefined && !(await context.ledger.call(id, own))) {
        throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      }
      const opened = await context.openings.open(id, principal, request.req.valid('json').reason);
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
