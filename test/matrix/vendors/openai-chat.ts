import type OpenAI from 'openai';
import * as z from 'zod';
import { type Answered, type Asked, json, type MatrixVendor, pieces, sse, type Turn, Uses } from '../said.ts';

/**
 * What OpenAI takes, strictly: a field that is not here is refused. `satisfies` holds its fields to the types that OpenAI
 * publishes.
 */
const text = z.strictObject({ type: z.literal('text'), text: z.string() });
const textOrTexts = z.union([z.string(), z.array(text).min(1)]);
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: z.string(), detail: z.enum(['auto', 'low', 'high']).exactOptional() }),
});
const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), arguments: z.string() }),
});
const schemaObject = z.record(z.string(), z.unknown());
const request = z.strictObject({
  model: z.string(),
  messages: z.array(
    z.union([
      z.strictObject({ role: z.enum(['system', 'developer']), content: textOrTexts }),
      z.strictObject({
        role: z.literal('user'),
        content: z.union([z.string(), z.array(z.union([text, image])).min(1)]),
      }),
      z.strictObject({
        role: z.literal('assistant'),
        content: textOrTexts.nullable().exactOptional(),
        tool_calls: z.array(toolCall).min(1).exactOptional(),
      }),
      z.strictObject({ role: z.literal('tool'), tool_call_id: z.string().min(1), content: textOrTexts }),
    ]),
  ),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          description: z.string().exactOptional(),
          parameters: schemaObject.exactOptional(),
          strict: z.boolean().exactOptional(),
        }),
      }),
    )
    .exactOptional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
    ])
    .exactOptional(),
  parallel_tool_calls: z.boolean().exactOptional(),
  response_format: z
    .union([
      z.strictObject({ type: z.literal('text') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          schema: schemaObject,
          strict: z.boolean().exactOptional(),
        }),
      }),
    ])
    .exactOptional(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).exactOptional(),
  max_tokens: z.int().min(1).exactOptional(),
  max_completion_tokens: z.int().min(1).exactOptional(),
  temperature: z.number().min(0).max(2).exactOptional(),
  stop: z.union([z.string(), z.array(z.string()).min(1).max(4)]).exactOptional(),
  stream: z.boolean().exactOptional(),
  stream_options: z.strictObject({ include_usage: z.boolean() }).exactOptional(),
}) satisfies z.ZodType<OpenAI.ChatCompletionCreateParams>;

const embedRequest = z.strictObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1)]),
  encoding_format: z.enum(['float', 'base64']).exactOptional(),
}) satisfies z.ZodType<OpenAI.EmbeddingCreateParams>;

const stops = { stop: 'stop', length: 'length', tools: 'tool_calls', filter: 'content_filter' } as const;

export const openAiChatVendor: MatrixVendor = {
  hear(path, body) {
    if (path === '/embeddings') {
      const { input } = embedRequest.parse(body);
      return { type: 'embed', texts: typeof input === 'string' ? [input] : input };
    }
    if (path !== '/chat/completions') throw new Error(`nothing is at ${path}`);
    return { type: 'generate', asked: heard(request.parse(body)) };
  },
  write: (answer, stream) => (stream ? streamed(answer) : json(whole(answer))),
  embed: (vectors) =>
    json({
      object: 'list',
      model: 'served',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: 4, total_tokens: 4 },
    }),
  refuse: (_status, message) =>
    json({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
};

function textOf(content: z.infer<typeof textOrTexts>): string {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}

function heard(body: z.infer<typeof request>): Asked {
  const uses = new Uses();
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const message of body.messages) {
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(textOf(message.content));
        break;
      case 'user': {
        const { content } = message;
        const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
        const pictures = parts.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []));
        const said = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
        const [picture] = pictures;
        turns.push({
          role: 'user',
          text: said,
          ...(picture === undefined ? {} : { image: picture.replace('data:image/png;base64,', '') }),
        });
        break;
      }
      case 'assistant': {
        const said = message.content === null || message.content === undefined ? '' : textOf(message.content);
        const used = (message.tool_calls ?? []).map(({ id, function: { name, arguments: values } }) => {
          uses.saw(id, name);
          return { name, arguments: JSON.parse(values) as Record<string, unknown> };
        });
        turns.push({
          role: 'assistant',
          ...(said === '' ? {} : { text: said }),
          ...(used.length === 0 ? {} : { uses: used }),
        });
        break;
      }
      case 'tool':
        turns.push({
          role: 'results',
          results: [{ name: uses.nameOf(message.tool_call_id), text: textOf(message.content) }],
        });
        break;
    }
  }
  const format = body.response_format;
  const choice = body.tool_choice;
  return {
    ...(system.length === 0 ? {} : { system: system.join('') }),
    turns,
    ...(body.tools === undefined
      ? {}
      : {
          tools: body.tools.map(({ function: { name, description, parameters } }) => ({
            name,
            description: description ?? '',
            parameters: parameters ?? {},
          })),
        }),
    ...(choice === undefined || choice === 'auto' || choice === 'none'
      ? {}
      : { choice: choice === 'required' ? 'must' : { name: choice.function.name } }),
    ...(body.parallel_tool_calls === false ? { single: true as const } : {}),
    ...(format?.type === 'json_schema' ? { schema: format.json_schema.schema } : {}),
    ...(body.reasoning_effort === undefined ? {} : { effort: body.reasoning_effort }),
    ...tokensOf(body.max_completion_tokens ?? body.max_tokens),
    ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
    ...(body.stop === undefined ? {} : { stop: typeof body.stop === 'string' ? [body.stop] : body.stop }),
    stream: body.stream === true,
  };
}

function tokensOf(tokens: number | undefined): { tokens?: number } {
  return tokens === undefined ? {} : { tokens };
}

const head = { id: 'chatcmpl-9', created: 1_760_000_000, model: 'served' };

function usage({ usage: { input, output, cached, reasoning } }: Answered) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning ?? 0, audio_tokens: 0 },
  };
}

function whole(answer: Answered): OpenAI.ChatCompletion {
  const calls = (answer.uses ?? []).map((use, at) => ({
    id: `call_${at}`,
    type: 'function' as const,
    function: { name: use.name, arguments: JSON.stringify(use.arguments) },
  }));
  const thought = answer.thought === undefined ? {} : { reasoning_content: answer.thought };
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text ?? null,
          refusal: null,
          ...thought,
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: stops[answer.stop],
      },
    ],
    usage: usage(answer),
  };
}

function streamed(answer: Answered) {
  const chunk = (delta: object, finish: string | null = null) => ({
    data: {
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      usage: null,
    },
  });
  return sse([
    chunk({ role: 'assistant', content: answer.text === undefined ? null : '', refusal: null }),
    ...pieces(answer.thought ?? '').map((piece) => chunk({ reasoning_content: piece })),
    ...pieces(answer.text ?? '').map((piece) => chunk({ content: piece })),
    ...(answer.uses ?? []).flatMap((use, index) => [
      chunk({
        tool_calls: [
          { index, id: `call_${index}`, type: 'function', function: { name: use.name, arguments: '' } },
        ],
      }),
      ...pieces(JSON.stringify(use.arguments)).map((piece) =>
        chunk({ tool_calls: [{ index, function: { arguments: piece } }] }),
      ),
    ]),
    chunk({}, stops[answer.stop]),
    { data: { ...head, object: 'chat.completion.chunk', choices: [], usage: usage(answer) } },
    { data: '[DONE]' },
  ]);
}
