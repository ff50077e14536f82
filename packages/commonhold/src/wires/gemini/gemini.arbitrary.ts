import * as fc from 'fast-check';
import type { Extra, GenerateCall, InputPart, Message, OutputPart, Part, Tool } from '#call';
import {
  base64,
  extraOf,
  fieldsOf,
  jsonObject,
  number,
  optional,
  text,
  withExtraOf,
  word,
} from '../values.arbitrary.ts';
import { formatName } from './parse-config.ts';
import { wire } from './wire-name.ts';

/** Calls and answers that this wire can say, in the form in which its codec reads them. */

const fields = fieldsOf();
const extra = extraOf(wire, fields);
const withExtra = withExtraOf(extra);

const data = (mediaType: string) =>
  fc.record({ type: fc.constant('base64' as const), mediaType: fc.constant(mediaType), data: base64 });
const spoken = withExtra(fc.record({ type: fc.constant('text' as const), text }));
const inputPart: fc.Arbitrary<InputPart> = fc.oneof(
  spoken,
  withExtra(fc.record({ type: fc.constant('image' as const), source: data('image/png') })),
  fc.webUrl().map((url) => ({
    type: 'image' as const,
    source: { type: 'url' as const, url },
    extra: { wire, fields: { fileData: { mimeType: 'image/png' } } },
  })),
  withExtra(
    fc.record({ type: fc.constant('audio' as const), format: fc.constantFrom('wav', 'mp3'), data: base64 }),
  ),
  withExtra(fc.record({ type: fc.constant('file' as const), source: data('application/pdf') })),
  withExtra(fc.record({ type: fc.constant('file' as const), source: data('text/plain'), name: word })),
  jsonObject.map((value) => ({
    type: 'unknown' as const,
    wire,
    value: { ...value, executableCode: { code: 'x' } },
  })),
);

const toolCall = fc.record({
  type: fc.constant('tool-call' as const),
  id: word,
  name: word,
  arguments: jsonObject.map((value) => JSON.stringify(value)),
});
const signature = word.map((thoughtSignature) => ({ wire, fields: { thoughtSignature } }));
const outputPart: fc.Arbitrary<OutputPart> = fc.oneof(
  spoken,
  withExtra(toolCall),
  fc.tuple(toolCall, signature).map(([call, signed]) => ({ ...call, extra: signed })),
  fc.tuple(text, fields).map(([thought, kept]) => ({
    type: 'reasoning' as const,
    text: thought,
    extra: { wire, fields: { ...kept, thought: true } },
  })),
);

const said: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constant('user' as const),
    content: fc.array(inputPart, { minLength: 1, maxLength: 3 }),
  }),
);
const answered: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constant('assistant' as const),
    content: fc.array(outputPart, { minLength: 1, maxLength: 3 }),
  }),
);
const picture: fc.Arbitrary<InputPart> = fc.record({
  type: fc.constant('image' as const),
  source: data('image/png'),
});
/** A result keeps the name of its function where no call of the conversation says it. */
const result: fc.Arbitrary<Message> = fc
  .tuple(
    word,
    fc.oneof(
      text,
      jsonObject.map((value) => JSON.stringify(value)),
    ),
    fc.option(text, { nil: undefined }),
    fc.option(picture, { nil: undefined }),
  )
  .map(([name, first, second, shown]) => ({
    role: 'tool' as const,
    callId: `unmatched ${name}`,
    content: [
      { type: 'text' as const, text: first },
      ...(second === undefined ? [] : [{ type: 'text' as const, text: second }]),
      ...(shown ? [shown] : []),
    ],
    extra: { wire, fields: { functionResponse: { name } } },
  }));
/** A call and its result, which needs no name then. */
const round: fc.Arbitrary<Message[]> = fc.tuple(toolCall, text).map(([call, told]) => [
  { role: 'assistant', content: [call] },
  { role: 'tool', callId: call.id, content: [{ type: 'text', text: told }] },
]);
const system: fc.Arbitrary<Message> = withExtra(
  fc.record({
    role: fc.constant('system' as const),
    content: fc.array(spoken, { minLength: 1, maxLength: 2 }),
  }),
);

const tool: fc.Arbitrary<Tool> = withExtra(
  fc
    .tuple(fc.record({ name: word }), optional({ description: text, parameters: jsonObject }))
    .map(([name, rest]) => ({ ...name, ...rest })),
);

const toolChoice = fc.oneof(
  fc.constantFrom({ type: 'auto' as const }, { type: 'required' as const }, { type: 'none' as const }),
  word.map((name) => ({ type: 'tool' as const, name })),
);

const conversation = fc
  .tuple(
    fc.option(system, { nil: undefined }),
    fc.array(
      fc.oneof(
        fc.oneof(said, answered, result).map((one) => [one]),
        round,
      ),
      { maxLength: 4 },
    ),
    said,
  )
  .map(([first, middle, last]): readonly Message[] => [...(first ? [first] : []), ...middle.flat(), last]);

const kept: fc.Arbitrary<{ extra?: Extra }> = fc
  .tuple(
    fc.option(fields, { nil: {} }),
    optional({
      tools: fc.constant([{ googleSearch: {} }]),
      safetySettings: fc.constant([{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }]),
      cachedContent: fc.constant('cachedContents/1'),
      'generationConfig.responseModalities': fc.constant(['TEXT']),
      'generationConfig.thinkingConfig.includeThoughts': fc.boolean(),
      'toolConfig.retrievalConfig': fc.constant({ languageCode: 'de' }),
    }),
  )
  .map(([unknown, known]) => {
    const all = { ...unknown, ...known };
    return Object.keys(all).length > 0 ? { extra: { wire, fields: all } } : {};
  });

export const calls: fc.Arbitrary<GenerateCall> = fc
  .tuple(
    fc.record({
      messages: conversation,
      sampling: optional({
        temperature: number,
        topP: number,
        topK: fc.integer(),
        seed: fc.maxSafeInteger(),
        presencePenalty: number,
        frequencyPenalty: number,
      }),
    }),
    optional({
      tools: fc.array(tool, { minLength: 1, maxLength: 2 }),
      toolChoice,
      stop: fc.array(text, { maxLength: 2 }),
      maxOutputTokens: fc.integer({ min: 1 }),
      choices: fc.integer({ min: 1, max: 8 }),
      logprobs: fc.record({ alternatives: fc.nat(20) }),
      reasoning: fc.record({ effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high') }),
      output: fc.oneof(
        fc.constantFrom({ type: 'text' as const }, { type: 'json' as const }),
        jsonObject.map((schema) => ({
          type: 'json-schema' as const,
          name: formatName,
          schema,
          strict: true,
        })),
      ),
    }),
    fc.constantFrom('whole', 'events', 'array'),
    kept,
  )
  .map(([whole, options, form, own]) => ({
    operation: 'generate' as const,
    model: 'asked-for',
    ...whole,
    ...options,
    ...(form === 'whole' ? { stream: false } : { stream: true, streamUsage: true }),
    ...(form === 'array' ? { extra: { wire, fields: { ...own.extra?.fields, alt: 'json' } } } : own),
  })) as fc.Arbitrary<GenerateCall>;

const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

/** Arguments here are an object, in pieces that join to its text. */
const argumentPieces = fc.tuple(jsonObject, fc.nat(), fc.nat()).map(([value, left, right]) => {
  const whole = JSON.stringify(value);
  const [first = 0, second = 0] = [left % whole.length, right % whole.length].sort((a, b) => a - b);
  return [whole.slice(0, first), whole.slice(first, second), whole.slice(second)].filter(Boolean);
});

function candidate(choice: number): fc.Arbitrary<readonly Part[]> {
  return fc
    .record({
      thoughts: fc.array(piece, { maxLength: 2 }),
      texts: fc.array(piece, { maxLength: 4 }),
      tools: fc.array(fc.record({ name: piece, pieces: argumentPieces }), { maxLength: 3 }),
      cut: fc.option(fc.constantFrom('length' as const, 'content-filter' as const), { nil: undefined }),
    })
    .map(({ thoughts, texts, tools, cut }): readonly Part[] => [
      ...thoughts.map((said): Part => ({ type: 'reasoning', choice, text: said })),
      ...texts.map((said): Part => ({ type: 'text', choice, text: said })),
      ...tools.flatMap(({ name, pieces }, index): Part[] => [
        { type: 'tool-call', choice, index, id: `call_${index}`, name },
        ...pieces.map((said): Part => ({ type: 'tool-arguments', choice, index, text: said })),
      ]),
      // This wire has one word for an end, with calls and without.
      { type: 'finish', choice, reason: cut ?? (tools.length > 0 ? 'tool-calls' : 'stop') },
    ]);
}

export const answers: fc.Arbitrary<readonly Part[]> = fc
  .record({
    first: candidate(0),
    second: fc.option(candidate(1), { nil: [] }),
    usage: fc.record({
      inputTokens: fc.nat(),
      said: fc.nat(),
      thought: fc.option(fc.nat(), { nil: undefined }),
      cached: fc.option(fc.nat(), { nil: undefined }),
    }),
  })
  .map(({ first, second, usage }): readonly Part[] => [
    { type: 'start', model: 'test-model' },
    ...first,
    ...second,
    {
      type: 'usage',
      usage: {
        inputTokens: usage.inputTokens,
        outputTokens: usage.said + (usage.thought ?? 0),
        ...(usage.cached === undefined ? {} : { cachedInputTokens: usage.cached }),
        ...(usage.thought === undefined ? {} : { reasoningTokens: usage.thought }),
        source: 'reported',
      },
    },
  ]);
