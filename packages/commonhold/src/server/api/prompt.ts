import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import { CommonholdError, type Json, type JsonObject, parseStrictJson } from '#base';
import type { RenderedPrompt } from '#providers';
import { codecs } from '#wires';
import type { PromptMeans } from '../models/prompt-means.ts';
import { readRequestBody } from '../http/request-body.ts';
import { type ApiContext, type ApiEnvironment, apiRoutes } from './context.ts';

/** A chat request as it would be sent to `/v1/chat/completions`; `model` may be left out, as the path names it. */
export type PromptInput = { readonly messages: readonly JsonObject[] } & Readonly<Record<string, Json>>;

export interface PromptView extends RenderedPrompt {
  /** What of the request has no effect on the engine inside, as for a call. */
  readonly warnings: readonly string[];
}

/**
 * What the model would read of a call, for anybody who is signed in: the content is their own, nothing is asked of the
 * model and nothing leaves the node. Why that is no call is in docs/decisions/0008.
 */
export function promptApi(context: Pick<ApiContext, 'prompts'>) {
  const { prompts } = context;
  return apiRoutes().post('/:name/prompt', promptInput(prompts), async (request) => {
    const name = request.req.param('name');
    const model = prompts.models().get(name);
    if (!model) throw new CommonholdError('model_not_local', { model: JSON.stringify(name) });
    const body = request.req.valid('json');
    if (body['model'] !== undefined && body['model'] !== name) {
      throw new CommonholdError('request_invalid', {
        detail: 'model: expected the name in the path, or nothing',
        field: 'model',
      });
    }
    const call = codecs['openai-chat'].request.parse({ ...body, model: name });
    const { body: bytes, warnings } = codecs.native.request.serialize(call, name);
    const signal = AbortSignal.any([request.req.raw.signal, prompts.stopping]);
    const prompt = await prompts.engine(model).render(bytes, signal);
    return request.json<PromptView>({
      ...prompt,
      warnings: warnings.map(({ feature, detail }) => `${feature}: ${detail}`),
    });
  });
}

/** The body is content and as large as that of a call, so it is read and counted like one, until the reply is made. */
function promptInput(
  prompts: PromptMeans,
): MiddlewareHandler<ApiEnvironment, string, { in: { json: PromptInput }; out: { json: JsonObject } }> {
  return async (request, next) => {
    using held = prompts.hold();
    request.req.addValidatedData('json', await readBody(request.env.incoming, prompts, held));
    await next();
  };
}

async function readBody(
  request: IncomingMessage,
  prompts: PromptMeans,
  held: ReturnType<PromptMeans['hold']>,
): Promise<JsonObject> {
  const bytes = await readRequestBody(request, prompts.requestBytes(), (length) => held.take(length));
  return parseStrictJson(bytes).value;
}
