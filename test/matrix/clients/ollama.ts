import { type ChatRequest, type ChatResponse, type Message, Ollama } from 'ollama';
import type { Answered, Asked, Connection, MatrixClient, Stop } from '../said.ts';

export function ollamaClient({ origin, key, model, run }: Connection): MatrixClient {
  const client = new Ollama({
    host: `${origin}/ollama`,
    headers: { authorization: `Bearer ${key}`, 'x-commonhold-run': run },
  });
  return {
    generate: async (asked) => {
      const request = body(model, asked);
      if (!asked.stream) return understood([await client.chat({ ...request, stream: false })]);
      const chunks: ChatResponse[] = [];
      for await (const chunk of await client.chat({ ...request, stream: true })) chunks.push(chunk);
      return understood(chunks);
    },
    embed: async (texts) => (await client.embed({ model, input: [...texts] })).embeddings,
    failed: (thrown) => ({
      status: thrown instanceof Error && 'status_code' in thrown ? (thrown.status_code as number) : undefined,
      message: thrown instanceof Error ? thrown.message : '',
      name: thrown instanceof Error ? thrown.name : '',
    }),
  };
}

function body(model: string, asked: Asked): ChatRequest {
  const { system, tools, schema, effort, tokens, temperature, stop } = asked;
  const messages: Message[] = system === undefined ? [] : [{ role: 'system', content: system }];
  for (const turn of asked.turns) {
    if (turn.role === 'user') {
      messages.push({
        role: 'user',
        content: turn.text,
        ...(turn.image === undefined ? {} : { images: [turn.image] }),
      });
    } else if (turn.role === 'assistant') {
      messages.push({
        role: 'assistant',
        content: turn.text ?? '',
        ...(turn.uses === undefined
          ? {}
          : {
              tool_calls: turn.uses.map(({ name, arguments: values }) => ({
                function: { name, arguments: { ...values } },
              })),
            }),
      });
    } else {
      for (const { name, text } of turn.results)
        messages.push({ role: 'tool', tool_name: name, content: text });
    }
  }
  const options = {
    ...(tokens === undefined ? {} : { num_predict: tokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stop === undefined ? {} : { stop: [...stop] }),
  };
  return {
    model,
    messages,
    ...(tools === undefined
      ? {}
      : { tools: tools.map((tool) => ({ type: 'function', function: { ...tool } })) }),
    ...(schema === undefined ? {} : { format: schema }),
    ...(effort === 'low' ? { think: 'low' as const } : {}),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

const stops: Readonly<Record<string, Stop>> = { stop: 'stop', length: 'length', content_filter: 'filter' };

function understood(chunks: readonly ChatResponse[]): Answered {
  const thought = chunks.map(({ message }) => message.thinking ?? '').join('');
  const text = chunks.map(({ message }) => message.content).join('');
  const uses = chunks
    .flatMap(({ message }) => message.tool_calls ?? [])
    .map(({ function: called }) => ({ name: called.name, arguments: called.arguments }));
  const last = chunks.at(-1);
  if (last?.done !== true) throw new Error('an answer that is not done');
  const stop = stops[last.done_reason] ?? 'stop';
  return {
    ...(thought === '' ? {} : { thought }),
    ...(text === '' ? {} : { text }),
    ...(uses.length === 0 ? {} : { uses }),
    // This wire says `stop` after calls of tools too.
    stop: stop === 'stop' && uses.length > 0 ? 'tools' : stop,
    usage: { input: last.prompt_eval_count, output: last.eval_count },
  };
}
