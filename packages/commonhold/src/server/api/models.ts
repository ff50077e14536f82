import { z } from 'zod';
import { extentOf, mayUseModel } from '#identity';
import { type ApiContext, apiRoutes, jsonInput, queryInput } from './context.ts';
import type { ModelNamesView, OwnerModelsView, PullsView } from './model-views.ts';

const pullInput = z.strictObject({
  /** A name of the catalog. */
  name: z.string().min(1).max(100),
});

const recommendationQuery = z.strictObject({
  /** Measures this machine first, which takes some seconds of all its cores. */
  measure: z.enum(['true', 'false']).default('false'),
});

/**
 * The models of this node. Everybody with a key may see what is here by name and licence; the rest is the owner's. What
 * takes long goes on in the node and is seen by asking again, except loading and measuring, whose replies wait for it.
 */
export function modelsApi(context: Pick<ApiContext, 'models'>) {
  const { models } = context;
  return apiRoutes()
    .get('/', async (request) => {
      if (extentOf(request.get('principal'), 'change-node') === 'all') {
        return request.json<OwnerModelsView>(await models.overview(request.req.raw.signal));
      }
      const here = models.names().filter(({ name }) => mayUseModel(request.get('principal'), name));
      return request.json<ModelNamesView>({ scope: 'names', here });
    })
    .get('/recommendation', queryInput(recommendationQuery), async (request) => {
      const measure = request.req.valid('query').measure === 'true';
      return request.json(await models.recommendation(measure, request.req.raw.signal));
    })
    .get('/pulls', (request) => request.json<PullsView>({ pulls: models.pulls.list() }))
    .post('/pulls', jsonInput(pullInput), (request) =>
      request.json(models.pulls.start(request.req.valid('json').name, request.get('principal')), 202),
    )
    .delete('/pulls/:name', async (request) =>
      request.json(await models.pulls.cancel(request.req.param('name'))),
    )
    .get('/:name', async (request) =>
      request.json(await models.inspect(request.req.param('name'), request.req.raw.signal)),
    )
    .delete('/:name', async (request) => {
      const name = request.req.param('name');
      return request.json(await models.remove(name, request.get('principal'), request.req.raw.signal));
    })
    .post('/:name/verify', async (request) =>
      request.json(await models.verify(request.req.param('name')), 202),
    )
    .post('/:name/load', async (request) =>
      request.json(await models.load(request.req.param('name'), request.req.raw.signal)),
    )
    .post('/:name/unload', async (request) =>
      request.json(await models.unload(request.req.param('name'), request.req.raw.signal)),
    );
}
