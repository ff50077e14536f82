import { Hono } from 'hono';
import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Gate } from '#gate';
import { requireRight } from '#identity';
import { type ApiContext, type ApiEnvironment, jsonInput } from '../api/index.ts';
import { findForOllama, listedForOllama, runningForOllama, shownForOllama } from './ollama-models.ts';
import { beginPull, pullProgress } from './ollama-pull.ts';

/** The release whose protocol is spoken here. Clients compare it with the least that they want. */
const ollamaVersion = '0.33.0';

/**
 * A model by either of the names of its field. What means nothing here, such as `insecure`, is overlooked as Ollama overlooks what
 * it does not know.
 */
const modelInput = z
  .object({
    model: z.string().max(200).optional(),
    name: z.string().max(200).optional(),
    stream: z.boolean().optional(),
  })
  .transform(({ model, name, stream }, context) => {
    const said = model ?? name ?? '';
    if (said !== '') return { name: said, stream: stream ?? true };
    context.addIssue({ code: 'custom', path: ['model'], message: 'expected the name of a model' });
    return z.NEVER;
  });

/** What of Ollama's protocol changes what this node holds, and why it does not do so. */
const refused: readonly (readonly [method: 'POST' | 'DELETE' | 'PUT' | 'HEAD', path: string, why: string])[] =
  [
    ['POST', '/api/create', 'models are files with a digest here, and none is made from another'],
    ['POST', '/api/copy', 'a model has one name here; a route in commonhold.yaml gives it more'],
    ['POST', '/api/push', 'nothing of this node is published'],
    [
      'DELETE',
      '/api/delete',
      'files are removed by "commonhold models remove" or in the console, which say what it means',
    ],
    ['POST', '/api/blobs/:digest', 'files are added by "commonhold models add"'],
    ['HEAD', '/api/blobs/:digest', 'files are added by "commonhold models add"'],
  ];

/** What says that somebody is here; asked by clients before they know any key. */
export function ollamaGreeting(): Hono<ApiEnvironment> {
  return new Hono<ApiEnvironment>()
    .get('/ollama', (request) => request.text('Ollama is running'))
    .get('/ollama/', (request) => request.text('Ollama is running'));
}

/**
 * What of Ollama's protocol is no call: the models that there are, and fetching one. Everybody who may see the node may ask; a
 * pull is the owner's.
 */
export function ollamaRoutes(gate: Gate, context: Pick<ApiContext, 'models'>): Hono<ApiEnvironment> {
  const { models } = context;
  const routes = new Hono<ApiEnvironment>();
  routes.use('/api/*', async (request, next) => {
    requireRight(request.get('principal'), 'see-node');
    await next();
  });
  routes.get('/api/version', (request) => request.json({ version: ollamaVersion }));
  routes.get('/api/tags', async (request) =>
    request.json({ models: listedForOllama(gate, request.get('principal'), await models.here()) }),
  );
  routes.get('/api/ps', async (request) =>
    request.json({ models: runningForOllama(request.get('principal'), await models.here()) }),
  );
  routes.post('/api/show', jsonInput(modelInput), async (request) => {
    const { name } = request.req.valid('json');
    const found = findForOllama(gate, request.get('principal'), await models.here(), name);
    if (!found) throw new CommonholdError('model_unknown', { model: JSON.stringify(name) });
    const { model, local } = found;
    const inspected = local && (await models.inspect(local.name, request.req.raw.signal));
    return request.json(shownForOllama(model, inspected));
  });
  routes.post('/api/pull', jsonInput(modelInput), async (request) => {
    const principal = request.get('principal');
    requireRight(principal, 'change-node');
    const { name, stream } = request.req.valid('json');
    const model = name.replace(/:latest$/, '');
    beginPull(models.pulls, model, principal);
    const progress = pullProgress(models.pulls, model, request.req.raw.signal);
    return stream ? linesOf(progress) : lastOf(progress);
  });
  for (const [method, path, detail] of refused) {
    routes.on(method, path, () => {
      throw new CommonholdError('address_unserved', { path: path.replace('/:digest', ''), detail });
    });
  }
  return routes;
}

const encoder = new TextEncoder();

function linesOf(lines: AsyncGenerator<object>): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await lines.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      } catch {
        // Only whoever no longer reads makes this fail; there is nobody to tell.
        controller.close();
      }
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache' },
  });
}

/** Without a stream: how it ended. */
async function lastOf(lines: AsyncGenerator<object>): Promise<Response> {
  let last: object = {};
  for await (const line of lines) last = line;
  return Response.json(last, { status: 'error' in last ? 502 : 200 });
}
