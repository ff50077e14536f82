import * as fc from 'fast-check';
import type { GenerateCall, InputPart, Message, OutputPart, Part, Tool } from '#call';
import {
  base64,
  extraOf,
  fieldsOf,
  image,
  jsonObject,
  number,
  optional,
  text,
  withExtraOf,
  word,
} from '../values.arbitrary.ts';
import { formatName } from './parse-request.ts';
import { wire } from './wire-name.ts';

/** Calls and answers that this wire can say, in the form in which its codec reads them. */

const fields = fieldsOf();
const extra = extraOf(wire, fields);
const withExtra = withExtraOf(extra);

const file = fc.oneof(
  fc.record({ type: fc.constant('id' as const), id: word, at: fc.constant('anthropic' as const) }),
  fc.record({
    type: fc.constant('base64' as const),
    mediaType: fc.constant('application/pdf'),
    data: base64,
  }),
);
const inputPart: fc.Arbitrary<InputPart> = fc.oneof(
  withExtra(fc.record({ type: fc.constant('text' as const), text })),
  withExtra(fc.record({ type: fc.constant('image' as const), source: image })),
  withExtra(fc.record({ type: fc.constant('file' as const), source: file })),
  withExtra(fc.record({ type: fc.constant('file' as const), source: file, name: word })),
  jsonObject.map((value) => ({ type: 'unknown' as const, wire, value: { ...value, type: 'x-block' } })),
);

const toolCall = fc.record({
  type: fc.constant('tool-call' as const),
  id: word,
  name: word,
  arguments: jsonObject.map((value) => JSON.stringify(value)),
});
const thought: fc.Arbitrary<OutputPart> = fc.oneof(
  fc.record({
    type: fc.constant('reasoning' as const),
    text,
    extra: word.map((signature) => ({ wire, fields: { signature } })),
  }),
  word.map((data) => ({
    type: 'reasoning' as const,
    text: '',
    extra: { wire, fields: { redacted_thinking: { type: 'redacted_thinking', data } } },
  })),
);
/** A text of nothing beside other blocks is not written: this wire refuses it. */
const someText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const outputPart: fc.Arbitrary<OutputPart> = fc.oneof(
  withExtra(fc.record({ type: fc.constant('text' as const), text: someText })),
  withExtra(toolCall),
  thought,
);

const said: fc.Arbitrary<Message> = fc.record({
  role: fc.constant('user' as const),
  content: fc.array(inputPart, { minLength: 1, maxLength: 3 }),
});
const answered: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constant('assistant' as const),
    content: fc.array(outputPart, { minLength: 1, maxLength: 3 }),
  }),
);
const result: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constant('tool' as const),
    callId: word,
    content: fc.array(inputPart, { minLength: 1, maxLength: 2 }),
  }),
);
const system: fc.Arbitrary<Message> = fc.record({
  role: fc.constant('system' as const),
  content: fc.array(withExtra(fc.record({ type: fc.constant('text' as const), text })), {
    minLength: 1,
    maxLength: 2,
  }),
});

const tool: fc.Arbitrary<Tool> = withExtra(
  fc
    .tuple(
      fc.record({ name: word, parameters: jsonObject }),
      optional({ description: text, strict: fc.boolean() }),
    )
    .map(([name, rest]) => ({ ...name, ...rest })),
);

const toolChoice = fc.oneof(
  fc.constantFrom({ type: 'auto' as const }, { type: 'required' as const }),
  word.map((name) => ({ type: 'tool' as const, name })),
);

/** A conversation may end with an answer that was begun, and then it is gone on with. */
const conversation = fc
  .tuple(
    fc.option(system, { nil: undefined }),
    fc.array(fc.oneof(said, answered, result), { maxLength: 4 }),
    said,
    fc.option(text, { nil: undefined }),
  )
  .map(([first, middle, last, begun]): Pick<GenerateCall, 'messages' | 'continueAnswer'> => {
    const messages: Message[] = [...(first ? [first] : []), ...middle, last];
    if (begun === undefined) return { messages };
    messages.push({ role: 'assistant', content: [{ type: 'text', text: begun }] });
    return { messages, continueAnswer: { repeat: false } };
  });

export const calls: fc.Arbitrary<GenerateCall> = fc
  .tuple(
    fc.record({
      sampling: optional({ temperature: number, topP: number, topK: fc.integer() }),
      maxOutputTokens: fc.nat(),
    }),
    conversation,
    optional({
      tools: fc.array(tool, { maxLength: 2 }),
      stop: fc.array(text, { maxLength: 2 }),
      reasoning: fc.record({ effort: word }),
      output: jsonObject.map((schema) => ({
        type: 'json-schema' as const,
        name: formatName,
        schema,
        strict: true,
      })),
    }),
    fc.oneof(
      fc.constant({}),
      toolChoice.map((choice) => ({ toolChoice: choice })),
      fc.record({ toolChoice, parallelToolCalls: fc.boolean() }),
    ),
    fc.constantFrom({ stream: false }, { stream: true, streamUsage: true }),
    extra,
  )
  .map(([whole, messages, options, choice, stream, kept]) => ({
    operation: 'generate' as const,
    model: 'asked-for',
    ...whole,
    ...messages,
    ...options,
    ...choice,
    ...stream,
    ...kept,
  })) as fc.Arbitrary<GenerateCall>;

const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

/** Arguments here are an object, in pieces that join to its text. */
const argumentPieces = fc.tuple(jsonObject, fc.nat(), fc.nat()).map(([value, left, right]) => {
  const whole = JSON.stringify(value);
  const [first = 0, second = 0] = [left % whole.length, right % whole.length].sort((a, b) => a - b);
  return [whole.slice(0, first), whole.slice(first, second), whole.slice(second)].filter(Boolean);
});

export const answers: fc.Arbitrary<readonly Part[]> = fc
  .record({
    thought: fc.array(piece, { maxLength: 2 }),
    texts: fc.array(piece, { maxLength: 4 }),
    tools: fc.array(fc.record({ name: piece, pieces: argumentPieces }), { maxLength: 3 }),
    reason: fc.constantFrom(
      'stop' as const,
      'length' as const,
      'tool-calls' as const,
      'content-filter' as const,
    ),
    usage: fc.record({ inputTokens: fc.nat(), outputTokens: fc.nat(), cached: fc.option(fc.nat()) }),
  })
  .map(({ thought: thoughts, texts, tools, reason, usage }): readonly Part[] => [
    { type: 'start', model: 'test-model' },
    ...thoughts.map((said): Part => ({ type: 'reasoning', choice: 0, text: said })),
    ...(thoughts.length > 0
      ? [{ type: 'reasoning', choice: 0, text: '', extra: { wire, fields: { signature: 's' } } } as const]
      : []),
    ...texts.map((said): Part => ({ type: 'text', choice: 0, text: said })),
    ...tools.flatMap(({ name, pieces }, index): Part[] => [
      { type: 'tool-call', choice: 0, index, id: `toolu_${index}`, name },
      ...pieces.map((said): Part => ({ type: 'tool-arguments', choice: 0, index, text: said })),
    ]),
    { type: 'finish', choice: 0, reason },
    {
      type: 'usage',
      usage: {
        inputTokens: usage.inputTokens + (usage.cached ?? 0),
        outputTokens: usage.outputTokens,
        ...(usage.cached === null ? {} : { cachedInputTokens: usage.cached }),
        source: 'reported',
      },
    },
  ]);
