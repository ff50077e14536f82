import { beforeEach, describe, expect, test } from 'vitest';
import type { EarlierCall, EarlierCalls, EarlierName } from '#ledger';
import { codecs } from '#wires';
import {
  type Answering,
  candidate,
  type Event,
  gateFor,
  member,
  type Replied,
  send,
} from '../gate.fixture.ts';
import type { Gate } from '../gate.ts';

const message = (text: string) => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const answer = (text: string, id = 'resp_vendor'): string =>
  JSON.stringify({ id, object: 'response', status: 'completed', model: 'm', output: [message(text)] });

/** What the record has of calls, by the names that clients know them by. */
class Remembered implements EarlierCalls {
  readonly calls = new Map<string, EarlierCall | 'erased'>();
  readonly asked: string[] = [];

  async read(principal: string, name: EarlierName): Promise<EarlierCall | 'erased' | undefined> {
    this.asked.push(principal);
    return this.calls.get('call' in name ? name.call : name.answer);
  }

  add(id: string, request: object, more: Partial<EarlierCall> = {}): void {
    this.calls.set(id, {
      id,
      wire: 'openai-responses',
      operation: 'generate',
      run: undefined,
      received: 1_795_305_600_000,
      labels: [],
      request: Buffer.from(JSON.stringify({ model: 'any', ...request })),
      answer: {
        wire: 'openai-responses',
        model: 'm',
        inPseudonyms: false,
        bytes: Buffer.from(answer(`answer of ${id}`)),
      },
      ...more,
    });
  }
}

let events: Event[];
let earlier: Remembered;
let gate: Gate;

async function start(answering: Answering = { chunks: [answer('Yes.')] }): Promise<void> {
  events = [];
  earlier = new Remembered();
  const responses = { codec: codecs['openai-responses'] };
  ({ gate } = await gateFor(
    events,
    {
      any: [candidate(events, 'vendor', answering, responses)],
      chat: [candidate(events, 'chatty', answering)],
    },
    { earlier },
  ));
}

const ask = (fields: object, headers: Readonly<Record<string, string>> = {}): Promise<Replied> =>
  send(gate, JSON.stringify({ model: 'any', input: 'Go on.', ...fields }), {
    wire: 'openai-responses',
    headers,
  });

const sent = (): { readonly input: readonly unknown[] } & Readonly<Record<string, unknown>> => {
  const event = events.find((one) => one.type === 'sent');
  return JSON.parse(Buffer.from(event?.type === 'sent' ? event.request.body : '').toString());
};
const intent = () => events.find((one) => one.type === 'intent')?.attempt;

beforeEach(() => start());

describe('a call that goes on from an earlier answer', () => {
  test('leaves with the whole conversation, oldest first, and says which call it goes on from', async () => {
    earlier.add('one', { input: 'First.', instructions: 'Of then.' });
    earlier.add('two', { input: [{ role: 'user', content: 'Second.' }], previous_response_id: 'resp_one' });
    const reply = await ask({ previous_response_id: 'resp_two', instructions: 'Of now.' });
    expect(sent()).toEqual({
      model: 'vendor-model',
      instructions: 'Of now.',
      input: [
        { type: 'message', role: 'user', content: 'First.' },
        message('answer of one'),
        { role: 'user', content: 'Second.' },
        message('answer of two'),
        { type: 'message', role: 'user', content: 'Go on.' },
      ],
    });
    expect(intent()?.call.parent).toBe('two');
    expect(JSON.parse(reply.body)).toMatchObject({
      id: `resp_${reply.headers['x-commonhold-call']}`,
      previous_response_id: 'resp_two',
    });
    expect(new Set(earlier.asked)).toEqual(new Set([member.id]));
  });

  test('is recorded as its client wrote it, beside what left', async () => {
    earlier.add('one', { input: 'First.' });
    await ask({ previous_response_id: 'resp_one' });
    const { call, sent: left } = intent() ?? {};
    expect(Buffer.from(call?.request ?? []).toString()).toContain('"previous_response_id":"resp_one"');
    expect(Buffer.from(left ?? []).toString()).not.toContain('resp_one');
  });

  test('carries the labels of that call, whatever is in it, and is looked through with all that was said', async () => {
    earlier.add('one', { input: 'Write to ada@example.org.' }, { labels: ['our-own'] });
    await ask({ previous_response_id: 'resp_one' });
    expect(intent()?.decision.labels).toEqual(expect.arrayContaining(['our-own', 'personal']));
    expect(intent()?.decision.facts['labelSources']).toEqual({ parent: ['our-own'] });
  });

  test('belongs to the run of that call unless its client names another', async () => {
    earlier.add('one', { input: 'First.' }, { run: 'a-run' });
    await ask({ previous_response_id: 'resp_one' });
    expect(intent()?.call.run).toBe('a-run');
    events.length = 0;
    await ask({ previous_response_id: 'resp_one' }, { 'x-commonhold-run': 'other' });
    expect(intent()?.call.run).toBe('other');
    events.length = 0;
    // Tools of a session are told under its name, so its calls are with them wherever it goes on from.
    await ask({ previous_response_id: 'resp_one' }, { 'session-id': 'of-codex' });
    expect(intent()?.call.run).toBe('of-codex');
  });

  test('may find that answer under the id that its destination gave it', async () => {
    earlier.add('resp_68f1_of_a_vendor', { input: 'First.' });
    await ask({ previous_response_id: 'resp_68f1_of_a_vendor' });
    expect(sent().input).toHaveLength(3);
  });

  test('leaves out thoughts that another protocol told where a vendor would refuse them, and says so', async () => {
    const thoughtful = { role: 'assistant', content: 'Hello.', reasoning_content: 'Hm.' };
    const bytes = Buffer.from(JSON.stringify({ choices: [{ message: thoughtful, finish_reason: 'stop' }] }));
    const answered = { wire: 'openai-chat', model: 'm', inPseudonyms: false, bytes } as const;
    earlier.add('one', { input: 'First.' }, { answer: answered });
    await ask({ previous_response_id: 'resp_one' });
    expect(JSON.stringify(sent())).not.toContain('Hm.');
    const outcome = events.find((event) => event.type === 'outcome');
    expect(outcome?.result.warnings[0]).toMatch(/^reasoning: /);
    events.length = 0;
    await ask({ model: 'chat', previous_response_id: 'resp_one' });
    expect(JSON.stringify(sent())).toContain('Hm.');
  });

  test('reads answers that were streams too', async () => {
    const document = JSON.parse(answer('Streamed.')) as object;
    const event = JSON.stringify({ type: 'response.completed', response: document });
    const bytes = Buffer.from(`event: response.completed\ndata: ${event}\n\n`);
    const answered = { wire: 'openai-responses', model: 'm', inPseudonyms: false, bytes } as const;
    earlier.add('one', { input: 'First.' }, { answer: answered });
    await ask({ previous_response_id: 'resp_one' });
    expect(sent().input[1]).toMatchObject({ content: [{ text: 'Streamed.' }] });
  });

  const inPseudonyms = { wire: 'openai-responses', model: 'm', inPseudonyms: true } as const;
  const refusals: readonly (readonly [string, number, () => unknown])[] = [
    ['response_unknown', 404, () => undefined],
    ['response_unknown', 404, () => earlier.add('one', {}, { wire: 'openai-chat' })],
    ['response_unknown', 404, () => earlier.add('one', {}, { operation: 'count' })],
    ['response_erased', 404, () => earlier.calls.set('one', 'erased')],
    ['response_unanswered', 409, () => earlier.add('one', {}, { answer: undefined })],
    [
      'response_in_pseudonyms',
      409,
      () => earlier.add('one', {}, { answer: { ...inPseudonyms, bytes: Buffer.from(answer('x')) } }),
    ],
    ['body_too_large', 413, () => earlier.add('one', { input: 'x'.repeat(100_000) })],
    [
      'response_chain_too_long',
      413,
      () => {
        gate.configuration = { ...gate.configuration, requestBytes: 1_000_000 };
        earlier.add('one', { previous_response_id: 'resp_one' });
      },
    ],
  ];
  test.each(refusals)(
    'is %s with status %i where that is what the record says',
    async (code, status, set) => {
      set();
      const reply = await ask({ previous_response_id: 'resp_one' });
      expect(reply.status).toBe(status);
      expect(JSON.parse(reply.body)).toMatchObject({ error: { code } });
      expect(events).toEqual([{ type: 'stranger' }]);
    },
  );

  test('waits until the answer that its client has is on record', async () => {
    let read = false;
    earlier.read = async () => {
      read = true;
      return undefined;
    };
    const ending = gate.endings.watch(member.id, () => true);
    const asking = ask({ previous_response_id: 'resp_one' });
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(read).toBe(false);
    ending[Symbol.dispose]();
    await asking;
    expect(read).toBe(true);
  });
});

test('a call that goes on from nothing passes as it is, byte for byte', async () => {
  const body = '{ "model":"any","input" : "x","previous_response_id":null }';
  const reply = await send(gate, body, { wire: 'openai-responses' });
  const event = events.find((one) => one.type === 'sent');
  expect(Buffer.from(event?.type === 'sent' ? event.request.body : '').toString()).toBe(
    body.replace('any', 'vendor-model'),
  );
  expect(reply.body).toBe(answer('Yes.'));
  expect(events.find((one) => one.type === 'outcome')?.result.answerId).toBe('resp_vendor');
});
