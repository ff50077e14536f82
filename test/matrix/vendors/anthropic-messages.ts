import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { type Answered, type Asked, json, type MatrixVendor, pieces, sse, type Turn, Uses } from '../said.ts';

/**
 * What Anthropic takes, strictly: a field that is not here is refused, and so is a text of nothing, a result of a tool that does
 * not follow its call, and what only its documentation says. `satisfies` holds it to the types that Anthropic publishes.
 */
const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const image = z.strictObject({
  type: z.literal('image'),
  source: z.union([
    z.strictObject({
      type: z.literal('base64'),
      media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
      data: z.string(),
    }),
    z.strictObject({ type: z.literal('url'), url: z.string() }),
  ]),
});
const use = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  input: z.record(z.string(), z.unknown()),
});
const result = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  content: z.union([z.string(), z.array(z.union([text, image]))]).exactOptional(),
  is_error: z.boolean().exactOptional(),
});
const prompt = {
  model: z.string(),
  messages: z
    .array(
      z.union([
        z.strictObject({
          role: z.literal('user'),
          content: z.union([z.string().min(1), z.array(z.union([text, image, result])).min(1)]),
        }),
        z.strictObject({
          role: z.literal('assistant'),
          content: z.union([z.string().min(1), z.array(z.union([text, use])).min(1)]),
        }),
      ]),
    )
    .min(1),
  system: z.union([z.string(), z.array(text)]).exactOptional(),
  tools: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
        description: z.string().exactOptional(),
        input_schema: z.looseObject({ type: z.literal('object') }),
        strict: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  tool_choice: z
    .union([
      z.strictObject({
        type: z.enum(['auto', 'any']),
        disable_parallel_tool_use: z.boolean().exactOptional(),
      }),
      z.strictObject({
        type: z.literal('tool'),
        name: z.string(),
        disable_parallel_tool_use: z.boolean().exactOptional(),
      }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .exactOptional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).exactOptional(),
      format: z
        .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) })
        .exactOptional(),
    })
    .exactOptional(),
};
const request = z.strictObject({
  ...prompt,
  max_tokens: z.int().min(1),
  // In Anthropic's documents, and no longer in its client's types.
  temperature: z.number().min(0).max(1).exactOptional(),
  stop_sequences: z.array(z.string()).exactOptional(),
  stream: z.boolean().exactOptional(),
}) satisfies z.ZodType<Anthropic.MessageCreateParams>;
const countRequest = z.strictObject(prompt) satisfies z.ZodType<Anthropic.MessageCountTokensParams>;

const stops = { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use', filter: 'refusal' } as const;

export const anthropicVendor: MatrixVendor = {
  hear(path, body) {
    if (path === '/messages/count_tokens') {
      return { type: 'count', asked: heard(countRequest.parse(body)) };
    }
    if (path !== '/messages') throw new Error(`nothing is at ${path}`);
    return { type: 'generate', asked: heard(request.parse(body)) };
  },
  write: (answer, stream) => (stream ? streamed(answer) : json(whole(answer))),
  count: (tokens) => json({ input_tokens: tokens }),
  refuse: (_status, message) =>
    json({ type: 'error', error: { type: 'invalid_request_error', message }, request_id: 'req_1' }),
};

type Body = z.infer<typeof countRequest> & Partial<z.infer<typeof request>>;

function heard(body: Body): Asked {
  const uses = new Uses();
  const turns: Turn[] = body.messages.flatMap((message): Turn[] => {
    const { content } = message;
    if (message.role === 'assistant') {
      const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
      const said = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
      const used = blocks.flatMap((block) => {
        if (block.type !== 'tool_use') return [];
        uses.saw(block.id, block.name);
        return [{ name: block.name, arguments: block.input }];
      });
      return [
        {
          role: 'assistant',
          ...(said === '' ? {} : { text: said }),
          ...(used.length === 0 ? {} : { uses: used }),
        },
      ];
    }
    const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
    const results = blocks.flatMap((block) =>
      block.type === 'tool_result'
        ? [{ name: uses.nameOf(block.tool_use_id), text: resultText(block.content) }]
        : [],
    );
    const said = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
    const [picture] = blocks.flatMap((block) =>
      block.type === 'image' && block.source.type === 'base64' ? [block.source.data] : [],
    );
    return [
      ...(results.length === 0 ? [] : [{ role: 'results' as const, results }]),
      ...(said === '' && picture === undefined
        ? []
        : [{ role: 'user' as const, text: said, ...(picture === undefined ? {} : { image: picture }) }]),
    ];
  });
  const { system, tools, tool_choice: choice, output_config: output } = body;
  const alone =
    choice !== undefined &&
    'disable_parallel_tool_use' in choice &&
    (choice.disable_parallel_tool_use ?? false);
  return {
    ...(system === undefined
      ? {}
      : { system: typeof system === 'string' ? system : system.map((block) => block.text).join('') }),
    turns,
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, input_schema: parameters }) => ({
            name,
            description: description ?? '',
            parameters,
          })),
        }),
    ...(choice?.type === 'any' ? { choice: 'must' as const } : {}),
    ...(choice?.type === 'tool' ? { choice: { name: choice.name } } : {}),
    ...(alone ? { single: true as const } : {}),
    ...(output?.format === undefined ? {} : { schema: output.format.schema }),
    ...(output?.effort === undefined ? {} : { effort: output.effort }),
    ...(body.max_tokens === undefined ? {} : { tokens: body.max_tokens }),
    ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
    ...(body.stop_sequences === undefined ? {} : { stop: body.stop_sequences }),
    stream: body.stream === true,
  };
}

function resultText(content: z.infer<typeof result>['content']): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

function usage({ usage: { input, output, cached, reasoning } }: Answered) {
  return {
    input_tokens: input - (cached ?? 0),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached ?? 0,
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning ?? 0 },
    service_tier: 'standard',
  };
}

function blocks(answer: Answered) {
  return [
    ...(answer.thought === undefined
      ? []
      : [{ type: 'thinking' as const, thinking: answer.thought, signature: 'EqQBCgIYAhIM' }]),
    ...(answer.text === undefined ? [] : [{ type: 'text' as const, text: answer.text, citations: null }]),
    ...(answer.uses ?? []).map((called, at) => ({
      type: 'tool_use' as const,
      id: `toolu_${at}`,
      name: called.name,
      input: called.arguments,
      caller: { type: 'direct' },
    })),
  ];
}

const head = { id: 'msg_9', type: 'message', role: 'assistant', model: 'served' };

function whole(answer: Answered): object {
  return {
    ...head,
    content: blocks(answer),
    container: null,
    stop_reason: stops[answer.stop],
    stop_sequence: null,
    stop_details: null,
    usage: usage(answer),
  };
}

function streamed(answer: Answered) {
  const event = (data: { readonly type: string; readonly [key: string]: unknown }) => ({
    event: data.type,
    data,
  });
  const events = blocks(answer).flatMap((block, index) => {
    const begin = (content_block: object) => event({ type: 'content_block_start', index, content_block });
    const delta = (said: object) => event({ type: 'content_block_delta', index, delta: said });
    const end = event({ type: 'content_block_stop', index });
    switch (block.type) {
      case 'thinking':
        return [
          begin({ ...block, thinking: '', signature: '' }),
          ...pieces(block.thinking).map((thinking) => delta({ type: 'thinking_delta', thinking })),
          delta({ type: 'signature_delta', signature: block.signature }),
          end,
        ];
      case 'text':
        return [
          begin({ ...block, text: '' }),
          event({ type: 'ping' }),
          ...pieces(block.text).map((said) => delta({ type: 'text_delta', text: said })),
          end,
        ];
      case 'tool_use':
        return [
          begin({ ...block, input: {} }),
          ...['', ...pieces(JSON.stringify(block.input))].map((partial_json) =>
            delta({ type: 'input_json_delta', partial_json }),
          ),
          end,
        ];
    }
  });
  const counted = usage(answer);
  return sse([
    event({
      type: 'message_start',
      message: {
        ...head,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...counted, output_tokens: 1, output_tokens_details: { thinking_tokens: 0 } },
      },
    }),
    ...events,
    event({
      type: 'message_delta',
      delta: { stop_reason: stops[answer.stop], stop_sequence: null, container: null, stop_details: null },
      usage: counted,
    }),
    event({ type: 'message_stop' }),
  ]);
}
