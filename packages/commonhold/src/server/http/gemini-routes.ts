import { Hono } from 'hono';
import { CommonholdError } from '#base';
import type { Gate } from '#gate';
import type { ApiEnvironment } from '../api/index.ts';
import { type ListedModel, listModels } from '../models/model-list.ts';

/** Google's own numbers: what a page has when nobody says, and what it has at most. */
const pageSizeUnsaid = 50;
const pageSizeMax = 1000;

/** What of Google's protocol is no call: the models that there are. What nobody knows of a model is left out. */
export function geminiRoutes(gate: Gate): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  for (const version of ['v1beta', 'v1']) {
    routes.get(`/${version}/models`, (request) => {
      const size = pageSizeOf(request.req.query('pageSize') ?? request.req.query('page_size'));
      const from = startOf(request.req.query('pageToken') ?? request.req.query('page_token'));
      const models = listModels(gate, request.get('principal'));
      const next = from + size;
      return request.json({
        models: models.slice(from, next).map(modelView),
        ...(next < models.length ? { nextPageToken: String(next) } : {}),
      });
    });
    for (const collection of ['models', 'tunedModels']) {
      routes.get(`/${version}/${collection}/:name{.+}`, (request) => {
        const name = request.req.param('name');
        const asked = collection === 'models' ? name : `${collection}/${name}`;
        const model = listModels(gate, request.get('principal')).find(({ id }) => id === asked);
        if (!model) throw new CommonholdError('model_unknown', { model: JSON.stringify(asked) });
        return request.json(modelView(model));
      });
    }
  }
  return routes;
}

/** A larger one is a page as large as there are, as Google says of its own. */
function pageSizeOf(text: string | undefined): number {
  if (text === undefined) return pageSizeUnsaid;
  const size = Number(text);
  if (!/^\d{1,6}$/.test(text)) throw invalid('pageSize', 'expected a whole number');
  return size === 0 ? pageSizeUnsaid : Math.min(size, pageSizeMax);
}

/** A token is the place where the next page begins. */
function startOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  if (!/^\d{1,6}$/.test(token)) throw invalid('pageToken', 'expected the nextPageToken of another page');
  return Number(token);
}

function invalid(field: string, expected: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `${field}: ${expected}`, field });
}

/** Whether a model can embed is known when it is asked to; every name can be asked for all of it. */
const methods = ['generateContent', 'countTokens', 'embedContent', 'batchEmbedContents'];

function modelView({ id, commonhold }: ListedModel) {
  return {
    name: id.startsWith('tunedModels/') ? id : `models/${id}`,
    baseModelId: id,
    displayName: id,
    supportedGenerationMethods: methods,
    commonhold,
  };
}
