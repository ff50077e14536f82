import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { asCommonholdError } from '#base';
import type { Gate } from '#gate';
import { ownerBySocket } from '#identity';
import type { ApiEnvironment } from '../api/index.ts';
import { anthropicRoutes } from './anthropic-routes.ts';
import { geminiRoutes } from './gemini-routes.ts';

const names = ['a', 'b', 'c', 'org/name:7b', 'tunedModels/mine'];
const candidate = { destination: { provider: 'p', local: 'no' }, model: 'm' };
const gate = {
  configuration: { routes: { byModel: new Map(names.map((name) => [name, [candidate]])) } },
} as unknown as Gate;

function asOwner(inner: Hono<ApiEnvironment>): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>();
  app.use('*', async (request, next) => {
    request.set('principal', ownerBySocket);
    await next();
  });
  app.route('/', inner);
  app.onError((thrown) => Response.json({ code: asCommonholdError(thrown).code }, { status: 400 }));
  return app;
}
const routes = { anthropic: asOwner(anthropicRoutes(gate)), gemini: asOwner(geminiRoutes(gate)) };

async function get<Body>(of: keyof typeof routes, path: string): Promise<Body> {
  return (await routes[of].request(path)).json() as Promise<Body>;
}

interface AnthropicPage {
  data: { id: string; created_at: string }[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

test('pages of Anthropic go on after a model, and back before one', async () => {
  const page = (query: string) => get<AnthropicPage>('anthropic', `/v1/models?${query}`);
  const first = await page('limit=2');
  expect([first.data.map(({ id }) => id), first.has_more, first.last_id]).toEqual([['a', 'b'], true, 'b']);
  const last = await page('limit=3&after_id=b');
  expect([last.data.map(({ id }) => id), last.has_more]).toEqual([names.slice(2), false]);
  const before = await page('limit=2&before_id=org/name:7b');
  expect([before.data.map(({ id }) => id), before.has_more]).toEqual([['b', 'c'], true]);
  expect(await page('after_id=tunedModels/mine')).toMatchObject({
    data: [],
    first_id: null,
    has_more: false,
  });
  for (const query of ['limit=0', 'limit=1001', 'limit=x', 'after_id=nobody']) {
    expect(await page(query)).toEqual({ code: 'request_invalid' });
  }
});

test('a model of Anthropic is found by its whole name, and its age is not made up', async () => {
  expect(await get('anthropic', '/v1/models/org/name:7b')).toMatchObject({
    type: 'model',
    id: 'org/name:7b',
    created_at: '1970-01-01T00:00:00Z',
  });
  expect(await get('anthropic', '/v1/models/nobody')).toEqual({ code: 'model_unknown' });
});

interface GooglePage {
  models: { name: string }[];
  nextPageToken?: string;
}

test('pages of Google lead on by a token, in either spelling', async () => {
  const seen: string[] = [];
  let token: string | undefined = '';
  while (token !== undefined) {
    const page: GooglePage = await get('gemini', `/v1beta/models?page_size=2&pageToken=${token}`);
    seen.push(...page.models.map(({ name }) => name));
    token = page.nextPageToken;
  }
  expect(seen).toEqual(['models/a', 'models/b', 'models/c', 'models/org/name:7b', 'tunedModels/mine']);
  for (const query of ['pageSize=-1', 'pageToken=x']) {
    expect(await get('gemini', `/v1beta/models?${query}`)).toEqual({ code: 'request_invalid' });
  }
});

test('a model of Google is found by the name of its resource, below either version', async () => {
  for (const path of ['/v1beta/models/org/name:7b', '/v1/models/org%2Fname:7b']) {
    expect(await get('gemini', path)).toMatchObject({ name: 'models/org/name:7b' });
  }
  expect(await get('gemini', '/v1/tunedModels/mine')).toMatchObject({ name: 'tunedModels/mine' });
  expect(await get('gemini', '/v1/models/nobody')).toEqual({ code: 'model_unknown' });
});
