import { CommonholdError } from '#base';
import { type ApiContext, apiRoutes } from './context.ts';

/** The code of the running node, to be read by anybody who is signed in. */
export function sourceApi(context: ApiContext) {
  return apiRoutes()
    .get('/', async (request) =>
      request.json({ software: context.software, files: await context.source.list() }),
    )
    .get('/:path{.+}', async (request) => {
      const path = request.req.param('path');
      const source = await context.source.read(path);
      if (!source) throw new CommonholdError('not_found', { path: JSON.stringify(path) });
      return request.json({ software: context.software, ...source });
    });
}
