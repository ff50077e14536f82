import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '#base';
import { collect, type EmbedCall } from '#call';
import { parseEmbedReply, serializeEmbedReply } from './reply.ts';
import { parseEmbed, serializeEmbed } from './request.ts';

const call: EmbedCall = {
  operation: 'embed',
  model: 'm',
  inputs: [{ type: 'text', text: 'a' }],
  stream: false,
};
const context = { call: '01call', model: 'm', created: 0, request: call };
const text = fc.string({ unit: 'grapheme' });

describe('a request for embeddings', () => {
  const inputs = fc.oneof(
    fc.array(
      text.map((said) => ({ type: 'text' as const, text: said })),
      { minLength: 1 },
    ),
    fc.array(
      fc.array(fc.nat()).map((tokens) => ({ type: 'tokens' as const, tokens })),
      { minLength: 1 },
    ),
  );
  const options = fc.record(
    {
      dimensions: fc.integer({ min: 1 }),
      encoding: fc.constantFrom('float' as const, 'base64' as const),
      extra: fc.constant({ wire: 'openai-chat' as const, fields: { user: 'u', input_type: 'query' } }),
    },
    { requiredKeys: [] },
  );

  test('is the same call after being written and read', () => {
    fc.assert(
      fc.property(inputs, options, (given, rest) => {
        const asked: EmbedCall = { ...call, inputs: given, ...rest };
        const { body } = serializeEmbed(asked, 'other');
        expect(parseEmbed(parseStrictJson(body).value)).toEqual({ ...asked, model: 'other' });
      }),
    );
  });

  test.each([
    ['one text', 'a', [{ type: 'text', text: 'a' }]],
    ['one list of tokens', [1, 2], [{ type: 'tokens', tokens: [1, 2] }]],
  ])('takes %s for one input', (_name, input, read) => {
    expect(parseEmbed({ model: 'm', input }).inputs).toEqual(read);
  });

  test.each([3, null, [{ text: 'a' }], ['a', 3]])('names the field that it cannot read: %j', (input) => {
    expect(() => parseEmbed({ model: 'm', input })).toThrow(/input: expected/);
  });
});

describe('a reply with embeddings', () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
  const vectors = fc.array(fc.array(float, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });

  test.each(['float', 'base64'] as const)('says the same after being written and read, as %s', (encoding) => {
    fc.assert(
      fc.property(vectors, fc.nat(), (embeddings, inputTokens) => {
        const usage = { inputTokens, outputTokens: 0, source: 'reported' as const };
        const bytes = serializeEmbedReply(
          { model: 'm', choices: [], unknown: [], embeddings, usage },
          { ...context, request: { ...call, encoding } },
        );
        const reply = collect(parseEmbedReply(bytes));
        expect(reply.embeddings).toEqual(embeddings);
        expect(reply.usage).toMatchObject({ inputTokens, outputTokens: 0 });
      }),
    );
  });

  test('keeps the order that its numbers say, whatever the order of its entries', () => {
    const bytes = Buffer.from(
      JSON.stringify({
        data: [
          { index: 1, embedding: [2] },
          { index: 0, embedding: [1] },
        ],
      }),
    );
    expect(collect(parseEmbedReply(bytes)).embeddings).toEqual([[1], [2]]);
  });

  test('never tells an estimate as a count', () => {
    const usage = { inputTokens: 3, outputTokens: 0, source: 'estimated' as const };
    const bytes = serializeEmbedReply({ choices: [], unknown: [], embeddings: [[1]], usage }, context);
    expect(JSON.parse(Buffer.from(bytes).toString())).not.toHaveProperty('usage');
  });

  test('that is broken brings out nothing but errors of the catalogue', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
        ),
        (bytes) => {
          try {
            parseEmbedReply(bytes);
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'upstream_reply_invalid' });
          }
        },
      ),
    );
  });
});
