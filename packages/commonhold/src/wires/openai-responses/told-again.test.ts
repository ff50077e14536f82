import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#base';
import { collect } from '#call';
import type { ToldTurn } from '../wire.ts';
import { openAiResponses } from './index.ts';
import { itemsSent, toldAgain } from './told-again.ts';

const document: JsonObject = {
  id: 'resp_vendor',
  object: 'response',
  status: 'completed',
  model: 'm',
  'x-unknown': [1],
  output: [
    { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] },
  ],
};
const whole = Buffer.from(JSON.stringify(document));
const stream = Buffer.from(
  [
    { type: 'response.created', response: { id: 'resp_vendor', status: 'in_progress' } },
    { type: 'response.completed', response: document },
  ]
    .map((event) => `event: ${event.type}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`)
    .join(''),
);

function turn(name: string, bytes: Uint8Array, request: JsonObject = {}): ToldTurn {
  const reply = collect(openAiResponses.reply.parse(whole));
  return {
    name,
    bytes,
    reply,
    call: 'c1',
    model: 'm',
    created: 7,
    request: { model: 'm', input: 'x', ...request },
  };
}

describe('an answer that is told again', () => {
  test.each([
    ['one document', whole],
    ['a stream', stream],
  ])("is the vendor's own document under the vendor's id, where it came as %s", (_, bytes) => {
    expect(toldAgain(turn('resp_vendor', bytes))).toEqual(document);
  });

  test('is written anew under our id, with what was asked for and what it went on from', () => {
    const told = toldAgain(turn('resp_c1', whole, { previous_response_id: 'resp_c0', temperature: 0.5 }));
    expect(told).toMatchObject({
      id: 'resp_c1',
      created_at: 7,
      previous_response_id: 'resp_c0',
      temperature: 0.5,
      output: [{ content: [{ text: 'Yes.' }] }],
    });
  });

  test('is written anew where another protocol told it', () => {
    expect(toldAgain(turn('resp_c1', Buffer.from('{"choices":[]}')))).toMatchObject({ id: 'resp_c1' });
    expect(toldAgain(turn('resp_c1', Buffer.from('data: [DONE]\n\n')))).toMatchObject({ id: 'resp_c1' });
  });
});

test('items that were sent each have an id and a type, and messages a list as their content', () => {
  const input = [
    { role: 'user', content: 'A.' },
    { role: 'assistant', content: 'B.' },
    { type: 'message', id: 'msg_own', role: 'user', content: [{ type: 'input_text', text: 'C.' }] },
    { type: 'function_call_output', call_id: 'c', output: 'D.' },
  ];
  expect(itemsSent('c1', { input })).toEqual([
    { type: 'message', id: 'msg_c1_in_0', role: 'user', content: [{ type: 'input_text', text: 'A.' }] },
    {
      type: 'message',
      id: 'msg_c1_in_1',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'B.', annotations: [] }],
    },
    input[2],
    { ...input[3], id: 'item_c1_in_3' },
  ]);
  expect(itemsSent('c1', { input: 'A.' })).toHaveLength(1);
  expect(itemsSent('c1', { input: null })).toEqual([]);
});
