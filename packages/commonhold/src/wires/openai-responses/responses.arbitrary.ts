import * as fc from 'fast-check';
import type { GenerateCall, InputPart, Message, OutputPart, Part, Tool } from '#call';
import {
  base64,
  extraOf,
  fieldsOf,
  image,
  json,
  jsonObject,
  number,
  optional,
  text,
  withExtraOf,
  word,
} from '../values.arbitrary.ts';
import { wire } from './wire-name.ts';

/** Calls and answers that this wire can say, in the form in which its codec reads them. */

/** What is null says nothing here, so it is not kept. */
const fields = fieldsOf(json.map((value) => value ?? 0));
const extra = extraOf(wire, fields);
const withExtra = withExtraOf(extra);

const file = fc.oneof(
  fc.record({ type: fc.constant('id' as const), id: word, at: fc.constant('openai' as const) }),
  fc.record({ type: fc.constant('base64' as const), data: base64 }),
  fc.record({ type: fc.constant('base64' as const), mediaType: fc.constant('text/plain'), data: base64 }),
);
const inputPart: fc.Arbitrary<InputPart> = fc.oneof(
  withExtra(fc.record({ type: fc.constant('text' as const), text })),
  withExtra(fc.record({ type: fc.constant('image' as const), source: image })),
  withExtra(fc.record({ type: fc.constant('image' as const), source: image, detail: word })),
  withExtra(fc.record({ type: fc.constant('file' as const), source: file, name: word })),
  withExtra(fc.record({ type: fc.constant('audio' as const), format: word, data: base64 })),
  jsonObject.map((value) => ({ type: 'unknown' as const, wire, value: { ...value, type: 'x-part' } })),
);

const customCall = fc.record({ id: word, name: word, arguments: text }).map((call) => ({
  type: 'tool-call' as const,
  ...call,
  extra: { wire, fields: { custom_tool_call: {} } },
}));
const functionCall = withExtra(
  fc.record({ type: fc.constant('tool-call' as const), id: word, name: word, arguments: text }),
);
const thought = fc
  .record({ summary: fc.array(text, { maxLength: 2 }), id: word, secret: word })
  .map(({ summary, id, secret }): OutputPart => ({
    type: 'reasoning',
    text: summary.join('\n\n'),
    extra: {
      wire,
      fields: {
        id,
        summary: summary.map((said) => ({ type: 'summary_text', text: said })),
        encrypted_content: secret,
      },
    },
  }));
const builtIn = jsonObject.map((value) => ({
  type: 'unknown' as const,
  wire,
  value: { item: { ...value, type: 'web_search_call' } },
}));
const said = fc.oneof(
  withExtra(fc.record({ type: fc.constant('text' as const), text })),
  withExtra(fc.record({ type: fc.constant('refusal' as const), text })),
);
/** A message of a model begins with what is said of it as a whole, or with nothing of that kind where none comes before it. */
const answerMessage = fc
  .tuple(fc.array(said, { minLength: 1, maxLength: 2 }), word)
  .map(([parts, id]): OutputPart[] =>
    parts.map((part, at) =>
      at > 0 ? part : { ...part, extra: { wire, fields: { ...part.extra?.fields, item: { id } } } },
    ),
  );
const answerItem = fc.oneof(
  answerMessage,
  fc.oneof(functionCall, customCall, thought, builtIn).map((part): OutputPart[] => [part]),
);

const spoken: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constantFrom('system' as const, 'developer' as const, 'user' as const),
    content: fc.array(inputPart, { maxLength: 3 }),
  }),
);
const answered: fc.Arbitrary<Message> = fc
  .array(answerItem, { minLength: 1, maxLength: 3 })
  .map((items) => ({ role: 'assistant' as const, content: items.flat() }));
const result: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constant('tool' as const),
    callId: word,
    content: fc.array(inputPart, { maxLength: 2 }),
  }),
);

/** Two answers that follow each other would be one. */
const conversation = fc
  .array(fc.oneof(spoken, answered, result), { minLength: 1, maxLength: 5 })
  .map((messages) =>
    messages.filter(
      ({ role }, at) => role !== 'assistant' || at === 0 || messages[at - 1]?.role !== 'assistant',
    ),
  );

/** That a tool is strict this wire always says, because what is left out means another thing here than elsewhere. */
const tool: fc.Arbitrary<Tool> = withExtra(
  fc
    .tuple(
      fc.record({ name: word, strict: fc.boolean() }),
      optional({ description: text, parameters: jsonObject }),
    )
    .map(([name, rest]) => ({ ...name, ...rest })),
);

const toolChoice = fc.oneof(
  fc.constantFrom({ type: 'auto' as const }, { type: 'none' as const }, { type: 'required' as const }),
  word.map((name) => ({ type: 'tool' as const, name })),
);

const schema = fc
  .tuple(
    fc.record({ type: fc.constant('json-schema' as const), name: word, schema: jsonObject }),
    optional({ description: text, strict: fc.boolean() }),
  )
  .map(([format, rest]) => ({ ...format, ...rest }));

export const calls: fc.Arbitrary<GenerateCall> = fc
  .tuple(
    fc.record({
      messages: conversation,
      sampling: optional({ temperature: number, topP: number }),
    }),
    optional({
      tools: fc.array(tool, { maxLength: 2 }),
      toolChoice,
      parallelToolCalls: fc.boolean(),
      output: fc.oneof(fc.constantFrom({ type: 'text' as const }, { type: 'json' as const }), schema),
      maxOutputTokens: fc.integer({ min: 1 }),
      logprobs: fc.record({ alternatives: fc.nat(20) }),
      reasoning: fc.record({ effort: word }),
      metadata: jsonObject,
    }),
    fc.constantFrom({ stream: false }, { stream: true, streamUsage: true }),
    optional({
      extra: fc
        .tuple(
          fields,
          optional({ store: fc.constant(true), truncation: word, text: fields, reasoning: fields }),
        )
        .map(([kept, known]) => ({ wire, fields: { ...kept, ...known } })),
    }),
  )
  .map(([whole, options, stream, kept]) => ({
    operation: 'generate' as const,
    model: 'asked-for',
    ...whole,
    ...options,
    ...stream,
    ...kept,
  })) as fc.Arbitrary<GenerateCall>;

const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

/** Thoughts come first here; that tools shall be called is said by calling them; counts are always divided. */
export const answers: fc.Arbitrary<readonly Part[]> = fc
  .record({
    thoughts: fc.array(piece, { maxLength: 2 }),
    secret: fc.option(word),
    texts: fc.array(piece, { maxLength: 4 }),
    refusals: fc.array(piece, { maxLength: 2 }),
    tools: fc.array(
      fc.record({ name: piece, pieces: fc.array(piece, { maxLength: 3 }), custom: fc.boolean() }),
      {
        maxLength: 3,
      },
    ),
    reason: fc.constantFrom('stop' as const, 'length' as const, 'content-filter' as const),
    usage: fc.record({
      inputTokens: fc.nat(),
      outputTokens: fc.nat(),
      cachedInputTokens: fc.nat(),
      reasoningTokens: fc.nat(),
    }),
  })
  .map(({ thoughts, secret, texts, refusals, tools, reason, usage }): readonly Part[] => [
    { type: 'start', model: 'test-model' },
    ...thoughts.map((said): Part => ({ type: 'reasoning', choice: 0, text: said })),
    ...(secret === null ? [] : [opaque(thoughts, secret)]),
    ...texts.map((said): Part => ({ type: 'text', choice: 0, text: said })),
    ...refusals.map((said): Part => ({ type: 'refusal', choice: 0, text: said })),
    ...tools.flatMap(({ name, pieces, custom }, index): Part[] => [
      {
        type: 'tool-call',
        choice: 0,
        index,
        id: `call_${index}`,
        name,
        ...(custom ? { extra: { wire, fields: { custom_tool_call: {} } } } : {}),
      },
      ...pieces.map((said): Part => ({ type: 'tool-arguments', choice: 0, index, text: said })),
    ]),
    { type: 'finish', choice: 0, reason: reason === 'stop' && tools.length > 0 ? 'tool-calls' : reason },
    { type: 'usage', usage: { ...usage, source: 'reported' } },
  ]);

function opaque(thoughts: readonly string[], secret: string): Part {
  const content = thoughts.length === 0 ? [] : [{ type: 'reasoning_text', text: thoughts.join('') }];
  return {
    type: 'reasoning',
    choice: 0,
    text: '',
    extra: { wire, fields: { id: 'rs_01call_0', summary: [], content, encrypted_content: secret } },
  };
}
