import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, as it arrived at the vendor. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AgentVendor {
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/**
 * A vendor of coding agents that speaks Anthropic's Messages and OpenAI's Responses, as streams, and follows a script: it
 * has the agent run one command, and when the result of it is there, it ends the work with a sentence.
 */
export async function startAgentVendor(command: string, sentence: string): Promise<AgentVendor> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as SeenRequest['body'];
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body });
      if (method === 'POST' && url.endsWith('/responses')) responses(response, body, command, sentence);
      else if (method === 'POST' && url.endsWith('/count_tokens')) json(response, { input_tokens: 7 });
      else if (method === 'POST' && url.includes('/messages')) messages(response, body, command, sentence);
      else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Body = SeenRequest['body'];

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function namesOf(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.map((tool: { name?: string; type?: string }) => tool.name ?? tool.type ?? '');
}

function events(response: ServerResponse, list: readonly Readonly<Record<string, unknown>>[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of list)
    response.write(`event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

function messages(response: ServerResponse, body: Body, command: string, sentence: string): void {
  const hasBash = namesOf(body['tools']).includes('Bash');
  const asksForTool = hasBash && !JSON.stringify(body['messages']).includes('tool_result');
  const input = JSON.stringify({ command, description: 'a command of the script' });
  const block = asksForTool
    ? { type: 'tool_use', id: 'toolu_script_1', name: 'Bash', input: {} }
    : { type: 'text', text: '' };
  const delta = asksForTool
    ? { type: 'input_json_delta', partial_json: input }
    : { type: 'text_delta', text: sentence };
  const stop = asksForTool ? 'tool_use' : 'end_turn';
  const message = {
    id: 'msg_script',
    type: 'message',
    role: 'assistant',
    model: body['model'],
    content: [] as unknown[],
    stop_reason: null as string | null,
    stop_sequence: null,
    usage: { input_tokens: 11, output_tokens: 1 },
  };
  if (body['stream'] !== true) {
    const content = asksForTool
      ? { ...block, input: JSON.parse(input) as unknown }
      : { type: 'text', text: sentence };
    json(response, { ...message, content: [content], stop_reason: stop });
    return;
  }
  events(response, [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { output_tokens: 5 },
    },
    { type: 'message_stop' },
  ]);
}

/** Codex names the tool of its shell otherwise from version to version, and each form has its own arguments. */
function shellCall(tools: readonly string[], command: string): Readonly<Record<string, unknown>> | undefined {
  const common = { type: 'function_call', id: 'fc_script_1', call_id: 'call_script_1', status: 'completed' };
  if (tools.includes('exec_command')) {
    return { ...common, name: 'exec_command', arguments: JSON.stringify({ cmd: command }) };
  }
  if (tools.includes('shell_command')) {
    return { ...common, name: 'shell_command', arguments: JSON.stringify({ command }) };
  }
  if (tools.includes('shell')) {
    return { ...common, name: 'shell', arguments: JSON.stringify({ command: ['sh', '-c', command] }) };
  }
  return undefined;
}

function responses(response: ServerResponse, body: Body, command: string, sentence: string): void {
  const call = shellCall(namesOf(body['tools']), command);
  const isFirst = call !== undefined && !JSON.stringify(body['input']).includes('function_call_output');
  const item = isFirst
    ? call
    : {
        type: 'message',
        id: 'msg_script_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: sentence, annotations: [] }],
      };
  const usage = {
    input_tokens: 11,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 16,
  };
  const answer = {
    id: isFirst ? 'resp_script_1' : 'resp_script_2',
    object: 'response',
    created_at: 1,
    model: body['model'],
    status: 'in_progress',
    output: [] as unknown[],
  };
  const open = isFirst
    ? { ...item, arguments: '', status: 'in_progress' }
    : { ...item, content: [], status: 'in_progress' };
  const place = { item_id: item['id'], output_index: 0 };
  const middle = isFirst
    ? [
        { type: 'response.function_call_arguments.delta', ...place, delta: item['arguments'] },
        { type: 'response.function_call_arguments.done', ...place, arguments: item['arguments'] },
      ]
    : [
        {
          type: 'response.content_part.added',
          ...place,
          content_index: 0,
          part: { type: 'output_text', text: '', annotations: [] },
        },
        { type: 'response.output_text.delta', ...place, content_index: 0, delta: sentence },
        { type: 'response.output_text.done', ...place, content_index: 0, text: sentence },
        {
          type: 'response.content_part.done',
          ...place,
          content_index: 0,
          part: { type: 'output_text', text: sentence, annotations: [] },
        },
      ];
  const list = [
    { type: 'response.created', response: answer },
    { type: 'response.output_item.added', output_index: 0, item: open },
    ...middle,
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...answer, status: 'completed', output: [item], usage } },
  ];
  events(
    response,
    list.map((event, at) => ({ ...event, sequence_number: at })),
  );
}
