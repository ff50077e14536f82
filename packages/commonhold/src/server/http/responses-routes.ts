import { Hono } from 'hono';
import { CommonholdError } from '#base';
import type { ApiEnvironment } from '../api/index.ts';

/** What of OpenAI's Responses is no call: whoever asks is told where to find it here instead. */
const refused: readonly (readonly [method: string, path: string, detail: string])[] = [
  [
    'GET',
    '/v1/responses/:id',
    'an answer is opened with "commonhold show CALL" or in the console, and that it was is recorded',
  ],
  [
    'GET',
    '/v1/responses/:id/input_items',
    'a request is opened with "commonhold show CALL" or in the console',
  ],
  [
    'DELETE',
    '/v1/responses/:id',
    'a call is erased with "commonhold erase --call CALL"; the log keeps that it took place',
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

export function responsesRoutes(): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  for (const [method, path, detail] of refused) {
    routes.on(method, path, () => {
      throw new CommonholdError('address_unserved', { path: path.replace(':id', 'ID'), detail });
    });
  }
  return routes;
}
