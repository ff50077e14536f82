import * as fc from 'fast-check';
import type { FinishReason, Part } from '#call';

/** Answers as any destination could give them, for tests: every choice ends, and no piece is empty. */

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const finishReasons = ['stop', 'length', 'tool-calls', 'content-filter'] as const satisfies FinishReason[];

/** The parts of one choice, in the order that every wire can say: reasoning, text, refusal, tool calls. */
function choiceParts(choice: number): fc.Arbitrary<Part[]> {
  return fc
    .record({
      reasoning: fc.array(text, { maxLength: 2 }),
      texts: fc.array(text, { maxLength: 4 }),
      refusal: fc.array(text, { maxLength: 1 }),
      tools: fc.array(fc.record({ name: text, pieces: fc.array(text, { maxLength: 3 }) }), { maxLength: 3 }),
      reason: fc.constantFrom(...finishReasons),
    })
    .map(({ reasoning, texts, refusal, tools, reason }) => [
      ...reasoning.map((piece): Part => ({ type: 'reasoning', choice, text: piece })),
      ...texts.map((piece): Part => ({ type: 'text', choice, text: piece })),
      ...refusal.map((piece): Part => ({ type: 'refusal', choice, text: piece })),
      ...tools.flatMap(({ name, pieces }, index): Part[] => [
        { type: 'tool-call', choice, index, id: `call_${choice}_${index}`, name },
        ...pieces.map((piece): Part => ({ type: 'tool-arguments', choice, index, text: piece })),
      ]),
      { type: 'finish', choice, reason },
    ]);
}

const usage = fc
  .record(
    {
      inputTokens: fc.nat(),
      outputTokens: fc.nat(),
      cachedInputTokens: fc.nat(),
      reasoningTokens: fc.nat(),
    },
    { requiredKeys: ['inputTokens', 'outputTokens'] },
  )
  .map((counts): Part => ({ type: 'usage', usage: { ...counts, source: 'reported' } }));

export const answers: fc.Arbitrary<Part[]> = fc
  .tuple(fc.tuple(choiceParts(0), fc.option(choiceParts(1), { nil: [] })), usage, fc.array(fc.boolean()))
  .map(([[first, second], tokens, turns]) => [
    { type: 'start', model: 'test-model' },
    ...interleaved(first, second, turns),
    tokens,
  ]);

/** Both lists in their own order, mixed as `turns` says. */
function interleaved(first: readonly Part[], second: readonly Part[], turns: readonly boolean[]): Part[] {
  const [left, right] = [[...first], [...second]];
  const mixed: Part[] = [];
  for (const turn of turns) {
    const part = (turn ? left : right).shift();
    if (part) mixed.push(part);
  }
  return [...mixed, ...left, ...right];
}
