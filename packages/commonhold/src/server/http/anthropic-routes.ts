import { Hono } from 'hono';
import { CommonholdError } from '#base';
import type { Gate } from '#gate';
import type { ApiEnvironment } from '../api/index.ts';
import { type ListedModel, listModels } from '../models/model-list.ts';

/** Anthropic's own numbers: what a page has when nobody says, and what it may have at most. */
const limitUnsaid = 20;
const limitMax = 1000;

/** What of Anthropic's protocol is no call: the models that there are. */
export function anthropicRoutes(gate: Gate): Hono<ApiEnvironment> {
  return new Hono<ApiEnvironment>()
    .get('/v1/models', (request) => {
      const limit = limitOf(request.req.query('limit'));
      const models = listModels(gate, request.get('principal'));
      const after = placeOf(models, 'after_id', request.req.query('after_id'));
      const before = placeOf(models, 'before_id', request.req.query('before_id'));
      const isBackwards = after === undefined && before !== undefined;
      const from = isBackwards ? Math.max(0, before - limit) : after === undefined ? 0 : after + 1;
      const to = Math.min(from + limit, before ?? models.length);
      const data = models.slice(from, to).map(modelView);
      return request.json({
        data,
        first_id: data[0]?.id ?? null,
        has_more: isBackwards ? from > 0 : to < (before ?? models.length),
        last_id: data.at(-1)?.id ?? null,
      });
    })
    .get('/v1/models/:name{.+}', (request) => {
      const name = request.req.param('name');
      const model = listModels(gate, request.get('principal')).find(({ id }) => id === name);
      if (!model) throw new CommonholdError('model_unknown', { model: JSON.stringify(name) });
      return request.json(modelView(model));
    });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return limitUnsaid;
  const limit = Number(text);
  if (!/^\d{1,6}$/.test(text) || limit < 1 || limit > limitMax) {
    throw invalid('limit', `expected a whole number from 1 to ${limitMax}`);
  }
  return limit;
}

function placeOf(models: readonly ListedModel[], field: string, id: string | undefined): number | undefined {
  if (id === undefined || id === '') return undefined;
  const place = models.findIndex((model) => model.id === id);
  if (place === -1) throw invalid(field, 'expected the id of a model of the list');
  return place;
}

function invalid(field: string, expected: string): CommonholdError {
  return new CommonholdError('request_invalid', { detail: `${field}: ${expected}`, field });
}

/** Nobody here knows when a model was made; Anthropic has the start of the epoch for that. */
function modelView({ id, commonhold }: ListedModel) {
  return { type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z', commonhold };
}
