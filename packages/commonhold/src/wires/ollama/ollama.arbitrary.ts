import * as fc from 'fast-check';
import type { GenerateCall, ImagePart, InputPart, Message, OutputPart, Part, Tool } from '#call';
import { extraOf, fieldsOf, jsonObject, number, optional, withExtraOf, word } from '../values.arbitrary.ts';
import { formatName, promptMark } from './parse-request.ts';
import { wire } from './wire-name.ts';

/** Calls and answers that this wire can say, in the form in which its codec reads them. */

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const fields = fieldsOf();
const extra = extraOf(wire, fields);
const withExtra = withExtraOf(extra);

/** How pictures of some kinds begin; what follows is not looked at. */
const beginnings = { 'image/png': 'iVBORw0KGgo', 'image/jpeg': '/9j/', 'image/gif': 'R0lGODlh' } as const;
const image: fc.Arbitrary<ImagePart | Extract<InputPart, { type: 'unknown' }>> = fc
  .tuple(
    fc.constantFrom('image/png', 'image/jpeg', 'image/gif', undefined),
    fc.base64String({ maxLength: 8 }),
  )
  .map(([mediaType, rest]) =>
    mediaType === undefined
      ? { type: 'unknown', wire, value: { image: `AAAA${rest}` } }
      : { type: 'image', source: { type: 'base64', mediaType, data: beginnings[mediaType] + rest } },
  );

/** One text at most, and pictures after it. */
const input: fc.Arbitrary<readonly InputPart[]> = fc
  .tuple(fc.option(text, { nil: undefined }), fc.array(image, { maxLength: 2 }))
  .map(([said, images]): readonly InputPart[] =>
    said === undefined && images.length > 0 ? images : [{ type: 'text', text: said ?? '' }, ...images],
  );

const toolCall = withExtra(
  fc.record({
    type: fc.constant('tool-call' as const),
    id: word,
    name: word,
    arguments: jsonObject.map((value) => JSON.stringify(value)),
  }),
);
const output: fc.Arbitrary<readonly OutputPart[]> = fc
  .tuple(
    fc.option(text, { nil: undefined }),
    fc.option(text, { nil: undefined }),
    fc.array(toolCall, { maxLength: 2 }),
  )
  .map(([thought, said, calls]): readonly OutputPart[] => {
    const parts: OutputPart[] = thought === undefined ? [] : [{ type: 'reasoning', text: thought }];
    if (said !== undefined) parts.push({ type: 'text', text: said });
    if (parts.length + calls.length === 0) parts.push({ type: 'text', text: '' });
    return [...parts, ...calls];
  });

const said: fc.Arbitrary<Message> = withExtra(
  fc.record({ role: fc.constantFrom('system' as const, 'user' as const), content: input }),
);
const answered: fc.Arbitrary<Message> = withExtra(
  fc.record({ role: fc.constant('assistant' as const), content: output }),
);
const result: fc.Arbitrary<Message> = withExtra(
  fc.record({ role: fc.constant('tool' as const), callId: word, content: input }),
);

const tool: fc.Arbitrary<Tool> = withExtra(
  fc
    .tuple(fc.record({ name: word, parameters: jsonObject }), optional({ description: text }))
    .map(([name, rest]) => ({ ...name, ...rest })),
);

type Turns = Pick<GenerateCall, 'messages' | 'continueAnswer' | 'extra' | 'tools'>;

const chat: fc.Arbitrary<Turns> = fc
  .tuple(
    fc.array(fc.oneof(said, answered, result), { maxLength: 4 }),
    said,
    fc.option(text, { nil: undefined }),
    optional({ tools: fc.array(tool, { maxLength: 2 }) }),
    extra,
  )
  .map(([middle, last, begun, tools, kept]): Turns => {
    const messages: Message[] = [...middle, last];
    if (begun === undefined) return { messages, ...tools, ...kept };
    messages.push({ role: 'assistant', content: [{ type: 'text', text: begun }] });
    return { messages, continueAnswer: { repeat: false }, ...tools, ...kept };
  });

/** What `/api/generate` takes: a prompt, and instructions. */
const prompt: fc.Arbitrary<Turns> = fc
  .tuple(fc.option(text, { nil: undefined }), text, fc.array(image, { maxLength: 1 }), fields)
  .map(([system, asked, images, kept]): Turns => ({
    messages: [
      ...(system === undefined
        ? []
        : [{ role: 'system' as const, content: [{ type: 'text' as const, text: system }] }]),
      { role: 'user', content: [{ type: 'text', text: asked }, ...images] },
    ],
    extra: { wire, fields: { ...kept, [promptMark]: '' } },
  }));

export const calls: fc.Arbitrary<GenerateCall> = fc
  .tuple(
    fc.oneof(chat, prompt),
    fc.record({
      sampling: optional({
        temperature: number,
        topP: number,
        topK: fc.integer(),
        minP: number,
        seed: fc.maxSafeInteger(),
        repeatPenalty: number,
        presencePenalty: number,
        frequencyPenalty: number,
      }),
    }),
    optional({
      stop: fc.array(text, { maxLength: 2 }),
      maxOutputTokens: fc.integer({ min: 1 }),
      reasoning: fc.record({ effort: word }),
      logprobs: fc.record({ alternatives: fc.nat(20) }),
      output: fc.oneof(
        fc.constant({ type: 'json' as const }),
        jsonObject.map((schema) => ({
          type: 'json-schema' as const,
          name: formatName,
          schema,
          strict: true,
        })),
      ),
    }),
    fc.constantFrom({ stream: false }, { stream: true, streamUsage: true }),
  )
  .map(([turns, sampling, options, stream]) => ({
    operation: 'generate' as const,
    model: 'asked-for',
    ...turns,
    ...sampling,
    // An effort is a word of this wire only where the call is this wire's own.
    ...(turns.extra ? options : withoutEffort(options)),
    ...stream,
  })) as fc.Arbitrary<GenerateCall>;

function withoutEffort(options: Partial<GenerateCall>): Partial<GenerateCall> {
  const { reasoning, ...rest } = options;
  return reasoning === undefined ? rest : { ...rest, reasoning: { effort: 'high' } };
}

const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

export const answers: fc.Arbitrary<readonly Part[]> = fc
  .record({
    thoughts: fc.array(piece, { maxLength: 2 }),
    texts: fc.array(piece, { maxLength: 4 }),
    tools: fc.array(fc.record({ name: piece, value: jsonObject, cut: fc.nat() }), { maxLength: 3 }),
    reason: fc.constantFrom('stop' as const, 'length' as const, 'content-filter' as const),
    usage: fc.record({ inputTokens: fc.nat(), outputTokens: fc.nat() }),
  })
  .map(({ thoughts, texts, tools, reason, usage }): readonly Part[] => [
    { type: 'start', model: 'test-model' },
    ...thoughts.map((thought): Part => ({ type: 'reasoning', choice: 0, text: thought })),
    ...texts.map((one): Part => ({ type: 'text', choice: 0, text: one })),
    ...tools.flatMap(({ name, value, cut }, index): Part[] => {
      const whole = JSON.stringify(value);
      const at = cut % whole.length;
      return [
        { type: 'tool-call', choice: 0, index, id: `call_${index}`, name },
        { type: 'tool-arguments', choice: 0, index, text: whole.slice(0, at) },
        { type: 'tool-arguments', choice: 0, index, text: whole.slice(at) },
      ];
    }),
    { type: 'finish', choice: 0, reason: reason === 'stop' && tools.length > 0 ? 'tool-calls' : reason },
    { type: 'usage', usage: { ...usage, source: 'reported' } },
  ]);
