import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';
import { startThreeVendors, type ThreeVendors } from './node/three-vendors.ts';

const local = 'smollm2-135m-instruct';
const weather = {
  type: 'function' as const,
  name: 'weather',
  description: 'The weather of a city',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

/** OpenAI's own client speaks Responses to a node; the model inside answers, and vendors of three protocols do. */
describe("the official client's Responses on a node", () => {
  let vendors: ThreeVendors;
  let home: string;
  let node: TestNode;
  let client: OpenAI;
  let stranger: OpenAI;

  beforeAll(async () => {
    vendors = await startThreeVendors();
    const row = (wire: string, path: string, model: string) => `
    wire: ${wire}
    baseUrl: http://127.0.0.1:${vendors.port}${path}
    authentication: none
    destination: { local: declared }
    models: [${model}]
`;
    home = await newHome(`
engine: { contextTokens: 2048 }
providers:
  as-responses:${row('openai-responses', '/v1', 'responses-model')}
  as-chat:${row('openai-chat', '/v1', 'chat-model')}
  as-messages:${row('anthropic-messages', '/v1', 'messages-model')}
`);
    node = await startTestNode(home, { withModel: true });
    client = new OpenAI({ baseURL: node.baseUrl, apiKey: node.key, maxRetries: 0 });
    const made = await commonhold(home, ['keys', 'add', 'another', '--kind', 'app', '--json']);
    const { key } = JSON.parse(made.output) as { readonly key: string };
    stranger = new OpenAI({ baseURL: node.baseUrl, apiKey: key, maxRetries: 0 });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    await vendors.close();
    await removeHome(home);
  });

  const latest = () => vendors.arrived.at(-1)?.body ?? '';

  test('are answered by the model inside, whole', async () => {
    const answer = await client.responses.create({
      model: local,
      instructions: 'Answer in one short sentence.',
      input: 'What is the capital of France?',
      max_output_tokens: 30,
      temperature: 0,
    });
    expect(answer.id).toMatch(/^resp_[0-9a-z]{26}$/);
    expect(answer.output_text).toMatch(/\w/);
    expect(answer.usage?.output_tokens).toBeGreaterThan(0);
    expect(['completed', 'incomplete']).toContain(answer.status);
  });

  test('stream the same text that they give whole, in numbered events', async () => {
    const asked = { model: local, input: 'Name three colours.', max_output_tokens: 20, temperature: 0 };
    const whole = await client.responses.create(asked);
    const stream = client.responses.stream(asked);
    const numbers: number[] = [];
    let text = '';
    for await (const event of stream) {
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    const last = await stream.finalResponse();
    expect(text).toBe(whole.output_text);
    expect(last.output_text).toBe(whole.output_text);
    expect(numbers).toEqual(numbers.map((_, at) => at));
    expect(numbers.length).toBeGreaterThan(8);
  });

  test('give JSON that fits its schema', async () => {
    const answer = await client.responses.parse({
      model: local,
      input: 'A person: Ada Lovelace, born 1815.',
      max_output_tokens: 80,
      temperature: 0,
      text: { format: zodTextFormat(z.object({ name: z.string(), born: z.number() }), 'person') },
    });
    expect(typeof answer.output_parsed?.name).toBe('string');
  });

  test('give log-probabilities with as many alternatives as were asked for', async () => {
    const answer = await client.responses.create({
      model: local,
      input: 'Say yes.',
      max_output_tokens: 4,
      temperature: 0,
      include: ['message.output_text.logprobs'],
      top_logprobs: 2,
    });
    const [message] = answer.output;
    const [piece] = message?.type === 'message' ? message.content : [];
    const tokens = piece?.type === 'output_text' ? (piece.logprobs ?? []) : [];
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens[0]?.top_logprobs).toHaveLength(2);
    expect(tokens[0]?.logprob).toBeLessThanOrEqual(0);
  });

  test('count what a request would give the model to read', async () => {
    const counted = await client.responses.inputTokens.count({ model: local, input: 'How long is this?' });
    expect(counted.object).toBe('response.input_tokens');
    expect(counted.input_tokens).toBeGreaterThan(4);
  });

  test.each(['responses-model', 'chat-model', 'messages-model'])(
    'call a tool and read its result at %s, whole and streamed',
    async (model) => {
      const question = [{ role: 'user' as const, content: 'How is the weather in Graz?' }];
      const first = await client.responses.create({ model, tools: [weather], input: question });
      const call = first.output.find((item) => item.type === 'function_call');
      expect(call).toMatchObject({ name: 'weather', arguments: '{"city":"Graz"}' });
      const result = {
        type: 'function_call_output' as const,
        call_id: call?.call_id ?? '',
        output: 'Sunny',
      };
      const input = [...question, ...first.output, result] as OpenAI.Responses.ResponseInput;
      const second = await client.responses.create({ model, tools: [weather], input });
      expect(second.output_text).toMatch(/^I am /);
      expect(second.usage).toMatchObject({ input_tokens: 9, output_tokens: 5 });
      expect(latest()).toContain('Sunny');

      const stream = client.responses.stream({ model, tools: [weather], input: question });
      const streamed = await stream.finalResponse();
      expect(streamed.output.find((item) => item.type === 'function_call')).toMatchObject({
        name: 'weather',
        arguments: '{"city":"Graz"}',
      });
      const said = await client.responses.stream({ model, input }).finalResponse();
      expect(said.output_text).toBe(second.output_text);
      expect(said.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    },
  );

  test('pass untouched, byte for byte, where the vendor speaks them too', async () => {
    const body = '{ "input":"x", "model" : "responses-model","unheard_of":[1.0],"metadata":{"a":"b"} }';
    const reply = await fetch(`${node.baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${node.key}`, 'content-type': 'application/json' },
      body,
    });
    expect(await reply.text()).toBe(vendors.answered.at(-1));
    expect(latest()).toBe(body);
  });

  describe('that go on from an earlier one by its id', () => {
    test.each(['chat-model', 'messages-model', 'responses-model', local])(
      'reach %s with everything that was said before and without the id',
      async (model) => {
        const first = await client.responses.create({
          model: 'chat-model',
          instructions: 'You are asked about flowers.',
          input: 'My favourite flower is the gentian.',
        });
        const second = await client.responses.create({
          model: 'responses-model',
          previous_response_id: first.id,
          input: 'And the second is the edelweiss.',
        });
        const third = await client.responses.create({
          model,
          previous_response_id: second.id,
          input: 'Which two are they?',
          max_output_tokens: 40,
          temperature: 0,
        });
        expect(third.previous_response_id).toBe(second.id);
        if (model === local) {
          expect(third.output_text).toMatch(/\w/);
          return;
        }
        const told = latest();
        const order = ['gentian', 'I am chat.', 'edelweiss', 'I am Responses.', 'Which two'];
        const places = order.map((words) => told.indexOf(words));
        expect(places).toEqual(places.toSorted((left, right) => left - right));
        expect(places[0]).toBeGreaterThan(-1);
        expect(told).not.toContain('previous_response_id');
        // Instructions hold for one answer, as OpenAI documents it.
        expect(told).not.toContain('asked about flowers');
      },
    );

    test('know an answer that passed untouched by the id that its vendor gave it, streamed too', async () => {
      const stream = client.responses.stream({ model: 'responses-model', input: 'I like blue.' });
      const first = await stream.finalResponse();
      expect(first.id).toMatch(/^resp_vendor_/);
      const second = client.responses.stream({
        model: 'responses-model',
        previous_response_id: first.id,
        input: 'What do I like?',
      });
      await second.finalResponse();
      expect(latest()).toContain('I like blue.');
      // The vendor's own thoughts come back to it as they were.
      expect(latest()).toContain('c2VjcmV0');
    });

    test('are recorded with their parent', async () => {
      const first = await client.responses.create({ model: 'chat-model', input: 'One.' });
      const { response } = await client.responses
        .create({ model: 'chat-model', previous_response_id: first.id, input: 'Two.' })
        .withResponse();
      const call = response.headers.get('x-commonhold-call') ?? '';
      const shown = await commonhold(home, ['show', call, '--json']);
      expect(JSON.parse(shown.output)).toMatchObject({
        call: { parent: first.id.slice('resp_'.length) },
      });
    });

    test('are 404 for whoever did not make the call, and for an id that nobody has', async () => {
      const first = await client.responses.create({ model: 'chat-model', input: 'A secret of mine.' });
      const sent = vendors.arrived.length;
      for (const [who, id] of [
        [stranger, first.id],
        [client, 'resp_00000000000000000000000000'],
        [client, 'resp_68f1'],
      ] as const) {
        const asking = who.responses.create({
          model: 'chat-model',
          previous_response_id: id,
          input: 'Go on.',
        });
        await expect(asking).rejects.toMatchObject({ status: 404, code: 'response_unknown' });
      }
      expect(vendors.arrived).toHaveLength(sent);
    });

    describe('and was erased', () => {
      const erase = async (id: string, ...more: string[]): Promise<void> => {
        const call = id.slice('resp_'.length);
        const parameters = ['erase', '--call', call, '--reason', 'request', '--yes', '--json', ...more];
        const { code, errors } = await commonhold(home, parameters);
        expect(`${code} ${errors}`).toBe('0 ');
      };
      const twoTurns = async (): Promise<[string, string]> => {
        const first = await client.responses.create({ model: 'chat-model', input: 'Forget this.' });
        const second = await client.responses.create({
          model: 'chat-model',
          previous_response_id: first.id,
          input: 'And that.',
        });
        return [first.id, second.id];
      };

      beforeAll(async () => {
        await commonhold(home, ['key', 'recovery', 'none', '--yes']);
      });

      test.each([[['--bodies-only']], [[]]])(
        'are 404, wherever in the chain it stood (%j)',
        async (extent) => {
          const [first, second] = await twoTurns();
          await erase(first, '--only-this', ...extent);
          for (const previous of [first, second]) {
            const asking = client.responses.create({
              model: 'chat-model',
              previous_response_id: previous,
              input: 'Go on.',
            });
            await expect(asking).rejects.toMatchObject({ status: 404, code: 'response_erased' });
          }
        },
      );

      test('are erased with it, because they were sent with its words', async () => {
        const [first, second] = await twoTurns();
        await erase(first);
        const shown = await commonhold(home, ['show', second.slice('resp_'.length), '--json']);
        expect(JSON.parse(shown.output)).toMatchObject({ erased: true });
      });
    });
  });

  describe('that are asked for again by their id', () => {
    test.each(['chat-model', 'messages-model', 'responses-model', local])(
      'are what %s had answered, whole and streamed, and the look is in the log',
      async (model) => {
        const asked = { model, input: 'Say it twice.', max_output_tokens: 8, temperature: 0 };
        const whole = await client.responses.create(asked);
        const looks = async (): Promise<number> =>
          (await api<{ accesses: readonly unknown[] }>(node, 'GET', '/api/accesses?limit=500')).accesses
            .length;
        const before = await looks();
        expect(await client.responses.retrieve(whole.id)).toEqual(whole);
        expect(await looks()).toBe(before + 1);
        let last: OpenAI.Responses.Response | undefined;
        for await (const event of await client.responses.create({ ...asked, stream: true })) {
          if (event.type === 'response.completed' || event.type === 'response.incomplete') {
            last = event.response;
          }
        }
        expect(await client.responses.retrieve(last?.id ?? '')).toMatchObject({ ...last });
      },
    );

    test('say which answer they went on from', async () => {
      const first = await client.responses.create({ model: 'chat-model', input: 'One.' });
      const second = await client.responses.create({
        model: 'responses-model',
        previous_response_id: first.id,
        input: 'Two.',
      });
      expect(await client.responses.retrieve(second.id)).toEqual(second);
      expect(second.previous_response_id).toBe(first.id);
    });

    test('have what was sent with them as items, page by page, the latest first', async () => {
      const { id } = await client.responses.create({
        model: 'chat-model',
        instructions: 'Not an item.',
        input: [
          { role: 'user', content: 'First.' },
          { role: 'assistant', content: 'Yes?' },
          { role: 'user', content: [{ type: 'input_text', text: 'Last.' }] },
        ],
      });
      const said: string[] = [];
      for await (const item of client.responses.inputItems.list(id, { limit: 1 })) {
        expect(item.id).toMatch(/^msg_/);
        const [piece] = item.type === 'message' ? item.content : [];
        said.push(piece && 'text' in piece ? `${piece.type} ${piece.text}` : '');
      }
      expect(said).toEqual(['input_text Last.', 'output_text Yes?', 'input_text First.']);
      const oldest = await client.responses.inputItems.list(id, { order: 'asc', limit: 2 });
      expect(oldest.data.map(({ type }) => type)).toEqual(['message', 'message']);
      expect(oldest.has_more).toBe(true);
    });

    test('are 404 for whoever did not make the call, and nobody looked', async () => {
      const { id } = await client.responses.create({ model: 'chat-model', input: 'A secret of mine.' });
      const refusal = { status: 404, code: 'response_unknown' };
      await expect(stranger.responses.retrieve(id)).rejects.toMatchObject(refusal);
      await expect(stranger.responses.inputItems.list(id)).rejects.toMatchObject(refusal);
      await expect(client.responses.retrieve('resp_1')).rejects.toMatchObject(refusal);
      expect(await api(node, 'GET', `/api/accesses?call=${id.slice('resp_'.length)}`)).toMatchObject({
        accesses: [],
      });
    });

    test('are 404 once they were erased', async () => {
      const { id } = await client.responses.create({ model: 'chat-model', input: 'Forget me.' });
      await commonhold(home, ['key', 'recovery', 'none', '--yes']);
      const erased = await commonhold(home, [
        'erase',
        '--call',
        id.slice('resp_'.length),
        '--reason',
        'request',
        '--yes',
      ]);
      expect(erased.code).toBe(0);
      const refusal = { status: 404, code: 'response_erased' };
      await expect(client.responses.retrieve(id)).rejects.toMatchObject(refusal);
      await expect(client.responses.inputItems.list(id)).rejects.toMatchObject(refusal);
    });

    test('are not streamed again, not erased and not cancelled, and say what is done in its place', async () => {
      const { id } = await client.responses.create({ model: 'chat-model', input: 'Once.' });
      const refusal = { status: 403, code: 'address_unserved' };
      await expect(client.responses.retrieve(id, { stream: true })).rejects.toMatchObject(refusal);
      await expect(client.responses.delete(id)).rejects.toThrow(/the owner's, with "commonhold erase/);
      await expect(client.responses.cancel(id)).rejects.toMatchObject(refusal);
      await expect(
        client.responses.retrieve(id, { include: ['reasoning.encrypted_content'] }),
      ).rejects.toMatchObject({ status: 400, code: 'request_invalid' });
      expect((await client.responses.retrieve(id)).id).toBe(id);
    });
  });

  test.each([
    [{ conversation: 'conv_1' }, /conversation/],
    [{ background: true }, /background/],
    [{ input: [{ type: 'item_reference' as const, id: 'msg_1' }] }, /item_reference/],
  ])('say why %j is refused', async (fields, why) => {
    const asking = client.responses.create({ model: 'chat-model', input: 'x', ...fields });
    await expect(asking).rejects.toThrow(why);
    await expect(asking).rejects.toMatchObject({ status: 400, code: 'request_invalid' });
  });

  test('leave a record that proves itself, erasures and parents and all', async () => {
    const { code, output } = await commonhold(home, ['verify', '--json']);
    expect(output).toContain('"proved"');
    expect(code).toBe(0);
  });
});
