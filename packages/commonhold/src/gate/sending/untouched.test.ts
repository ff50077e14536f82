import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireName } from '#call';
import { codecs, type RequestTarget } from '#wires';
import { candidate, type Event, gateFor, type Replied, send } from '../gate.fixture.ts';
import { events as written, field, type Field, objects, strings } from './spellings.arbitrary.ts';

/** What a wire needs to be understood; everything around it is arbitrary. */
interface Spelled {
  readonly wire: WireName;
  readonly target: RequestTarget;
  readonly request: readonly fc.Arbitrary<Field>[];
  readonly answer: readonly fc.Arbitrary<Field>[];
  /** The documents of a stream, each with the name of its event where the wire has names. */
  readonly stream: readonly (readonly [string | undefined, readonly fc.Arbitrary<Field>[]])[];
}

const fixed = (key: string, text: string): fc.Arbitrary<Field> => field(key, fc.constant(text));
const one = (fields: readonly fc.Arbitrary<Field>[], lineBreaks = false): fc.Arbitrary<string> =>
  objects(fc.tuple(...fields), lineBreaks, true);
const listOf = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => text.map((only) => `[ ${only}]`);
/** Inside of a request nothing may be there twice. */
const asked = (fields: readonly fc.Arbitrary<Field>[]): fc.Arbitrary<string> =>
  objects(fc.tuple(...fields), true);

const model = fixed('model', '"any"');
const said = listOf(asked([fixed('role', '"user"'), field('content', strings)]));
const message = one([fixed('role', '"assistant"'), field('content', strings)]);
const choice = (place: string): fc.Arbitrary<Field> =>
  field(
    'choices',
    listOf(one([fixed('index', '0'), fixed('finish_reason', '"stop"'), field(place, message)])),
  );
const blocks = field('content', listOf(one([fixed('type', '"text"'), field('text', strings)])));
const parts = (inside: fc.Arbitrary<string>): fc.Arbitrary<Field> => field('parts', listOf(inside));
const candidates = field(
  'candidates',
  listOf(
    one([
      fixed('finishReason', '"STOP"'),
      field('content', one([fixed('role', '"model"'), parts(one([field('text', strings)]))])),
    ]),
  ),
);
const item = one([
  fixed('type', '"message"'),
  fixed('role', '"assistant"'),
  field('content', listOf(one([fixed('type', '"output_text"'), field('text', strings)]))),
]);
const response = [fixed('id', '"resp_1"'), fixed('status', '"completed"'), field('output', listOf(item))];

const wires: readonly Spelled[] = [
  {
    wire: 'openai-chat',
    target: { operation: 'generate' },
    request: [model, field('messages', said)],
    answer: [choice('message')],
    stream: [
      [undefined, [choice('delta')]],
      [undefined, [fixed('choices', '[]')]],
    ],
  },
  {
    wire: 'openai-responses',
    target: { operation: 'generate' },
    request: [model, field('input', said)],
    answer: response,
    stream: [
      [
        'response.created',
        [fixed('type', '"response.created"'), field('response', one([fixed('id', '"resp_1"')]))],
      ],
      ['response.completed', [fixed('type', '"response.completed"'), field('response', one(response))]],
    ],
  },
  {
    wire: 'anthropic-messages',
    target: { operation: 'generate' },
    request: [model, fixed('max_tokens', '9'), field('messages', said)],
    answer: [fixed('type', '"message"'), blocks, fixed('stop_reason', '"end_turn"')],
    stream: [
      ['message_start', [fixed('type', '"message_start"'), field('message', one([fixed('id', '"msg_1"')]))]],
      ['ping', [fixed('type', '"ping"')]],
      ['message_stop', [fixed('type', '"message_stop"')]],
    ],
  },
  {
    wire: 'gemini',
    target: { operation: 'generate', model: 'any' },
    request: [
      field('contents', listOf(asked([fixed('role', '"user"'), parts(asked([field('text', strings)]))]))),
    ],
    answer: [candidates],
    stream: [[undefined, [candidates]]],
  },
  {
    wire: 'ollama',
    target: { operation: 'generate', form: 'chat' },
    request: [model, field('messages', said)],
    answer: [field('message', message), fixed('done', 'true')],
    stream: [
      [undefined, [field('message', message), fixed('done', 'false')]],
      [undefined, [fixed('done', 'true')]],
    ],
  },
];

/** Enough for each of the odd spellings to have stood everywhere, and few enough for a test of every day. */
const runs = { numRuns: 60 };

describe.each(wires)('what passes on the wire $wire alone', (spelled) => {
  const { wire, target } = spelled;
  const codec = codecs[wire];
  const plainAnswer = Buffer.from(
    codec.reply.serialize(
      { choices: [], embeddings: [], unknown: [] },
      {
        call: 'c',
        model: 'm',
        created: 1,
        request: { operation: 'generate', model: 'any', messages: [], sampling: {}, stream: false },
      },
    ),
  ).toString();

  /** One call whose destination knows the model by `name`. */
  async function pass(
    request: string,
    answer: { readonly chunks: readonly Uint8Array[]; readonly type?: string },
    name = 'any',
    stream = false,
  ): Promise<{ readonly left: string; readonly reply: Replied; readonly read: readonly unknown[] }> {
    const events: Event[] = [];
    const answering = {
      chunks: answer.chunks,
      ...(answer.type === undefined ? {} : { headers: { 'content-type': answer.type } }),
    };
    const { gate } = await gateFor(events, {
      any: [candidate(events, 'a', answering, { codec, model: name })],
    });
    const reply = await send(gate, request, { wire, target: stream ? { ...target, stream } : target });
    const sent = events.find((event) => event.type === 'sent');
    const outcome = events.find((event) => event.type === 'outcome');
    // Whoever only reads along must have understood it as well.
    const read = outcome ? [outcome.result.status, ...outcome.result.warnings] : [];
    return { left: Buffer.from(sent?.type === 'sent' ? sent.request.body : '').toString(), reply, read };
  }

  test('is the bytes of a request, however they are spelled', async () => {
    await fc.assert(
      fc.asyncProperty(asked(spelled.request), async (request) => {
        const { left } = await pass(request, { chunks: [Buffer.from(plainAnswer)] });
        expect(left).toBe(request);
      }),
      runs,
    );
  });

  test('is every byte but the name of the model, where a route gives it another', async () => {
    await fc.assert(
      fc.asyncProperty(asked(spelled.request), async (request) => {
        const { left } = await pass(request, { chunks: [Buffer.from(plainAnswer)] }, 'an "odd" näme');
        const renamed = request.replace(
          /("model"\s*:\s*)"any"/,
          (_, key: string) => `${key}"an \\"odd\\" näme"`,
        );
        expect(left).toBe(renamed);
      }),
      runs,
    );
  });

  test('is the bytes of an answer, with what is there twice and what nobody knows', async () => {
    const request = Buffer.from(plainRequest(spelled)).toString();
    await fc.assert(
      fc.asyncProperty(one(spelled.answer, true), async (answer) => {
        const { reply, read } = await pass(request, { chunks: [Buffer.from(answer)] });
        expect(read).toEqual(['completed']);
        expect(reply.body).toBe(answer);
        expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(answer)));
      }),
      runs,
    );
  });

  test('is the bytes of a stream: every end of a line, comments, a byte order mark, cut anywhere', async () => {
    const request = Buffer.from(plainRequest(spelled, true)).toString();
    const documents = fc.tuple(...spelled.stream.map(([, fields]) => one(fields)));
    const isLines = codec.stream.contentType !== 'text/event-stream';
    const streams = documents.chain((texts) =>
      isLines
        ? fc.constantFrom('\n', '\r\n').map((end) => texts.map((text) => text + end).join(''))
        : written([...texts, ...(wire === 'openai-chat' ? ['[DONE]'] : [])], (at) => spelled.stream[at]?.[0]),
    );
    await fc.assert(
      fc.asyncProperty(streams, fc.array(fc.nat(), { maxLength: 8 }), async (stream, cuts) => {
        const type = `${codec.stream.contentType}; charset=utf-8`;
        const { reply, read } = await pass(
          request,
          { chunks: cut(Buffer.from(stream), cuts), type },
          'any',
          true,
        );
        expect(read).toEqual(['completed']);
        expect(reply.body).toBe(stream);
        expect(reply.headers['content-type']).toBe(type);
      }),
      runs,
    );
  });

  test('is a stream that nobody here can read', async () => {
    const request = Buffer.from(plainRequest(spelled, true)).toString();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (garbage) => {
        const chunks = [Buffer.from(`data: {"a":\n\n${garbage}\n\n`)];
        const { reply } = await pass(request, { chunks, type: codec.stream.contentType }, 'any', true);
        expect(reply.body.startsWith(`data: {"a":\n\n${garbage}\n\n`)).toBe(true);
      }),
      runs,
    );
  });
});

function plainRequest({ wire }: Spelled, stream = false): Uint8Array {
  const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'x' }] }];
  const call = {
    operation: 'generate' as const,
    model: 'any',
    messages,
    sampling: {},
    stream,
    maxOutputTokens: 9,
  };
  return codecs[wire].request.serialize(call, 'any').body;
}

function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = places.map((place) => place % (bytes.length + 1)).sort((left, right) => left - right);
  return [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

test.each([
  ['12345678901234567890', ['numbers']],
  ['"12345678901234567890"', []],
])('a request with %s that is written for another wire has the warnings %j', async (value, expected) => {
  const events: Event[] = [];
  const chunks = [Buffer.from('{"message":{"role":"assistant","content":"x"},"done":true}')];
  const { gate } = await gateFor(events, {
    any: [candidate(events, 'a', { chunks }, { codec: codecs.ollama })],
  });
  const tool = `{"type":"function","function":{"name":"f","parameters":{"maximum":${value}}}}`;
  await send(gate, `{"model":"any","messages":[{"role":"user","content":"x"}],"tools":[${tool}]}`);
  const outcome = events.find((event) => event.type === 'outcome');
  expect(outcome?.result.warnings.map((warning) => warning.split(':')[0])).toEqual(expected);
});
