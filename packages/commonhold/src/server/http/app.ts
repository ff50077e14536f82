import type { IncomingMessage } from 'node:http';
import { Hono } from 'hono';
import { asCommonholdError, CommonholdError, headerValue } from '#base';
import type { Principal } from '#call';
import type { Gate } from '#gate';
import { authenticate, ownerBySocket, requireRight, type Sessions } from '#identity';
import { type ApiContext, type ApiEnvironment, nodeApi } from '../api/index.ts';
import { anthropicRoutes } from './anthropic-routes.ts';
import { consoleRoutes } from './console-routes.ts';
import { type ConsoleAssets, safeHeaders } from './console-assets.ts';
import { logRoutes, type ServedLog } from './log-routes.ts';
import { errorReply } from './error-reply.ts';
import { geminiRoutes } from './gemini-routes.ts';
import { ollamaGreeting, ollamaRoutes } from './ollama-routes.ts';
import { listModels } from '../models/model-list.ts';
import { responsesRoutes } from './responses-routes.ts';
import { principalOfSession, sessionToken } from './session-cookie.ts';
import { toolRoutes } from './tool-routes.ts';
import { witnessRoutes } from './witness-routes.ts';

/** Which way a request came: through the socket in the home folder, whose users own the node, or over the network. */
export type Door = 'home' | 'network';

/** Everything that is not a call: health, the console, the list of models and the API of the node. */
export function createApp(
  gate: Gate,
  context: ApiContext,
  assets: ConsoleAssets,
  door: Door,
  report: (failure: unknown) => void,
  log: ServedLog,
): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>();

  app.get('/healthz', (request) => request.json({ status: 'ok' }));

  app.use('*', async (request, next) => {
    await next();
    for (const [name, value] of Object.entries(safeHeaders)) request.res.headers.set(name, value);
  });
  if (door === 'network') {
    app.route('/', logRoutes(log));
    app.route(
      '/',
      witnessRoutes(context.witness, context.clock, () => gate.countStranger()),
    );
  }
  app.route('/', ollamaGreeting());
  if (door === 'network') app.route('/', consoleRoutes(assets, context.randomness));
  app.use('*', async (request, next) => {
    // Who is not signed in may ask whether they are, and sign in; those routes find out by themselves who it is.
    const atTheDoor = request.req.path === '/api/session' && isStranger(request.env.incoming, door);
    if (!atTheDoor) request.set('principal', principalOf(request.env.incoming, gate, context.sessions, door));
    await next();
  });
  app.use('/api/*', async (request, next) => {
    const changes = request.req.method !== 'GET' && request.req.method !== 'HEAD';
    const type = request.req.header('content-type');
    // A form on a foreign page cannot send JSON, or bytes, without asking first, and nobody here would answer that question.
    if (changes && type !== undefined && !/^application\/(json|octet-stream)\s*(;|$)/i.test(type)) {
      throw new CommonholdError('content_type_refused', { type: JSON.stringify(type) });
    }
    await next();
  });

  app.get('/v1/models', (request) =>
    request.json({ object: 'list', data: listModels(gate, request.get('principal')) }),
  );
  app.get('/v1/models/:model{.+}', (request) => {
    const name = request.req.param('model');
    const model = listModels(gate, request.get('principal')).find(({ id }) => id === name);
    if (!model) throw new CommonholdError('model_unknown', { model: JSON.stringify(name) });
    return request.json(model);
  });

  app.route('/', responsesRoutes(gate, context));
  app.route('/anthropic', anthropicRoutes(gate));
  app.route('/gemini', geminiRoutes(gate));
  app.route('/ollama', ollamaRoutes(gate, context));
  app.get('/metrics', async (request) => {
    requireRight(request.get('principal'), 'see-metrics');
    return request.body(await context.metrics.text(), 200, { 'content-type': context.metrics.contentType });
  });
  app.route('/api/tools', toolRoutes(gate));
  app.route('/api', nodeApi(context));

  app.notFound((request) =>
    errorReply(
      new CommonholdError('not_found', { path: JSON.stringify(request.req.path) }),
      request.req.path,
    ),
  );
  app.onError((thrown, request) => {
    const error = asCommonholdError(thrown);
    if (error.code === 'internal') report(thrown);
    if (error.status === 401) gate.countStranger();
    return errorReply(error, request.req.path);
  });
  return app;
}

function isStranger(request: IncomingMessage, door: Door): boolean {
  const { authorization } = request.headers;
  const hasKey = authorization !== undefined || request.headers['x-commonhold-key'] !== undefined;
  return door === 'network' && !hasKey && (request.method === 'POST' || sessionToken(request) === undefined);
}

function principalOf(request: IncomingMessage, gate: Gate, sessions: Sessions, door: Door): Principal {
  if (door === 'home') return ownerBySocket;
  const seated = principalOfSession(request, sessions);
  if (seated) return seated;
  return authenticate((name) => headerValue(request.headers[name]), gate.keys, gate.clock.now());
}
