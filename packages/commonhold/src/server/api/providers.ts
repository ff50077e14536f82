import { type ApiContext, apiRoutes } from './context.ts';

/** Asks a provider something that costs nothing, because a person wants to know. Both contact it each time. */
export function providersApi(context: Pick<ApiContext, 'providerQuestions'>) {
  const { providerQuestions } = context;
  return apiRoutes()
    .get('/:name/models', async (request) =>
      request.json(await providerQuestions.models(request.req.param('name'), request.req.raw.signal)),
    )
    .post('/:name/test', async (request) =>
      request.json(await providerQuestions.test(request.req.param('name'), request.req.raw.signal)),
    );
}
