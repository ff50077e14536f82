import OpenAI, { APIError } from 'openai';
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import { type Answered, type Asked, type Connection, type MatrixClient, type Stop, Uses } from '../said.ts';

export function openAiResponsesClient({ origin, key, model, run }: Connection): MatrixClient {
  const client = new OpenAI({
    baseURL: `${origin}/v1`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { 'x-commonhold-run': run },
  });
  return {
    generate: async (asked) => {
      if (!asked.stream) return understood(await client.responses.create(body(model, asked)));
      const stream = await client.responses.create({ ...body(model, asked), stream: true });
      return streamed(stream);
    },
    count: async (asked) => {
      const { input, instructions, tools } = body(model, asked);
      const counted = await client.responses.inputTokens.count({
        model,
        ...(input === undefined ? {} : { input }),
        ...(instructions === undefined ? {} : { instructions }),
        ...(tools === undefined ? {} : { tools }),
      });
      return counted.input_tokens;
    },
    failed: (thrown) => ({
      status: thrown instanceof APIError ? thrown.status : undefined,
      message: thrown instanceof Error ? thrown.message : '',
      name: thrown instanceof Error ? thrown.constructor.name : '',
    }),
  };
}

function body(model: string, asked: Asked): ResponseCreateParamsNonStreaming {
  const { system, tools, choice, single, schema, effort, tokens, temperature } = asked;
  return {
    model,
    input: items(asked),
    ...(system === undefined ? {} : { instructions: system }),
    ...(tools === undefined
      ? {}
      : { tools: tools.map((tool) => ({ type: 'function' as const, strict: null, ...tool })) }),
    ...(choice === undefined
      ? {}
      : {
          tool_choice:
            choice === 'must' ? ('required' as const) : { type: 'function' as const, name: choice.name },
        }),
    ...(single ? { parallel_tool_calls: false } : {}),
    ...(schema === undefined
      ? {}
      : { text: { format: { type: 'json_schema' as const, name: 'answer', schema, strict: true } } }),
    ...(effort === 'low' ? { reasoning: { effort: 'low' as const } } : {}),
    ...(tokens === undefined ? {} : { max_output_tokens: tokens }),
    ...(temperature === undefined ? {} : { temperature }),
    stream: false,
  };
}

function items(asked: Asked): ResponseInputItem[] {
  const uses = new Uses();
  const list: ResponseInputItem[] = [];
  let open: string[] = [];
  for (const turn of asked.turns) {
    if (turn.role === 'user') {
      list.push({
        role: 'user',
        content: [
          { type: 'input_text', text: turn.text },
          ...(turn.image === undefined
            ? []
            : [
                {
                  type: 'input_image' as const,
                  image_url: `data:image/png;base64,${turn.image}`,
                  detail: 'auto' as const,
                },
              ]),
        ],
      });
    } else if (turn.role === 'assistant') {
      if (turn.text !== undefined) list.push({ role: 'assistant', content: turn.text });
      open = (turn.uses ?? []).map(({ name }) => uses.id(name));
      for (const [at, { name, arguments: values }] of (turn.uses ?? []).entries()) {
        list.push({
          type: 'function_call',
          call_id: open[at] ?? '',
          name,
          arguments: JSON.stringify(values),
        });
      }
    } else {
      for (const [at, { text }] of turn.results.entries()) {
        list.push({ type: 'function_call_output', call_id: open[at] ?? '', output: text });
      }
    }
  }
  return list;
}

function understood(response: Response): Answered {
  let thought = '';
  const uses: { name: string; arguments: Record<string, unknown> }[] = [];
  for (const item of response.output) {
    if (item.type === 'reasoning') {
      thought += (item.content ?? []).map(({ text }) => text).join('');
      thought += item.summary.map(({ text }) => text).join('');
    }
    if (item.type === 'function_call') {
      uses.push({ name: item.name, arguments: JSON.parse(item.arguments) as Record<string, unknown> });
    }
  }
  const { usage, output_text: text } = response;
  return {
    ...(thought === '' ? {} : { thought }),
    ...(text === '' ? {} : { text }),
    ...(uses.length === 0 ? {} : { uses }),
    stop: stopOf(response, uses.length > 0),
    usage: {
      input: usage?.input_tokens ?? -1,
      output: usage?.output_tokens ?? -1,
      ...(usage?.input_tokens_details === undefined
        ? {}
        : { cached: usage.input_tokens_details.cached_tokens }),
      ...(usage?.output_tokens_details === undefined
        ? {}
        : { reasoning: usage.output_tokens_details.reasoning_tokens }),
    },
  };
}

function stopOf({ status, incomplete_details: why }: Response, hasUses: boolean): Stop {
  if (status === 'incomplete') return why?.reason === 'content_filter' ? 'filter' : 'length';
  return hasUses ? 'tools' : 'stop';
}

/** The pieces must say what the document at the end says: clients read the one or the other. */
async function streamed(stream: AsyncIterable<ResponseStreamEvent>): Promise<Answered> {
  let text = '';
  let last: Response | undefined;
  let number = -1;
  for await (const event of stream) {
    if (event.sequence_number <= number) throw new Error(`event ${event.sequence_number} after ${number}`);
    number = event.sequence_number;
    if (event.type === 'response.output_text.delta') text += event.delta;
    if (event.type === 'response.completed' || event.type === 'response.incomplete') last = event.response;
    if (event.type === 'response.failed') throw new Error(event.response.error?.message);
  }
  if (last === undefined) throw new Error('a stream without its last document');
  const output = last.output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');
  if (output !== text) throw new Error(`pieces say ${text} and the document says ${output}`);
  return understood({ ...last, output_text: output });
}
