import { type ApiContext, apiRoutes } from './context.ts';

export function statusApi(context: ApiContext) {
  return apiRoutes()
    .get('/', async (request) => request.json(await context.status()))
    .post('/reload', async (request) =>
      request.json({ changed: await context.reload(request.get('principal')) }),
    );
}
