import { z } from 'zod';
import type { AccessEntry } from '#ledger';
import type { OpeningRequest } from '../record/openings.ts';
import { reason } from './calls.ts';
import type { PrincipalView } from './calls-view.ts';
import { type ApiContext, apiRoutes, jsonInput, queryInput } from './context.ts';
import { principalView } from './principals.ts';

/** Looks that one page may hold. */
const pageMax = 500;

const callId = z.string().regex(/^[0-9a-z]{26}$/, 'the id of a call');

const listQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(pageMax).default(50),
  /** `older` of the page before. */
  before: z.coerce.number<string>().int().min(0).optional(),
  call: callId.optional(),
});

const askInput = z.strictObject({ call: callId, reason: reason.optional() });

/** One look at content, as the log and what is kept beside it say. */
export interface AccessView extends Omit<AccessEntry, 'principal'> {
  /** Whom the pseudonym stands for, while that can still be told. */
  readonly who?: PrincipalView;
}

export interface AccessesView {
  readonly accesses: readonly AccessView[];
  /** `before` of the next page; absent at the beginning of the log. */
  readonly older?: number;
  /** A signed head over all of these. */
  readonly checkpoint: string;
}

export interface OpeningRequestView {
  readonly id: string;
  readonly call: string;
  readonly asking: PrincipalView;
  readonly reason?: string;
  readonly asked: string;
  /** The second person, once they agreed. */
  readonly agreed?: PrincipalView;
  /** Whether whoever reads this is the one who asked. */
  readonly own: boolean;
}

/** Who read what, and the requests of openings that take two people. */
export function accessesApi(context: ApiContext) {
  const { keys, openings } = context;
  const viewOf = (request: OpeningRequest, reader: string): OpeningRequestView => ({
    id: request.id,
    call: request.call,
    asking: principalView(keys, request.asking.id),
    asked: new Date(request.asked).toISOString(),
    own: request.asking.id === reader,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.agreed === undefined ? {} : { agreed: principalView(keys, request.agreed.id) }),
  });
  return apiRoutes()
    .get('/', queryInput(listQuery), async (request) => {
      const query = request.req.valid('query');
      const entries = await context.ledger.accesses.list(query);
      const last = entries.at(-1);
      const view: AccessesView = {
        accesses: entries.map(({ principal, ...entry }) => ({
          ...entry,
          ...(principal === undefined ? {} : { who: principalView(keys, principal) }),
        })),
        ...(entries.length < query.limit || last === undefined ? {} : { older: last.index }),
        checkpoint: await context.ledger.checkpoint(),
      };
      return request.json(view);
    })
    .get('/requests', (request) => {
      const reader = request.get('principal').id;
      return request.json({ requests: openings.list().map((one) => viewOf(one, reader)) });
    })
    .post('/requests', jsonInput(askInput), async (request) => {
      const principal = request.get('principal');
      const { call, reason: why } = request.req.valid('json');
      return request.json(viewOf(await openings.ask(call, principal, why), principal.id), 201);
    })
    .post('/requests/:id/agree', async (request) => {
      const principal = request.get('principal');
      return request.json(viewOf(await openings.agree(request.req.param('id'), principal), principal.id));
    })
    .delete('/requests/:id', (request) =>
      request.json(viewOf(openings.refuse(request.req.param('id')), request.get('principal').id)),
    );
}
