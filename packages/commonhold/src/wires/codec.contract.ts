import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonholdError, type JsonObject, parseStrictJson } from '#base';
import { collect, type GenerateCall, type Part, type Reply } from '#call';
import type { Codec, Fault, ReplyContext, RequestTarget } from './wire.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

const request: GenerateCall = {
  operation: 'generate',
  model: 'asked-for',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  sampling: {},
  stream: true,
  streamUsage: true,
};
const context: ReplyContext = { call: '01call', model: 'test-model', created: 1_700_000_000, request };
const fault: Fault = { code: 'upstream_timeout', status: 504, message: 'It took too long. Try again.' };

/** What a wire can say, for the contract to say it. */
export interface Spoken {
  /** Calls as the codec itself would have parsed them: all that the wire can say, in the form in which it says it. */
  readonly calls: fc.Arbitrary<GenerateCall>;
  /** Answers that the wire can say whole, and as streams. */
  readonly answers: fc.Arbitrary<readonly Part[]>;
  /** A field of the wrong type in a request, and how the error begins that names it. */
  readonly wrong: { readonly fields: JsonObject; readonly named: RegExp };
}

/** What every codec must do, run over each of them. */
export function describeCodec(codec: Codec, { calls, answers, wrong }: Spoken): void {
  describe(`the codec ${codec.name}`, () => {
    describe('requests', () => {
      test('are the same call after being written and read', () => {
        fc.assert(
          fc.property(calls, fc.string({ minLength: 1 }), (call, model) => {
            const { body } = codec.request.serialize(call, model);
            expect(codec.request.parse(parseStrictJson(body).value, targetOf(codec, call, model))).toEqual({
              ...call,
              model,
            });
          }),
        );
      });

      test('go to an address that says the same again, and no other address is a call', () => {
        fc.assert(
          fc.property(calls, fc.string({ minLength: 1 }), (call, model) => {
            const target = targetOf(codec, call, model);
            expect(target?.operation).toBe('generate');
            expect(target?.model ?? model).toBe(model);
            expect(target?.stream ?? call.stream).toBe(call.stream);
          }),
        );
        for (const path of ['', '/', '/nothing', '/models']) {
          expect(codec.target(path, new URLSearchParams())).toBeUndefined();
        }
      });

      test('with unknown shapes are refused as request_invalid and never otherwise', () => {
        const { value } = parseStrictJson(codec.request.serialize(request, 'm').body);
        const mutated = fc
          .tuple(fc.constantFrom(...Object.keys(value)), fc.jsonValue())
          .map(([key, other]) => ({ ...value, [key]: other }));
        fc.assert(
          fc.property(fc.oneof(mutated, fc.dictionary(fc.string(), fc.jsonValue())), (body) => {
            const read = () =>
              codec.request.parse(JSON.parse(JSON.stringify(body)), targetOf(codec, request, 'm'));
            expect(codeOf(read) ?? 'request_invalid').toBe('request_invalid');
          }),
        );
      });

      test('name the field at fault', () => {
        const { value } = parseStrictJson(codec.request.serialize(request, 'm').body);
        const misfit = { ...value, ...wrong.fields };
        expect(() => codec.request.parse(misfit, targetOf(codec, request, 'm'))).toThrow(wrong.named);
      });
    });

    test('a whole reply says the same after being written and read', () => {
      fc.assert(
        fc.property(answers, (parts) => {
          const reply = collect(parts);
          const read = collect(codec.reply.parse(codec.reply.serialize(reply, context)));
          expect(essence(read)).toEqual(essence(reply));
        }),
      );
    });

    test('a stream says the same after being written, split anywhere and read', () => {
      fc.assert(
        fc.property(answers, fc.array(fc.nat()), (parts, cuts) => {
          expect(essence(collect(readStream(codec, writeStream(codec, parts), cuts)))).toEqual(
            essence(collect(parts)),
          );
        }),
      );
    });

    test('a stream that is cut before its last choice has ended broke off, wherever it was cut', () => {
      const bytes = writeStream(
        codec,
        [
          { type: 'start', model: 'm' },
          { type: 'text', choice: 0, text: 'Grüße 👋' },
          { type: 'tool-call', choice: 0, index: 0, id: 'a', name: 'f' },
        ],
        false,
      );
      for (let end = 0; end <= bytes.length; end++) {
        expect(codeOf(() => readStream(codec, bytes.subarray(0, end)))).toBe('upstream_broke');
      }
    });

    test('a stream that fails tells the client so, and nothing follows', () => {
      const serializer = codec.stream.serializer(context);
      const bytes = Buffer.concat([
        serializer.push({ type: 'start' }),
        serializer.push({ type: 'text', choice: 0, text: 'Hel' }),
        serializer.fail(fault),
      ]);
      const parts = readStream(codec, bytes);
      expect(parts.at(-1)?.type).toBe('error');
      expect(collect(parts).choices[0]?.content).toEqual([{ type: 'text', text: 'Hel' }]);
    });

    test('an error part in a stream is told as an error', () => {
      const error: Part = {
        type: 'error',
        code: 'engine_crashed',
        values: { model: 'm', detail: 'signal 6' },
      };
      const bytes = writeStream(codec, [{ type: 'start' }, { type: 'text', choice: 0, text: 'a' }, error]);
      expect(collect(readStream(codec, bytes)).error?.values['detail']).toContain('signal 6');
    });

    test('broken bytes never bring out anything but errors of the catalogue', () => {
      const pieces = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 });
      fc.assert(
        fc.property(answers, pieces, fc.array(fc.nat()), (parts, damage, cuts) => {
          const bytes = writeStream(codec, parts);
          for (const [at, byte] of damage) bytes[at % bytes.length] = byte;
          codeOf(() => readStream(codec, bytes, cuts));
          codeOf(() => codec.reply.parse(bytes));
        }),
      );
      fc.assert(
        fc.property(fc.uint8Array(), (bytes) => {
          codeOf(() => readStream(codec, bytes));
          codeOf(() => codec.reply.parse(bytes));
        }),
      );
    });

    test('well-formed JSON of any shape never brings out anything but errors of the catalogue', () => {
      fc.assert(
        fc.property(fc.array(fc.jsonValue()), (values) => {
          for (const value of values) codeOf(() => codec.reply.parse(utf8(JSON.stringify(value))));
          const lines = values.map((value) => JSON.stringify(value));
          const stream =
            codec.stream.contentType === 'text/event-stream' ? lines.map((line) => `data: ${line}\n`) : lines;
          codeOf(() => readStream(codec, utf8(`${stream.join('\n')}\n`)));
        }),
      );
    });

    test('an error is read back with its message and code', () => {
      expect(codec.error.parse(504, codec.error.serialize(fault))).toEqual({
        message: fault.message,
        kind: fault.code,
      });
    });

    test('any error answer can be read, and its message is one bounded line', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 400, max: 599 }),
          fc.oneof(fc.uint8Array(), fc.json().map(utf8)),
          (status, body) => {
            const { message } = codec.error.parse(status, body);
            expect(message.length).toBeGreaterThan(0);
            expect(message.length).toBeLessThanOrEqual(500);
            expect(message).not.toMatch(/\p{Cc}/u);
          },
        ),
      );
    });
  });
}

function targetOf(codec: Codec, call: GenerateCall, model: string): RequestTarget | undefined {
  const [path = '', query] = codec.request.path(call, model).split('?');
  return codec.target(path, new URLSearchParams(query));
}

function writeStream(codec: Codec, parts: readonly Part[], ended = true): Uint8Array {
  const serializer = codec.stream.serializer(context);
  const pieces = parts.map((part) => serializer.push(part));
  return Buffer.concat(ended ? [...pieces, serializer.end()] : pieces);
}

export function readStream(codec: Codec, bytes: Uint8Array, cuts: readonly number[] = []): Part[] {
  const parser = codec.stream.parser();
  const parts: Part[] = [];
  let start = 0;
  const ends = cuts.map((cut) => cut % (bytes.length + 1)).sort((left, right) => left - right);
  for (const end of [...ends, bytes.length]) {
    parts.push(...parser.push(bytes.subarray(start, end)));
    start = end;
  }
  return [...parts, ...parser.end()];
}

/** The catalogue code that is thrown, if any; foreign errors fail the test. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CommonholdError) return error.code;
    throw error;
  }
}

/** What an answer says, without the words that wires have of their own for it. */
function essence(reply: Reply): unknown {
  const { raw: _raw, source: _source, ...usage } = reply.usage ?? { raw: null, source: null };
  return {
    model: reply.model,
    choices: reply.choices.map(({ index, content, finish }) => ({ index, content, reason: finish?.reason })),
    usage,
    error: reply.error,
  };
}
