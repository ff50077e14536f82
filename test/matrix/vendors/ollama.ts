import type { ChatRequest, EmbedRequest } from 'ollama';
import * as z from 'zod';
import { type Answered, type Asked, json, type MatrixVendor, pieces, type Turn } from '../said.ts';

/** What Ollama takes, strictly. `tool_call_id` is in Ollama's own documents and not yet in its client's types. */
const schemaObject = z.record(z.string(), z.unknown());
const request = z.strictObject({
  model: z.string(),
  messages: z.array(
    z.strictObject({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: z.string(),
      thinking: z.string().exactOptional(),
      images: z.array(z.base64()).exactOptional(),
      tool_calls: z
        .array(
          z.strictObject({
            id: z.string().exactOptional(),
            function: z.strictObject({
              index: z.int().exactOptional(),
              name: z.string(),
              arguments: schemaObject,
            }),
          }),
        )
        .exactOptional(),
      tool_name: z.string().exactOptional(),
      tool_call_id: z.string().exactOptional(),
    }),
  ),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string(),
          description: z.string().exactOptional(),
          parameters: z.looseObject({ type: z.string().exactOptional() }),
        }),
      }),
    )
    .exactOptional(),
  format: z.union([z.literal('json'), schemaObject]).exactOptional(),
  think: z.union([z.boolean(), z.enum(['low', 'medium', 'high'])]).exactOptional(),
  options: z
    .strictObject({
      num_predict: z.int().exactOptional(),
      temperature: z.number().exactOptional(),
      stop: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
  stream: z.boolean().exactOptional(),
}) satisfies z.ZodType<ChatRequest>;
const embedRequest = z.strictObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string())]),
}) satisfies z.ZodType<EmbedRequest>;

export const ollamaVendor: MatrixVendor = {
  hear(path, body) {
    if (path === '/api/embed') {
      const { input } = embedRequest.parse(body);
      return { type: 'embed', texts: typeof input === 'string' ? [input] : input };
    }
    if (path !== '/api/chat') throw new Error(`nothing is at ${path}`);
    return { type: 'generate', asked: heard(request.parse(body)) };
  },
  write: (answer, stream) => (stream ? streamed(answer) : json(last(answer, message(answer)))),
  embed: (vectors) =>
    json({ model: 'served', embeddings: vectors, total_duration: 9, load_duration: 1, prompt_eval_count: 4 }),
  refuse: (_status, error) => json({ error }),
};

function heard(body: z.infer<typeof request>): Asked {
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const { role, content, images, tool_calls: calls, tool_name: name } of body.messages) {
    switch (role) {
      case 'system':
        system.push(content);
        break;
      case 'user':
        turns.push({ role, text: content, ...(images?.[0] === undefined ? {} : { image: images[0] }) });
        break;
      case 'assistant':
        turns.push({
          role,
          ...(content === '' ? {} : { text: content }),
          ...(calls === undefined
            ? {}
            : {
                uses: calls.map(({ function: called }) => ({
                  name: called.name,
                  arguments: called.arguments,
                })),
              }),
        });
        break;
      case 'tool':
        turns.push({ role: 'results', results: [{ name: name ?? '', text: content }] });
        break;
    }
  }
  const { tools, format, think, options } = body;
  return {
    ...(system.length === 0 ? {} : { system: system.join('') }),
    turns,
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ function: { name, description, parameters } }) => ({
            name,
            description: description ?? '',
            parameters,
          })),
        }),
    ...(typeof format === 'object' ? { schema: format } : {}),
    ...(typeof think === 'string' ? { effort: think } : {}),
    ...(options?.num_predict === undefined ? {} : { tokens: options.num_predict }),
    ...(options?.temperature === undefined ? {} : { temperature: options.temperature }),
    ...(options?.stop === undefined ? {} : { stop: options.stop }),
    stream: body.stream !== false,
  };
}

const head = { model: 'served', created_at: '2026-11-22T10:00:00.000000Z' };
const stops = { stop: 'stop', length: 'length', tools: 'stop', filter: 'content_filter' } as const;

function message(answer: Answered): object {
  return {
    role: 'assistant',
    content: answer.text ?? '',
    ...(answer.thought === undefined ? {} : { thinking: answer.thought }),
    ...(answer.uses === undefined ? {} : { tool_calls: answer.uses.map(call) }),
  };
}

function call(use: { readonly name: string; readonly arguments: object }): object {
  return { function: { name: use.name, arguments: use.arguments } };
}

function last({ stop, usage }: Answered, said: object): object {
  return {
    ...head,
    message: said,
    done: true,
    done_reason: stops[stop],
    total_duration: 4_935_886_791,
    load_duration: 534_986_708,
    prompt_eval_count: usage.input,
    prompt_eval_duration: 107_345_000,
    eval_count: usage.output,
    eval_duration: 4_289_432_000,
  };
}

function streamed(answer: Answered): { contentType: string; body: string } {
  const line = (said: object): object => ({
    ...head,
    message: { role: 'assistant', content: '', ...said },
    done: false,
  });
  const lines = [
    ...pieces(answer.thought ?? '').map((thinking) => line({ thinking })),
    ...pieces(answer.text ?? '').map((content) => line({ content })),
    ...(answer.uses ?? []).map((use) => line({ tool_calls: [call(use)] })),
    last(answer, { role: 'assistant', content: '' }),
  ];
  return {
    contentType: 'application/x-ndjson',
    body: lines.map((document) => `${JSON.stringify(document)}\n`).join(''),
  };
}
