import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { type Answered, type Asked, type Connection, type MatrixClient, type Stop, Uses } from '../said.ts';

const stops: Readonly<Record<string, Stop>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tools',
  refusal: 'filter',
};

export function anthropicClient({ origin, key, model, run }: Connection): MatrixClient {
  const client = new Anthropic({
    baseURL: `${origin}/anthropic`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { 'x-commonhold-run': run },
  });
  return {
    generate: async (asked) =>
      understood(
        asked.stream
          ? await client.messages.stream(body(model, asked)).finalMessage()
          : await client.messages.create(body(model, asked)),
      ),
    count: async (asked) => {
      const { max_tokens: _most, stream: _stream, ...prompt } = body(model, asked);
      return (await client.messages.countTokens(prompt)).input_tokens;
    },
    failed: (thrown) => ({
      status: thrown instanceof APIError ? (thrown.status as number | undefined) : undefined,
      message: thrown instanceof Error ? thrown.message : '',
      name: thrown instanceof Error ? thrown.constructor.name : '',
    }),
  };
}

function body(model: string, asked: Asked): Anthropic.MessageCreateParamsNonStreaming {
  const { system, tools, choice, single, schema, effort, tokens, temperature, stop } = asked;
  const alone = single ? { disable_parallel_tool_use: true } : {};
  return {
    model,
    max_tokens: tokens ?? 64,
    messages: messages(asked),
    ...(system === undefined ? {} : { system }),
    ...(tools === undefined
      ? {}
      : {
          tools: tools.map(({ parameters, ...tool }) => ({
            ...tool,
            input_schema: parameters as Anthropic.Tool.InputSchema,
          })),
        }),
    ...(choice === undefined && !single
      ? {}
      : {
          tool_choice:
            choice === undefined
              ? { type: 'auto' as const, ...alone }
              : choice === 'must'
                ? { type: 'any' as const, ...alone }
                : { type: 'tool' as const, name: choice.name, ...alone },
        }),
    ...(schema === undefined && effort === undefined
      ? {}
      : {
          output_config: {
            ...(effort === 'low' ? { effort: 'low' as const } : {}),
            ...(schema === undefined ? {} : { format: { type: 'json_schema' as const, schema } }),
          },
        }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stop === undefined ? {} : { stop_sequences: [...stop] }),
    stream: false,
  };
}

function messages(asked: Asked): Anthropic.MessageParam[] {
  const uses = new Uses();
  let open: string[] = [];
  return asked.turns.map((turn): Anthropic.MessageParam => {
    if (turn.role === 'user') {
      return {
        role: 'user',
        content:
          turn.image === undefined
            ? turn.text
            : [
                { type: 'text', text: turn.text },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: turn.image } },
              ],
      };
    }
    if (turn.role === 'results') {
      return {
        role: 'user',
        content: turn.results.map(({ text }, at) => ({
          type: 'tool_result',
          tool_use_id: open[at] ?? '',
          content: text,
        })),
      };
    }
    open = (turn.uses ?? []).map(({ name }) => uses.id(name));
    return {
      role: 'assistant',
      content: [
        ...(turn.text === undefined ? [] : [{ type: 'text' as const, text: turn.text }]),
        ...(turn.uses ?? []).map(({ name, arguments: input }, at) => ({
          type: 'tool_use' as const,
          id: open[at] ?? '',
          name,
          input,
        })),
      ],
    };
  });
}

function understood(message: Anthropic.Message): Answered {
  let thought = '';
  let text = '';
  const uses: { name: string; arguments: Record<string, unknown> }[] = [];
  for (const block of message.content) {
    if (block.type === 'thinking') thought += block.thinking;
    if (block.type === 'text') text += block.text;
    if (block.type === 'tool_use') {
      uses.push({ name: block.name, arguments: block.input as Record<string, unknown> });
    }
  }
  const { usage } = message;
  const cached = usage.cache_read_input_tokens;
  const reasoning = usage.output_tokens_details?.thinking_tokens;
  return {
    ...(thought === '' ? {} : { thought }),
    ...(text === '' ? {} : { text }),
    ...(uses.length === 0 ? {} : { uses }),
    stop: stops[message.stop_reason ?? ''] ?? 'stop',
    usage: {
      input: usage.input_tokens + (cached ?? 0),
      output: usage.output_tokens,
      ...(typeof cached === 'number' ? { cached } : {}),
      ...(reasoning === undefined ? {} : { reasoning }),
    },
  };
}
