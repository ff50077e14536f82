import { describe, expect, test } from 'vitest';
import { collect, type Part } from '#call';
import { codecs } from '../codecs.ts';
import type { ReplyContext } from '../wire.ts';
import { openAiResponses } from './index.ts';

const request = openAiResponses.request.parse({ model: 'm', input: 'x', stream: true });
const context: ReplyContext = { call: '01call', model: 'm', created: 1_760_000_000, request };

interface Event {
  readonly type: string;
  readonly sequence_number: number;
  readonly output_index?: number;
  readonly item_id?: string;
  readonly item?: { readonly id: string; readonly type: string };
  readonly logprobs?: unknown;
  readonly response?: Readonly<Record<string, unknown>>;
}

function eventsOf(parts: readonly Part[], more: Partial<ReplyContext> = {}): Event[] {
  const serializer = openAiResponses.stream.serializer({ ...context, ...more });
  const bytes = Buffer.concat([...parts.map((part) => serializer.push(part)), serializer.end()]);
  return bytes
    .toString()
    .trim()
    .split('\n\n')
    .map((event) => JSON.parse(event.split('data: ')[1] ?? '') as Event);
}

const mixed: readonly Part[] = [
  { type: 'start', model: 'served' },
  { type: 'reasoning', choice: 0, text: 'Hm.' },
  { type: 'text', choice: 0, text: 'I ' },
  { type: 'text', choice: 0, text: 'look.' },
  { type: 'tool-call', choice: 0, index: 0, id: 'a', name: 'f' },
  { type: 'tool-call', choice: 0, index: 1, id: 'b', name: 'g' },
  { type: 'tool-arguments', choice: 0, index: 1, text: '{"y":' },
  { type: 'tool-arguments', choice: 0, index: 0, text: '{}' },
  { type: 'tool-arguments', choice: 0, index: 1, text: '1}' },
  { type: 'finish', choice: 0, reason: 'tool-calls' },
  { type: 'usage', usage: { inputTokens: 3, outputTokens: 2, source: 'counted' } },
];

describe('the events of an answer', () => {
  test('come in the order that OpenAI documents, numbered without a gap', () => {
    const events = eventsOf(mixed.slice(0, 4));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.reasoning_text.delta',
      'response.reasoning_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.incomplete',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, at) => at));
  });

  test('name the item that they are of, also where two calls of tools come mixed', () => {
    const events = eventsOf(mixed);
    const ids = new Map<number, string>();
    for (const { type, output_index: at = -1, item, item_id: id } of events) {
      if (type === 'response.output_item.added') ids.set(at, item?.id ?? '');
      else if (at >= 0) expect(item?.id ?? id).toBe(ids.get(at));
    }
    expect([...ids.keys()]).toEqual([0, 1, 2, 3]);
    const last = events.at(-1);
    expect(last?.type).toBe('response.completed');
    expect(last?.response?.['output']).toMatchObject([
      { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm.' }] },
      { type: 'message', content: [{ type: 'output_text', text: 'I look.', annotations: [] }] },
      { type: 'function_call', call_id: 'a', arguments: '{}' },
      { type: 'function_call', call_id: 'b', arguments: '{"y":1}' },
    ]);
    expect(last?.response?.['usage']).toEqual({
      input_tokens: 3,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 5,
    });
  });

  test('have a list of log-probabilities with every piece of text, which is empty where none were asked for', () => {
    const logprobs = [{ token: 'a', logprob: -1, alternatives: [] }];
    const events = eventsOf([{ type: 'text', choice: 0, text: 'a', logprobs }]);
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.map((delta) => delta.logprobs)).toEqual([[]]);
  });

  test('tell of no usage where nobody counted', () => {
    const estimate: Part = {
      type: 'usage',
      usage: { inputTokens: 9, outputTokens: 9, source: 'estimated' },
    };
    expect(eventsOf([...mixed.slice(0, 4), estimate]).at(-1)?.response?.['usage']).toBeNull();
  });

  test('say again what was asked for, and what the answer goes on from', () => {
    const asked = openAiResponses.request.parse({
      model: 'm',
      input: 'x',
      instructions: 'Be brief.',
      max_output_tokens: 5,
      metadata: { a: 'b' },
      text: { verbosity: 'low' },
    });
    const [created] = eventsOf([{ type: 'start' }], { request: asked, previous: 'resp_before' });
    expect(created?.response).toMatchObject({
      id: 'resp_01call',
      status: 'in_progress',
      instructions: 'Be brief.',
      max_output_tokens: 5,
      metadata: { a: 'b' },
      previous_response_id: 'resp_before',
      text: { format: { type: 'text' }, verbosity: 'low' },
      temperature: null,
    });
  });

  test('end with an error and a failed answer where it broke', () => {
    const serializer = openAiResponses.stream.serializer(context);
    serializer.push({ type: 'start' });
    const text = Buffer.from(
      serializer.fail({ code: 'upstream_timeout', status: 504, message: 'Too long.' }),
    ).toString();
    expect(text).toContain('event: error\n');
    expect(text).toContain('"status":"failed","background":false,"error":{"code":"upstream_timeout"');
    expect(serializer.end()).toHaveLength(0);
  });
});

test('messages that follow each other stay apart until another wire joins them', () => {
  const item = (id: string, text: string) => ({
    type: 'message',
    id,
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  });
  const output = [item('msg_1', 'First.'), item('msg_2', 'Second.')];
  const reply = collect(
    openAiResponses.reply.parse(Buffer.from(JSON.stringify({ status: 'completed', output }))),
  );
  expect(reply.choices[0]?.content).toEqual([
    { type: 'text', text: 'First.' },
    { type: 'text', text: 'Second.' },
  ]);
  const chat = JSON.parse(Buffer.from(codecs['openai-chat'].reply.serialize(reply, context)).toString()) as {
    readonly choices: readonly { readonly message: { readonly content: string } }[];
  };
  expect(chat.choices[0]?.message.content).toBe('First.Second.');
});
