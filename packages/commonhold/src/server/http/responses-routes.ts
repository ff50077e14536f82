import { Hono } from 'hono';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { type Gate, readAnswered, turnOf } from '#gate';
import { requireRight } from '#identity';
import type { ToldTurn } from '#wires';
import type { ApiContext, ApiEnvironment } from '../api/index.ts';
import { pageOfItems } from './pages-of-items.ts';

/** What of OpenAI's Responses nobody is served: whoever asks is told what is done in its place. */
const refused: readonly (readonly [method: string, path: string, detail: string])[] = [
  [
    'DELETE',
    '/v1/responses/:id',
    'to erase is the owner\'s, with "commonhold erase --call CALL", and takes along what goes on from it; the log keeps that the call took place',
  ],
  [
    'POST',
    '/v1/responses/:id/cancel',
    'no answer is made in the background, so a client that wants no more hangs up',
  ],
  [
    'POST',
    '/v1/responses/compact',
    'what a vendor makes of a conversation here could be read by nobody else',
  ],
];

/** Fields of the query that ask for an answer in another form than the one that it has. */
const streaming = ['stream', 'starting_after', 'include_obfuscation'];

/**
 * Answers of before, from the record, for whoever made their calls and nobody else: an owner opens those of others where a reason
 * can be given and a second person asked. What is told here leaves the record, so the look is in the log before it does.
 */
export function responsesRoutes(
  gate: Gate,
  { openings }: Pick<ApiContext, 'openings'>,
): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  const { chain } = gate.codecs['openai-responses'];
  if (!chain) throw new CommonholdError('internal', { detail: 'no answers can be named' });

  routes.get('/v1/responses/:id', async (request) => {
    const asked = request.req.query();
    const path = '/v1/responses/ID';
    const streams = streaming.some((name) => asked[name] !== undefined && asked[name] !== 'false');
    if (streams) {
      throw new CommonholdError('address_unserved', {
        path: `${path}?stream=true`,
        detail: 'an answer of before is told whole, because its stream has ended',
      });
    }
    refuseInclude(asked);
    const turn = await lookAt(request.req.param('id'), request.get('principal'));
    return request.json(chain.toldAgain(turn));
  });
  routes.get('/v1/responses/:id/input_items', async (request) => {
    const asked = request.req.query();
    refuseInclude(asked);
    const turn = await lookAt(request.req.param('id'), request.get('principal'));
    return request.json(pageOfItems(chain.itemsSent(turn), asked));
  });
  for (const [method, path, detail] of refused) {
    routes.on(method, path, () => {
      throw new CommonholdError('address_unserved', { path: path.replace(':id', 'ID'), detail });
    });
  }
  return routes;

  async function lookAt(name: string, principal: Principal): Promise<ToldTurn> {
    requireRight(principal, 'open-bodies');
    await gate.endings.settled(principal.id);
    const call = await readAnswered(gate, gate.codecs['openai-responses'], principal.id, name);
    const turn = turnOf(gate.codecs, call, name);
    await openings.open(call.id, principal, undefined);
    return { ...turn, name, bytes: call.answer.bytes };
  }
}

/** What an answer has in it was settled when it was asked for; more of it is nowhere. */
function refuseInclude(asked: Readonly<Record<string, string>>): void {
  const field = Object.keys(asked).find((name) => /^include(\[.*\])?$/.test(name));
  if (field === undefined) return;
  const detail =
    'include: an answer of before is told as it was given; ask for more of it when you make the call';
  throw new CommonholdError('request_invalid', { detail, field: 'include' });
}
