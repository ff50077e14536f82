import * as fc from 'fast-check';
import type { ContinueAnswer, GenerateCall, InputPart, Message, OutputPart, Tool, WireName } from '#call';
import {
  base64,
  extraOf,
  fieldsOf,
  image,
  jsonObject,
  number,
  optional,
  text,
  word,
} from './values.arbitrary.ts';

/** Calls as a codec itself would have parsed them: everything that the wire can say, in the form that it says it in. */

const extra = (wire: WireName) => extraOf(wire, fieldsOf());

function inputPart(wire: WireName): fc.Arbitrary<InputPart> {
  const file = fc.oneof(
    fc.record({ type: fc.constant('id' as const), id: word, at: fc.constant('openai' as const) }),
    fc.record({ type: fc.constant('base64' as const), data: base64 }),
    fc.record({ type: fc.constant('base64' as const), mediaType: fc.constant('text/plain'), data: base64 }),
  );
  const known = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text }),
    fc.record({ type: fc.constant('image' as const), source: image }),
    fc.record({ type: fc.constant('image' as const), source: image, detail: word }),
    fc.record({ type: fc.constant('audio' as const), format: word, data: base64 }),
    fc.record({ type: fc.constant('file' as const), source: file, name: word }),
    fc.record({ type: fc.constant('refusal' as const), text }),
  );
  return fc.oneof(
    fc.tuple(known, extra(wire)).map(([part, kept]) => ({ ...part, ...kept })),
    jsonObject.map((value) => ({ type: 'unknown' as const, wire, value: { ...value, type: 'x-part' } })),
  );
}

function assistantContent(wire: WireName): fc.Arbitrary<OutputPart[]> {
  const said = fc.tuple(fc.record({ type: fc.constant('text' as const), text }), extra(wire));
  const call = fc.tuple(
    fc.record({ type: fc.constant('tool-call' as const), id: word, name: word, arguments: text }),
    extra(wire),
  );
  return fc
    .tuple(
      fc.array(fc.record({ type: fc.constant('reasoning' as const), text }), { maxLength: 1 }),
      fc.array(
        said.map(([part, kept]) => ({ ...part, ...kept })),
        { maxLength: 2 },
      ),
      fc.array(fc.record({ type: fc.constant('refusal' as const), text }), { maxLength: 1 }),
      fc.array(
        call.map(([part, kept]) => ({ ...part, ...kept })),
        { maxLength: 2 },
      ),
    )
    .map((lists) => lists.flat());
}

function message(wire: WireName): fc.Arbitrary<Message> {
  const content = fc.array(inputPart(wire), { maxLength: 3 });
  const spoken = fc.tuple(
    fc.record({ role: fc.constantFrom('system', 'developer', 'user'), content }),
    optional({ name: word }),
  );
  const assistant = fc.tuple(
    fc.record({ role: fc.constant('assistant' as const), content: assistantContent(wire) }),
    optional({ name: word }),
  );
  const tool = fc.record({ role: fc.constant('tool' as const), callId: word, content });
  return fc
    .tuple(fc.oneof(spoken, assistant, fc.tuple(tool, fc.constant({}))), extra(wire))
    .map(([[fields, name], kept]) => ({ ...fields, ...name, ...kept }));
}

function tool(wire: WireName): fc.Arbitrary<Tool> {
  return fc
    .tuple(
      fc.record({ name: word }),
      optional({ description: text, parameters: jsonObject, strict: fc.boolean() }),
      extra(wire),
    )
    .map(([name, rest, kept]) => ({ ...name, ...rest, ...kept }));
}

const continuation: fc.Arbitrary<ContinueAnswer> = fc
  .tuple(fc.record({ repeat: fc.boolean() }), optional({ tokens: fc.array(fc.nat(), { maxLength: 3 }) }))
  .map(([repeat, tokens]) => ({ ...repeat, ...tokens }));

/** What is continued is an answer, and only one that is repeated with its log-probabilities may get nothing more. */
function asContinued(call: GenerateCall, begun: string, scoreOnly: boolean): GenerateCall {
  if (!call.continueAnswer) return call;
  const said: Message = { role: 'assistant', content: [{ type: 'text', text: begun }] };
  const scored = scoreOnly && call.continueAnswer.repeat && call.logprobs ? { maxOutputTokens: 0 } : {};
  return { ...call, messages: [...call.messages, said], ...scored };
}

export function calls(wire: WireName): fc.Arbitrary<GenerateCall> {
  const sampling = optional({
    temperature: number,
    topP: number,
    topK: fc.integer(),
    minP: number,
    seed: fc.maxSafeInteger(),
    frequencyPenalty: number,
    presencePenalty: number,
    repeatPenalty: number,
    logitBias: fc.dictionary(fc.nat().map(String), fc.integer({ min: -100, max: 100 }), { maxKeys: 2 }),
  });
  const schema = fc.tuple(
    fc.record({ type: fc.constant('json-schema' as const), name: word, schema: jsonObject }),
    optional({ description: text, strict: fc.boolean() }),
  );
  const output = fc.oneof(
    fc.constantFrom({ type: 'text' as const }, { type: 'json' as const }),
    schema.map(([fields, rest]) => ({ ...fields, ...rest })),
  );
  const toolChoice = fc.oneof(
    fc.constantFrom({ type: 'auto' as const }, { type: 'none' as const }, { type: 'required' as const }),
    word.map((name) => ({ type: 'tool' as const, name })),
  );
  const options = optional({
    tools: fc.array(tool(wire), { maxLength: 2 }),
    toolChoice,
    parallelToolCalls: fc.boolean(),
    output,
    stop: fc.array(text, { maxLength: 2 }),
    maxOutputTokens: fc.integer({ min: 1 }),
    choices: fc.integer({ min: 1, max: 9 }),
    logprobs: fc.record({ alternatives: fc.nat(20) }),
    reasoning: fc.record({ effort: word }),
    deterministic: fc.boolean(),
    continueAnswer: continuation,
    streamUsage: fc.boolean(),
    metadata: jsonObject,
  });
  return fc
    .tuple(
      fc.record({
        messages: fc.array(message(wire), { minLength: 1, maxLength: 4 }),
        stream: fc.boolean(),
        sampling,
      }),
      options,
      extra(wire),
      fc.tuple(text, fc.boolean()),
    )
    .map(([fields, rest, kept, [begun, scoreOnly]]) => {
      const call = {
        operation: 'generate' as const,
        model: 'asked-for',
        ...fields,
        ...rest,
        ...kept,
      } as GenerateCall;
      return asContinued(call, begun, scoreOnly);
    });
}
