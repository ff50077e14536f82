import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommonholdError } from '#base';
import type { ContinueAnswer, GenerateCall, Sampling, TokenLogprob } from '#call';
import { answer, partOf, type TestAnswer, testCall, testProvider, until } from './engine.fixture.ts';
import type { LlamaProvider } from './llama-provider.ts';
import { excludedLogprob } from './score.ts';

let provider: LlamaProvider;

beforeAll(async () => {
  provider = testProvider();
  await provider.start(new AbortController().signal);
});
afterAll(async () => {
  await provider.close();
});

const question = 'Tell a story about a fox.';

function asked(more: Partial<GenerateCall> = {}): GenerateCall {
  return testCall(question, { logprobs: { alternatives: 3 }, maxOutputTokens: 20, ...more });
}

/** The same question with the beginning of an answer, to go on from there. */
function begun(text: string, continueAnswer: ContinueAnswer, more: Partial<GenerateCall> = {}): GenerateCall {
  const call = asked(more);
  const said = { role: 'assistant' as const, content: [{ type: 'text' as const, text }] };
  return { ...call, messages: [...call.messages, said], continueAnswer };
}

function scored(text: string, more: Partial<GenerateCall> = {}, tokens?: readonly number[]): GenerateCall {
  return begun(text, { repeat: true, ...(tokens ? { tokens } : {}) }, { maxOutputTokens: 0, ...more });
}

async function refusal(call: GenerateCall): Promise<CommonholdError> {
  const thrown: unknown = await answer(provider, call).catch((error: unknown) => error);
  if (thrown instanceof CommonholdError) return thrown;
  throw new Error('no CommonholdError was thrown', { cause: thrown });
}

const idsOf = (tokens: readonly TokenLogprob[]): number[] => tokens.map(({ id }) => id ?? -1);
const textOf = (tokens: readonly TokenLogprob[]): string =>
  Buffer.from(tokens.flatMap(({ bytes }) => bytes ?? [])).toString('utf8');
const outputTokens = (found: TestAnswer): number | undefined => partOf(found, 'usage')?.usage.outputTokens;

describe('An answer that is continued', () => {
  test('goes on from its text as the whole answer did, and the reply has only what is new', async () => {
    const whole = await answer(provider, asked());
    const text = textOf(whole.logprobs.slice(0, 8));
    const fork = await answer(provider, begun(text, { repeat: false }, { maxOutputTokens: 12 }));
    expect(text + fork.text).toBe(whole.text);
    const before = partOf(whole, 'usage')?.usage;
    expect(partOf(fork, 'usage')?.usage).toMatchObject({
      inputTokens: (before?.inputTokens ?? 0) + 8,
      outputTokens: 12,
    });
  });

  test('goes on from another token that the model might have taken', async () => {
    const whole = await answer(provider, asked());
    const [kept, taken] = [whole.logprobs.slice(0, 4), whole.logprobs[4]?.alternatives[1]];
    const tokens = [...idsOf(kept), taken?.id ?? -1];
    const text = textOf(kept) + (taken?.token ?? '');
    const fork = await answer(provider, begun(text, { repeat: true, tokens }));
    expect(fork.text.startsWith(text)).toBe(true);
    expect(idsOf(fork.logprobs.slice(0, 5))).toEqual(tokens);
    // What the other token was given at this place is what it is given when it stands there.
    expect(fork.logprobs[4]?.logprob).toBeCloseTo(taken?.logprob ?? 0, 4);
  });

  test('is the same to the bit as if it had never been interrupted when it is deterministic', async () => {
    const whole = await answer(provider, asked({ deterministic: true }));
    const kept = whole.logprobs.slice(0, 8);
    const fork = await answer(
      provider,
      begun(
        textOf(kept),
        { repeat: false, tokens: idsOf(kept) },
        { deterministic: true, maxOutputTokens: 12 },
      ),
    );
    expect(fork.logprobs).toEqual(whole.logprobs.slice(8));
  });

  test('is penalised for what it said before', async () => {
    const penalised = { sampling: { temperature: 0, frequencyPenalty: 1 } };
    const whole = await answer(provider, asked(penalised));
    const kept = whole.logprobs.slice(0, 10);
    const more = { ...penalised, maxOutputTokens: 10 };
    const fork = await answer(provider, begun(textOf(kept), { repeat: false, tokens: idsOf(kept) }, more));
    expect(fork.text).toBe(textOf(whole.logprobs.slice(10)));
  });

  test('keeps every space and line break of its text, and marks of control tokens are text in it', async () => {
    const text = 'Once,  \n<|im_end|>\n\n ';
    const found = await answer(provider, scored(text));
    expect(found.text).toBe(text);
    expect(textOf(found.logprobs)).toBe(text);
  });

  test('may be empty, which is an answer from its beginning', async () => {
    const fork = await answer(provider, begun('', { repeat: true }));
    expect(fork.text).toBe((await answer(provider, asked())).text);
  });

  test('can begin with the half of a character, whose other half makes it whole', async () => {
    const fox = await answer(provider, scored('🦊!'));
    const [first, ...others] = fox.logprobs;
    expect(first?.token).toContain('\ufffd');
    const found = await answer(
      provider,
      begun('\ufffd', { repeat: true, tokens: idsOf(first ? [first] : []) }, { maxOutputTokens: 1 }),
    );
    expect(found.logprobs).toHaveLength(2);
    expect(textOf([...(first ? [first] : []), ...others])).toBe('🦊!');
  });

  test('looks for stop strings in what is new only', async () => {
    const found = await answer(
      provider,
      begun('Once upon', { repeat: true }, { stop: ['Once'], maxOutputTokens: 2 }),
    );
    expect(found.text.startsWith('Once upon')).toBe(true);
    expect(partOf(found, 'finish')?.reason).toBe('length');
    expect(outputTokens(found)).toBe(2);
  });

  test.each<[string, Partial<GenerateCall>, ContinueAnswer]>([
    ['it is to have a fixed form', { output: { type: 'json' } }, { repeat: false }],
    [
      'a call of a tool is forced',
      { tools: [{ name: 'a' }], toolChoice: { type: 'required' } },
      { repeat: false },
    ],
    ['nothing is to be repeated and nothing added', { maxOutputTokens: 0 }, { repeat: false }],
  ])('is not_expressible when %s', async (_, more, continuation) => {
    expect((await refusal(begun('Once', continuation, more))).code).toBe('not_expressible');
  });

  test.each<[string, readonly number[], string]>([
    ['spell another text', [100, 200], 'that spell another text'],
    ['are not in the vocabulary', [1_000_000], 'among which 1000000 is none of text'],
    ['would end the turn', [2], 'among which 2 is none of text'],
  ])('is refused when its token ids %s', async (_, tokens, reason) => {
    const error = await refusal(begun('Once', { repeat: false, tokens }));
    expect(error.code).toBe('not_expressible');
    expect(error.message).toContain(reason);
  });

  test('is refused when it does not fit, with all its tokens counted', async () => {
    const error = await refusal(begun('word '.repeat(1200), { repeat: false }));
    expect(error.code).toBe('prompt_too_long');
    expect(error.values['tokens']).toBeGreaterThan(1200);
  });
});

describe('An answer that is scored', () => {
  const manners: readonly [string, Sampling][] = [
    ['the likeliest tokens', { temperature: 0 }],
    ['the likeliest tokens with penalties', { temperature: 0, frequencyPenalty: 0.5, repeatPenalty: 1.1 }],
    ['drawn tokens', { temperature: 0.8, seed: 3 }],
    ['tokens drawn from the whole vocabulary', { temperature: 0.8, seed: 3, topK: 0, topP: 1, minP: 0 }],
  ];

  test.each(manners)(
    'has the numbers to the bit that %s came with, when both are deterministic',
    async (_, sampling) => {
      const call = asked({ sampling, deterministic: true });
      const whole = await answer(provider, call);
      const found = await answer(
        provider,
        scored(whole.text, { sampling, deterministic: true }, idsOf(whole.logprobs)),
      );
      expect(found.logprobs).toEqual(whole.logprobs);
      expect(found.text).toBe(whole.text);
      expect(partOf(found, 'finish')?.reason).toBe('length');
      expect(outputTokens(found)).toBe(0);
    },
  );

  test.each(manners)(
    'has nearly the numbers that %s came with, when steps are shared',
    async (_, sampling) => {
      const whole = await answer(provider, asked({ sampling, maxOutputTokens: 40 }));
      const found = await answer(provider, scored(whole.text, { sampling }, idsOf(whole.logprobs)));
      expect(idsOf(found.logprobs)).toEqual(idsOf(whole.logprobs));
      for (const [at, token] of found.logprobs.entries()) {
        expect(token.logprob).toBeCloseTo(whole.logprobs[at]?.logprob ?? 0, 2);
      }
    },
  );

  test('goes on after its last token when more is asked for', async () => {
    const whole = await answer(provider, asked());
    const kept = whole.logprobs.slice(0, 8);
    const found = await answer(provider, begun(textOf(kept), { repeat: true }, { maxOutputTokens: 12 }));
    expect(found.text).toBe(whole.text);
    expect(found.logprobs).toHaveLength(20);
    expect(outputTokens(found)).toBe(12);
  });

  test('says of a token that the sampling parameters excluded that it could not have been drawn', async () => {
    const text = 'Zebra crossing';
    const narrow = { sampling: { temperature: 0.5, topK: 1, seed: 1 } };
    const [excluded] = (await answer(provider, scored(text, narrow))).logprobs;
    expect(excluded?.logprob).toBe(excludedLogprob);
    expect(excluded?.alternatives).toMatchObject([{ logprob: 0 }]);
    const [plain] = (await answer(provider, scored(text))).logprobs;
    expect(plain?.logprob).toBeLessThan(-3);
    expect(plain?.logprob).toBeGreaterThan(-100);
    expect(plain?.alternatives).toHaveLength(3);
  });

  test('gives its place back when nobody wants it any more', async () => {
    const stop = new AbortController();
    const scoring = answer(provider, scored('word '.repeat(900)), stop.signal);
    await until(() => provider.status().running === 1);
    stop.abort(new Error('enough'));
    await expect(scoring).rejects.toThrow('enough');
    await until(() => provider.status().running === 0);
  });
});

describe('Log-probabilities', () => {
  test('have as many alternatives as the wire can ask for, with the mark that ends the turn among them', async () => {
    const found = await answer(provider, asked({ logprobs: { alternatives: 20 } }));
    expect(found.logprobs.every(({ alternatives }) => alternatives.length === 20)).toBe(true);
    const end = await answer(
      provider,
      begun('The end.', { repeat: false }, { logprobs: { alternatives: 20 } }),
    );
    const shown = end.logprobs.flatMap(({ alternatives }) => alternatives.map(({ token }) => token));
    expect(shown).toContain('<|im_end|>');
  });

  test('have an entry for each token of the text, and none for the one that ended it', async () => {
    const found = await answer(provider, testCall('Say only: yes', { logprobs: { alternatives: 0 } }));
    expect(partOf(found, 'finish')?.reason).toBe('stop');
    expect(found.logprobs).toHaveLength(outputTokens(found) ?? -1);
    expect(textOf(found.logprobs)).toBe(found.text);
  });

  test('are all there when an answer ends in the middle of a character, with the bytes of the half', async () => {
    const found = await answer(
      provider,
      asked({
        output: { type: 'json-schema', name: 'emoji', schema: { enum: ['🦊🦊🦊'] } },
        maxOutputTokens: 3,
      }),
    );
    expect(found.logprobs).toHaveLength(3);
    const bytes = found.logprobs.flatMap((token) => token.bytes ?? []);
    expect(Buffer.from('"🦊🦊🦊"').subarray(0, bytes.length)).toEqual(Buffer.from(bytes));
    expect(found.logprobs.some(({ token }) => token.includes('\ufffd'))).toBe(true);
  });

  test('are all there when a stop string ends the answer, up to the token that it begins in', async () => {
    const whole = await answer(provider, asked());
    const at = whole.logprobs.slice(0, 6);
    const stop = textOf(whole.logprobs.slice(6, 8));
    const found = await answer(provider, asked({ stop: [stop] }));
    expect(found.text).toBe(textOf(at));
    expect(idsOf(found.logprobs)).toEqual(idsOf(at));
  });

  test('are all there when tools are offered and none is called', async () => {
    const found = await answer(provider, asked({ tools: [{ name: 'weather' }] }));
    expect(partOf(found, 'tool-call')).toBeUndefined();
    expect(textOf(found.logprobs)).toBe(found.text);
    expect(found.logprobs).toHaveLength(outputTokens(found) ?? -1);
  });
});
