import { type ApiContext, apiRoutes, ownersOnly } from './context.ts';

export function statusApi(context: ApiContext) {
  return apiRoutes()
    .get('/', async (request) => request.json(await context.status()))
    .post('/reload', ownersOnly, async (request) =>
      request.json({ changed: await context.reload(request.get('principal')) }),
    );
}
