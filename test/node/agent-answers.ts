/** What a vendor of coding agents answers, in the four protocols that they speak. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Commands that the agent is to run at once, or the words that end the work. */
export type AgentTurn = { readonly commands: readonly string[] } | { readonly say: string };

type Body = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, unknown>>;

/** The tool of the agent's shell, by its name and with what it takes. */
interface ShellTool {
  readonly name: string;
  readonly argumentsOf: (command: string) => Fields;
}

interface ShellCall {
  readonly id: string;
  readonly name: string;
  readonly input: Fields;
}

/** What this request is to be answered with. */
interface Answer {
  readonly calls: readonly ShellCall[];
  readonly text: string;
}

/** Agents name the tool of their shell otherwise, and Codex from version to version. */
const shellTools: readonly ShellTool[] = [
  { name: 'Bash', argumentsOf: (command) => ({ command, description: 'a command of the script' }) },
  { name: 'exec_command', argumentsOf: (command) => ({ cmd: command }) },
  { name: 'shell_command', argumentsOf: (command) => ({ command }) },
  { name: 'shell', argumentsOf: (command) => ({ command: ['sh', '-c', command] }) },
  {
    name: 'run_shell_command',
    argumentsOf: (command) => ({ command, description: 'a command of the script' }),
  },
  { name: 'run_commands', argumentsOf: (command) => ({ commands: [command] }) },
  { name: 'bash', argumentsOf: (command) => ({ command, description: 'a command of the script' }) },
];

/**
 * The turn is known by the number of results that are there. Who has no shell while the script wants one asks beside the
 * work, for a title.
 */
function answerTo(tools: readonly string[], results: number, script: readonly AgentTurn[]): Answer {
  const shell = shellTools.find(({ name }) => tools.includes(name));
  let before = 0;
  for (const turn of script) {
    if ('say' in turn) return { calls: [], text: turn.say };
    if (shell === undefined) return { calls: [], text: 'A title' };
    if (before === results) {
      const calls = turn.commands.map((command) => ({
        id: `call_${randomUUID()}`,
        name: shell.name,
        input: shell.argumentsOf(command),
      }));
      return { calls, text: 'I run it.' };
    }
    before += turn.commands.length;
  }
  return { calls: [], text: 'The script is at its end.' };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function namesOf(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.map((tool: { name?: string; function?: { name?: string } }) => {
    return tool.name ?? tool.function?.name ?? '';
  });
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function events(response: ServerResponse, list: readonly Fields[], named: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of list) {
    response.write(`${named ? `event: ${String(event['type'])}\n` : ''}data: ${JSON.stringify(event)}\n\n`);
  }
}

/** Arguments come in pieces, as they do from those who write them piece by piece. */
function halves(text: string): [string, string] {
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

export function anthropic(response: ServerResponse, body: Body, script: readonly AgentTurn[]): void {
  const results = count(JSON.stringify(body['messages']), /"type":"tool_result"/g);
  const { calls, text } = answerTo(namesOf(body['tools']), results, script);
  const stop = calls.length > 0 ? 'tool_use' : 'end_turn';
  const message = {
    id: `msg_${randomUUID()}`,
    type: 'message',
    role: 'assistant',
    model: body['model'],
    content: [] as unknown[],
    stop_reason: null as string | null,
    stop_sequence: null,
    usage: { input_tokens: 11, output_tokens: 1 },
  };
  if (body['stream'] !== true) {
    const uses = calls.map((call) => ({ type: 'tool_use', ...call }));
    return json(response, { ...message, content: [{ type: 'text', text }, ...uses], stop_reason: stop });
  }
  const blocks = [
    { block: { type: 'text', text: '' }, deltas: [{ type: 'text_delta', text }] },
    ...calls.map(({ input, ...call }) => ({
      block: { type: 'tool_use', ...call, input: {} },
      deltas: halves(JSON.stringify(input)).map((part) => ({ type: 'input_json_delta', partial_json: part })),
    })),
  ];
  const middle = blocks.flatMap(({ block, deltas }, index) => [
    { type: 'content_block_start', index, content_block: block },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]);
  const delta = { stop_reason: stop, stop_sequence: null };
  const end = { type: 'message_delta', delta, usage: { output_tokens: 5 } };
  events(response, [{ type: 'message_start', message }, ...middle, end, { type: 'message_stop' }], true);
  response.end();
}

export function responses(response: ServerResponse, body: Body, script: readonly AgentTurn[]): void {
  const results = count(JSON.stringify(body['input']), /"type":"function_call_output"/g);
  const { calls, text } = answerTo(namesOf(body['tools']), results, script);
  const said = {
    type: 'message',
    id: `msg_${randomUUID()}`,
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
  const uses = calls.map(({ id, name, input }) => ({
    type: 'function_call',
    id: `fc_${id}`,
    call_id: id,
    name,
    arguments: JSON.stringify(input),
    status: 'completed',
  }));
  const output = [said, ...uses];
  const usage = {
    input_tokens: 11,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 16,
  };
  const answer = { id: `resp_${randomUUID()}`, object: 'response', created_at: 1, model: body['model'] };
  if (body['stream'] !== true) return json(response, { ...answer, status: 'completed', output, usage });
  const place = { item_id: said.id, output_index: 0, content_index: 0 };
  const part = { type: 'output_text', annotations: [] };
  const list: Fields[] = [
    { type: 'response.created', response: { ...answer, status: 'in_progress', output: [] } },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...said, content: [], status: 'in_progress' },
    },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...halves(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part: { ...part, text } },
    { type: 'response.output_item.done', output_index: 0, item: said },
    ...uses.flatMap((item, at) => {
      const where = { item_id: item.id, output_index: at + 1 };
      const open = { ...item, arguments: '', status: 'in_progress' };
      return [
        { type: 'response.output_item.added', output_index: at + 1, item: open },
        ...halves(item.arguments).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...where,
          delta,
        })),
        { type: 'response.function_call_arguments.done', ...where, arguments: item.arguments },
        { type: 'response.output_item.done', output_index: at + 1, item },
      ];
    }),
    { type: 'response.completed', response: { ...answer, status: 'completed', output, usage } },
  ];
  events(
    response,
    list.map((event, at) => ({ ...event, sequence_number: at })),
    true,
  );
  response.end();
}

export function chat(response: ServerResponse, body: Body, script: readonly AgentTurn[]): void {
  const results = count(JSON.stringify(body['messages']), /"role":"tool"/g);
  const { calls, text } = answerTo(namesOf(body['tools']), results, script);
  const uses = calls.map(({ id, name, input }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  const finish = calls.length > 0 ? 'tool_calls' : 'stop';
  const common = { id: `chatcmpl-${randomUUID()}`, created: 1, model: body['model'] };
  const usage = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };
  if (body['stream'] !== true) {
    const message = {
      role: 'assistant',
      content: text,
      refusal: null,
      ...(uses.length === 0 ? {} : { tool_calls: uses }),
    };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
    return json(response, { ...common, object: 'chat.completion', choices, usage });
  }
  const chunk = (delta: Fields, end: string | null = null): Fields => ({
    ...common,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: end }],
  });
  const list = [
    chunk({ role: 'assistant', content: '' }),
    ...halves(text).map((content) => chunk({ content })),
    ...uses.flatMap(({ id, function: { name, arguments: given } }, index) => [
      chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...halves(given).map((half) => chunk({ tool_calls: [{ index, function: { arguments: half } }] })),
    ]),
    chunk({}, finish),
    { ...common, object: 'chat.completion.chunk', choices: [], usage },
  ];
  events(response, list, false);
  response.end('data: [DONE]\n\n');
}

export function gemini(
  response: ServerResponse,
  path: string,
  body: Body,
  script: readonly AgentTurn[],
): void {
  const results = count(JSON.stringify(body['contents']), /"functionResponse":/g);
  const sets = (body['tools'] ?? []) as readonly { readonly functionDeclarations?: unknown }[];
  const names = sets.flatMap(({ functionDeclarations }) => namesOf(functionDeclarations));
  const { calls, text } = answerTo(names, results, script);
  const uses = calls.map(({ id, name, input }) => ({ functionCall: { id, name, args: input } }));
  const usageMetadata = { promptTokenCount: 11, candidatesTokenCount: 5, totalTokenCount: 16 };
  const answer = (parts: readonly Fields[], last: boolean): Fields => ({
    candidates: [{ content: { role: 'model', parts }, index: 0, ...(last ? { finishReason: 'STOP' } : {}) }],
    modelVersion: path.replace(/^.*models\/|:.*$/g, ''),
    responseId: randomUUID(),
    ...(last ? { usageMetadata } : {}),
  });
  if (!path.endsWith(':streamGenerateContent')) return json(response, answer([{ text }, ...uses], true));
  const [first, rest] = halves(text);
  events(response, [answer([{ text: first }], false), answer([{ text: rest }, ...uses], true)], false);
  response.end();
}
