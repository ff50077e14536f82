import { z } from 'zod';
import { CommonholdError } from '#base';
import { type ApiContext, apiRoutes, parseInput, requireOwner } from './context.ts';

/** Calls that one page may hold. */
const pageMax = 1000;

const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(pageMax).default(50),
  before: z.string().optional(),
  model: z.string().optional(),
  status: z.enum(['open', 'completed', 'failed', 'aborted', 'unknown', 'refused']).optional(),
});

/** An opened body on its way to whoever may read it. */
export interface BodyView {
  readonly attempt: number;
  readonly field: 'request' | 'sent' | 'received';
  readonly base64: string;
}

export function callsApi(context: ApiContext) {
  return apiRoutes()
    .get('/', async (request) => {
      requireOwner(request.get('principal'));
      const { limit, before, model, status } = parseInput(listQuery, request.req.query());
      const calls = await context.ledger.calls({
        limit,
        ...(before === undefined ? {} : { before }),
        ...(model === undefined ? {} : { model }),
        ...(status === undefined ? {} : { status }),
      });
      return request.json({ calls });
    })
    .get('/:id', async (request) => {
      requireOwner(request.get('principal'));
      const id = request.req.param('id');
      const call = await context.ledger.call(id);
      if (!call) throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      return request.json({ call });
    })
    .post('/:id/open', async (request) => {
      const principal = request.get('principal');
      requireOwner(principal);
      const opened = await context.ledger.openBodies(request.req.param('id'), principal);
      const bodies: BodyView[] = opened.map(({ attempt, field, bytes }) => ({
        attempt,
        field,
        base64: Buffer.from(bytes).toString('base64'),
      }));
      return request.json({ bodies });
    });
}
