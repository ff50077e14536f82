import OpenAI, { APIError } from 'openai';
import { type Answered, type Asked, type Connection, type MatrixClient, type Stop, Uses } from '../said.ts';

/** Reasoning is no part of OpenAI's own types; servers that follow it say it so. */
interface Delta {
  readonly reasoning_content?: string;
}

const stops: Readonly<Record<string, Stop>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tools',
  content_filter: 'filter',
};

export function openAiChatClient({ origin, key, model, run }: Connection): MatrixClient {
  const client = new OpenAI({
    baseURL: `${origin}/v1`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { 'x-commonhold-run': run },
  });
  return {
    generate: async (asked) => (asked.stream ? streamed(client, model, asked) : whole(client, model, asked)),
    embed: async (texts) => {
      const { data } = await client.embeddings.create({ model, input: [...texts], encoding_format: 'float' });
      return data.map(({ embedding }) => embedding);
    },
    failed: (thrown) => ({
      status: thrown instanceof APIError ? thrown.status : undefined,
      message: thrown instanceof Error ? thrown.message : '',
      name: thrown instanceof Error ? thrown.constructor.name : '',
    }),
  };
}

function body(model: string, asked: Asked): OpenAI.ChatCompletionCreateParams {
  const { system, tools, choice, single, schema, effort, tokens, temperature, stop } = asked;
  const uses = new Uses();
  const messages: OpenAI.ChatCompletionMessageParam[] =
    system === undefined ? [] : [{ role: 'system', content: system }];
  let open: string[] = [];
  for (const turn of asked.turns) {
    if (turn.role === 'user') {
      messages.push({
        role: 'user',
        content:
          turn.image === undefined
            ? turn.text
            : [
                { type: 'text', text: turn.text },
                { type: 'image_url', image_url: { url: `data:image/png;base64,${turn.image}` } },
              ],
      });
    } else if (turn.role === 'assistant') {
      open = (turn.uses ?? []).map(({ name }) => uses.id(name));
      messages.push({
        role: 'assistant',
        content: turn.text ?? null,
        ...(turn.uses === undefined
          ? {}
          : {
              tool_calls: turn.uses.map(({ name, arguments: values }, at) => ({
                id: open[at] ?? '',
                type: 'function' as const,
                function: { name, arguments: JSON.stringify(values) },
              })),
            }),
      });
    } else {
      for (const [at, { text }] of turn.results.entries()) {
        messages.push({ role: 'tool', tool_call_id: open[at] ?? '', content: text });
      }
    }
  }
  return {
    model,
    messages,
    ...(tools === undefined
      ? {}
      : { tools: tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }),
    ...(choice === undefined
      ? {}
      : {
          tool_choice:
            choice === 'must'
              ? ('required' as const)
              : { type: 'function' as const, function: { name: choice.name } },
        }),
    ...(single ? { parallel_tool_calls: false } : {}),
    ...(schema === undefined
      ? {}
      : {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: 'answer', schema, strict: true },
          },
        }),
    ...(effort === 'low' ? { reasoning_effort: 'low' as const } : {}),
    ...(tokens === undefined ? {} : { max_completion_tokens: tokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stop === undefined ? {} : { stop: [...stop] }),
  };
}

function usageOf(usage: OpenAI.CompletionUsage | null | undefined): Answered['usage'] {
  const cached = usage?.prompt_tokens_details?.cached_tokens;
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens;
  return {
    input: usage?.prompt_tokens ?? -1,
    output: usage?.completion_tokens ?? -1,
    ...(cached === undefined ? {} : { cached }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

async function whole(client: OpenAI, model: string, asked: Asked): Promise<Answered> {
  const { choices, usage } = await client.chat.completions.create({ ...body(model, asked), stream: false });
  const [choice] = choices;
  const message = choice?.message;
  const thought = (message as Delta | undefined)?.reasoning_content;
  const uses = (message?.tool_calls ?? []).map((call) => {
    if (call.type !== 'function') throw new Error('a call of another type');
    return {
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments) as Record<string, unknown>,
    };
  });
  return {
    ...(thought === undefined ? {} : { thought }),
    ...(message?.content ? { text: message.content } : {}),
    ...(uses.length === 0 ? {} : { uses }),
    stop: stops[choice?.finish_reason ?? ''] ?? 'stop',
    usage: usageOf(usage),
  };
}

async function streamed(client: OpenAI, model: string, asked: Asked): Promise<Answered> {
  const stream = await client.chat.completions.create({
    ...body(model, asked),
    stream: true,
    stream_options: { include_usage: true },
  });
  let thought = '';
  let text = '';
  const calls: { name: string; text: string }[] = [];
  let stop = '';
  let usage: OpenAI.CompletionUsage | null | undefined;
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage;
    const [choice] = chunk.choices;
    if (!choice) continue;
    thought += (choice.delta as Delta).reasoning_content ?? '';
    text += choice.delta.content ?? '';
    for (const { index, function: called } of choice.delta.tool_calls ?? []) {
      const call = (calls[index] ??= { name: '', text: '' });
      call.name += called?.name ?? '';
      call.text += called?.arguments ?? '';
    }
    stop = choice.finish_reason ?? stop;
  }
  return {
    ...(thought === '' ? {} : { thought }),
    ...(text === '' ? {} : { text }),
    ...(calls.length === 0
      ? {}
      : {
          uses: calls.map((call) => ({
            name: call.name,
            arguments: JSON.parse(call.text) as Record<string, unknown>,
          })),
        }),
    stop: stops[stop] ?? 'stop',
    usage: usageOf(usage),
  };
}
