import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface ArrivedAtVendor {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ThreeVendors {
  readonly port: number;
  readonly arrived: readonly ArrivedAtVendor[];
  /** The bytes of the answers, in the same order. */
  readonly answered: readonly string[];
  close(): Promise<void>;
}

interface Asked {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly unknown[];
}

/**
 * Vendors of three protocols in one server: OpenAI's chat and Responses, and Anthropic's Messages. Where tools are given and no
 * result of one stands in the request they call `weather`; otherwise they say which vendor they are, after a thought.
 */
export async function startThreeVendors(): Promise<ThreeVendors> {
  const arrived: ArrivedAtVendor[] = [];
  const answered: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      arrived.push({ path, headers: request.headers, body });
      const asked = JSON.parse(body) as Asked;
      const calls = asked.tools !== undefined && !/function_call_output|tool_result|"role":"tool"/.test(body);
      const write = path.endsWith('/responses') ? responses : path.endsWith('/messages') ? messages : chat;
      const { whole, events } = write(asked.model, calls, arrived.length);
      const isStream = asked.stream === true;
      const text = isStream ? events : JSON.stringify(whole);
      answered.push(text);
      response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    arrived,
    answered,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const city = '{"city":"Graz"}';

function sse(documents: readonly object[]): string {
  return documents
    .map((document) => {
      const name = 'type' in document ? `event: ${String(document.type)}\n` : '';
      return `${name}data: ${JSON.stringify(document)}\n\n`;
    })
    .join('');
}

function responses(model: string, calls: boolean, number: number) {
  const thought = {
    type: 'reasoning',
    id: `rs_v${number}`,
    summary: [{ type: 'summary_text', text: 'Hm.' }],
    encrypted_content: 'c2VjcmV0',
  };
  const said = {
    type: 'message',
    id: `msg_v${number}`,
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: 'I am Responses.', annotations: [], logprobs: [] }],
  };
  const call = {
    type: 'function_call',
    id: `fc_v${number}`,
    call_id: `call_v${number}`,
    name: 'weather',
    arguments: city,
    status: 'completed',
  };
  const last = calls ? call : said;
  const base = { id: `resp_vendor_${number}`, object: 'response', created_at: 1, model, error: null };
  const usage = {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 2 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 1 },
    total_tokens: 14,
  };
  const end = { status: 'completed', incomplete_details: null, output: [thought, last], usage, tools: [] };
  const whole = { ...base, ...end };
  const begun = { ...base, status: 'in_progress', output: [], usage: null, tools: [] };
  const where = { output_index: 0, item_id: thought.id, summary_index: 0 };
  const at = { output_index: 1, item_id: last.id };
  const told = calls
    ? [
        { type: 'response.function_call_arguments.delta', ...at, delta: city },
        { type: 'response.function_call_arguments.done', ...at, arguments: city },
      ]
    : [
        {
          type: 'response.content_part.added',
          ...at,
          content_index: 0,
          part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
        },
        { type: 'response.output_text.delta', ...at, content_index: 0, delta: 'I am ', logprobs: [] },
        { type: 'response.output_text.delta', ...at, content_index: 0, delta: 'Responses.', logprobs: [] },
        { type: 'response.output_text.done', ...at, content_index: 0, text: 'I am Responses.', logprobs: [] },
        { type: 'response.content_part.done', ...at, content_index: 0, part: said.content[0] },
      ];
  const documents = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { type: 'reasoning', id: thought.id, summary: [] },
    },
    { type: 'response.reasoning_summary_part.added', ...where, part: { type: 'summary_text', text: '' } },
    { type: 'response.reasoning_summary_text.delta', ...where, delta: 'Hm.' },
    { type: 'response.reasoning_summary_text.done', ...where, text: 'Hm.' },
    { type: 'response.reasoning_summary_part.done', ...where, part: thought.summary[0] },
    { type: 'response.output_item.done', output_index: 0, item: thought },
    {
      type: 'response.output_item.added',
      output_index: 1,
      item: calls ? { ...call, arguments: '', status: 'in_progress' } : { ...said, content: [] },
    },
    ...told,
    { type: 'response.output_item.done', output_index: 1, item: last },
    { type: 'response.completed', response: whole },
  ];
  return { whole, events: sse(documents.map((document, at) => ({ ...document, sequence_number: at }))) };
}

function chat(model: string, calls: boolean, number: number) {
  const call = { id: `call_c${number}`, type: 'function', function: { name: 'weather', arguments: city } };
  const message = calls
    ? { role: 'assistant', content: null, tool_calls: [call] }
    : { role: 'assistant', content: 'I am chat.', reasoning_content: 'Hm.' };
  const base = { id: `chatcmpl-${number}`, created: 1, model };
  const usage = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 };
  const reason = calls ? 'tool_calls' : 'stop';
  const chunk = (delta: object, finish: string | null): object => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const deltas = calls
    ? [{ tool_calls: [{ index: 0, ...call }] }]
    : [{ reasoning_content: 'Hm.' }, { content: 'I am ' }, { content: 'chat.' }];
  return {
    whole: {
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: reason }],
      usage,
    },
    events: `${sse([
      ...deltas.map((delta) => chunk(delta, null)),
      chunk({}, reason),
      { ...base, object: 'chat.completion.chunk', choices: [], usage },
    ])}data: [DONE]\n\n`,
  };
}

function messages(model: string, calls: boolean, number: number) {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'c2lnbmVk' };
  const said = { type: 'text', text: 'I am Messages.' };
  const call = {
    type: 'tool_use',
    id: `toolu_${number}`,
    name: 'weather',
    input: JSON.parse(city) as object,
  };
  const last = calls ? call : said;
  const base = { id: `msg_${number}`, type: 'message', role: 'assistant', model, stop_sequence: null };
  const stop = calls ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 9, output_tokens: 5 };
  const delta = calls
    ? { type: 'input_json_delta', partial_json: city }
    : { type: 'text_delta', text: said.text };
  return {
    whole: { ...base, content: [thought, last], stop_reason: stop, usage },
    events: sse([
      { type: 'message_start', message: { ...base, content: [], stop_reason: null, usage } },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2lnbmVk' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: calls ? { ...call, input: {} } : { type: 'text', text: '' },
      },
      { type: 'content_block_delta', index: 1, delta },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage },
      { type: 'message_stop' },
    ]),
  };
}
