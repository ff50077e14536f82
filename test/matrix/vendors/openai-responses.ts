import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import * as z from 'zod';
import { type Answered, type Asked, json, type MatrixVendor, pieces, sse, type Turn, Uses } from '../said.ts';

/** What OpenAI takes, strictly; `satisfies` holds it to the types that OpenAI publishes. */
const inputText = z.strictObject({ type: z.literal('input_text'), text: z.string() });
const outputText = z.strictObject({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(z.never()),
});
const image = z.strictObject({
  type: z.literal('input_image'),
  image_url: z.string(),
  detail: z.enum(['auto', 'low', 'high']),
});
const schemaObject = z.record(z.string(), z.unknown());
const item = z.union([
  z.strictObject({
    type: z.literal('message').exactOptional(),
    role: z.enum(['system', 'developer', 'user']),
    content: z.union([z.string(), z.array(z.union([inputText, image])).min(1)]),
  }),
  z.strictObject({
    type: z.literal('message'),
    id: z.string().startsWith('msg_'),
    status: z.literal('completed'),
    role: z.literal('assistant'),
    content: z.array(outputText).min(1),
  }),
  z.strictObject({
    type: z.literal('message').exactOptional(),
    role: z.literal('assistant'),
    content: z.string(),
  }),
  z.strictObject({
    type: z.literal('function_call'),
    call_id: z.string().min(1),
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    arguments: z.string(),
  }),
  z.strictObject({ type: z.literal('function_call_output'), call_id: z.string().min(1), output: z.string() }),
]);
const prompt = {
  model: z.string(),
  input: z.union([z.string(), z.array(item).min(1)]),
  instructions: z.string().exactOptional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        description: z.string().exactOptional(),
        parameters: schemaObject.nullable(),
        strict: z.boolean().nullable(),
      }),
    )
    .exactOptional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), name: z.string() }),
    ])
    .exactOptional(),
  parallel_tool_calls: z.boolean().exactOptional(),
  reasoning: z
    .strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).exactOptional() })
    .exactOptional(),
  text: z
    .strictObject({
      format: z.union([
        z.strictObject({ type: z.literal('text') }),
        z.strictObject({
          type: z.literal('json_schema'),
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          schema: schemaObject,
          strict: z.boolean().exactOptional(),
        }),
      ]),
    })
    .exactOptional(),
};
const request = z.strictObject({
  ...prompt,
  max_output_tokens: z.int().min(16).exactOptional(),
  temperature: z.number().min(0).max(2).exactOptional(),
  store: z.boolean().exactOptional(),
  stream: z.boolean().exactOptional(),
}) satisfies z.ZodType<ResponseCreateParams>;
const countRequest = z.strictObject(prompt);

export const openAiResponsesVendor: MatrixVendor = {
  hear(path, body) {
    if (path === '/responses/input_tokens') {
      return { type: 'count', asked: heard(countRequest.parse(body)) };
    }
    if (path !== '/responses') throw new Error(`nothing is at ${path}`);
    return { type: 'generate', asked: heard(request.parse(body)) };
  },
  write: (answer, stream) => (stream ? streamed(answer) : json(document(answer, true))),
  count: (tokens) => json({ object: 'response.input_tokens', input_tokens: tokens }),
  refuse: (_status, message) =>
    json({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
};

type Body = z.infer<typeof countRequest> & Partial<z.infer<typeof request>>;

function heard(body: Body): Asked {
  const uses = new Uses();
  const system: string[] = body.instructions === undefined ? [] : [body.instructions];
  const turns: Turn[] = [];
  const list = typeof body.input === 'string' ? [{ role: 'user' as const, content: body.input }] : body.input;
  for (const one of list) {
    if ('role' in one) {
      const { content } = one;
      const parts = typeof content === 'string' ? [{ type: 'input_text' as const, text: content }] : content;
      const text = parts.map((part) => ('text' in part ? part.text : '')).join('');
      const [picture] = parts.flatMap((part) => (part.type === 'input_image' ? [part.image_url] : []));
      if (one.role === 'system' || one.role === 'developer') system.push(text);
      else if (one.role === 'assistant') turns.push({ role: 'assistant', text });
      else {
        turns.push({
          role: 'user',
          text,
          ...(picture === undefined ? {} : { image: picture.replace('data:image/png;base64,', '') }),
        });
      }
    } else if (one.type === 'function_call') {
      uses.saw(one.call_id, one.name);
      const values = JSON.parse(one.arguments) as Record<string, unknown>;
      turns.push({ role: 'assistant', uses: [{ name: one.name, arguments: values }] });
    } else {
      turns.push({ role: 'results', results: [{ name: uses.nameOf(one.call_id), text: one.output }] });
    }
  }
  const { tools, tool_choice: choice, text: shape } = body;
  return {
    ...(system.length === 0 ? {} : { system: system.join('') }),
    turns,
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => ({
            name,
            description: description ?? '',
            parameters: parameters ?? {},
          })),
        }),
    ...(choice === undefined || choice === 'auto' || choice === 'none'
      ? {}
      : { choice: choice === 'required' ? ('must' as const) : { name: choice.name } }),
    ...(body.parallel_tool_calls === false ? { single: true as const } : {}),
    ...(shape?.format.type === 'json_schema' ? { schema: shape.format.schema } : {}),
    ...(body.reasoning?.effort === undefined ? {} : { effort: body.reasoning.effort }),
    ...(body.max_output_tokens === undefined ? {} : { tokens: body.max_output_tokens }),
    ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
    stream: body.stream === true,
  };
}

function items(answer: Answered) {
  return [
    ...(answer.thought === undefined
      ? []
      : [
          {
            type: 'reasoning' as const,
            id: 'rs_1',
            summary: [{ type: 'summary_text', text: answer.thought }],
            status: 'completed',
          },
        ]),
    ...(answer.text === undefined
      ? []
      : [
          {
            type: 'message' as const,
            id: 'msg_1',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: answer.text, annotations: [], logprobs: [] }],
          },
        ]),
    ...(answer.uses ?? []).map((use, at) => ({
      type: 'function_call' as const,
      id: `fc_${at}`,
      call_id: `call_${at}`,
      name: use.name,
      arguments: JSON.stringify(use.arguments),
      status: 'completed',
    })),
  ];
}

function document(answer: Answered, done: boolean): object {
  const { stop, usage } = answer;
  const cut = stop === 'length' || stop === 'filter';
  return {
    id: 'resp_9',
    object: 'response',
    created_at: 1_760_000_000,
    status: done ? (cut ? 'incomplete' : 'completed') : 'in_progress',
    error: null,
    incomplete_details:
      done && cut ? { reason: stop === 'length' ? 'max_output_tokens' : 'content_filter' } : null,
    instructions: null,
    metadata: {},
    model: 'served',
    output: done ? items(answer) : [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: done
      ? {
          input_tokens: usage.input,
          input_tokens_details: { cached_tokens: usage.cached ?? 0 },
          output_tokens: usage.output,
          output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
          total_tokens: usage.input + usage.output,
        }
      : null,
  };
}

function streamed(answer: Answered) {
  let number = 0;
  const event = (type: string, more: object) => ({
    event: type,
    data: { type, sequence_number: number++, ...more },
  });
  const events = [
    event('response.created', { response: document(answer, false) }),
    event('response.in_progress', { response: document(answer, false) }),
  ];
  for (const [output_index, one] of items(answer).entries()) {
    const at = { output_index, item_id: one.id };
    switch (one.type) {
      case 'reasoning': {
        const [summary] = one.summary;
        const text = summary?.text ?? '';
        const place = { ...at, summary_index: 0 };
        events.push(
          event('response.output_item.added', { output_index, item: { ...one, summary: [] } }),
          event('response.reasoning_summary_part.added', {
            ...place,
            part: { type: 'summary_text', text: '' },
          }),
          ...pieces(text).map((delta) => event('response.reasoning_summary_text.delta', { ...place, delta })),
          event('response.reasoning_summary_text.done', { ...place, text }),
          event('response.reasoning_summary_part.done', { ...place, part: summary }),
        );
        break;
      }
      case 'message': {
        const [part] = one.content;
        const text = part?.text ?? '';
        const place = { ...at, content_index: 0 };
        events.push(
          event('response.output_item.added', {
            output_index,
            item: { ...one, status: 'in_progress', content: [] },
          }),
          event('response.content_part.added', { ...place, part: { ...part, text: '' } }),
          ...pieces(text).map((delta) =>
            event('response.output_text.delta', { ...place, delta, logprobs: [] }),
          ),
          event('response.output_text.done', { ...place, text, logprobs: [] }),
          event('response.content_part.done', { ...place, part }),
        );
        break;
      }
      case 'function_call':
        events.push(
          event('response.output_item.added', {
            output_index,
            item: { ...one, status: 'in_progress', arguments: '' },
          }),
          ...pieces(one.arguments).map((delta) =>
            event('response.function_call_arguments.delta', { ...at, delta }),
          ),
          event('response.function_call_arguments.done', { ...at, arguments: one.arguments, name: one.name }),
        );
        break;
    }
    events.push(event('response.output_item.done', { output_index, item: one }));
  }
  const cut = answer.stop === 'length' || answer.stop === 'filter';
  events.push(
    event(cut ? 'response.incomplete' : 'response.completed', { response: document(answer, true) }),
  );
  return sse(events);
}
