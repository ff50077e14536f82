import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonholdError, parseStrictJson } from '#base';
import type { GenerateCall, Message } from '#call';
import { calls as anthropicCalls } from './anthropic-messages/anthropic.arbitrary.ts';
import { calls as chatCalls } from './calls.arbitrary.ts';
import { codecs } from './codecs.ts';
import { calls as geminiCalls } from './gemini/gemini.arbitrary.ts';
import { calls as ollamaCalls } from './ollama/ollama.arbitrary.ts';
import { calls as responsesCalls } from './openai-responses/responses.arbitrary.ts';
import type { Codec, Warning } from './wire.ts';

/**
 * A call of one wire, written in another and read there, is the same call where nothing was warned of. What only the first wire
 * knows is put aside before, because that it is warned about or refused is said elsewhere.
 */
const spoken: readonly (readonly [Codec, fc.Arbitrary<GenerateCall>])[] = [
  [codecs['openai-chat'], chatCalls('openai-chat')],
  [codecs['openai-responses'], responsesCalls],
  [codecs['anthropic-messages'], anthropicCalls],
  [codecs.ollama, ollamaCalls],
  [codecs.gemini, geminiCalls],
];
const pairs = spoken.flatMap(([from, calls]) =>
  spoken.filter(([to]) => to !== from).map(([to]) => ({ from: from.name, to: to.name, codec: to, calls })),
);

describe('a call of one wire in the words of another', () => {
  test.each(pairs)('says the same from $from to $to, or is refused, or warned of', ({ codec, calls }) => {
    let compared = 0;
    fc.assert(
      fc.property(calls.map(withoutOwn), (call) => {
        const told = written(codec, call);
        if (told === undefined) return;
        const again = codec.request.parse(told.body, told.target);
        if (told.warnings.length === 0) {
          compared += 1;
          expect(saidBy(again)).toEqual(saidBy(call));
        }
        expect(again.tools?.length ?? 0).toBeLessThanOrEqual(call.tools?.length ?? 0);
        expect(again.stream).toBe(call.stream);
      }),
      { numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(0);
  });
});

/** The call without what only its own wire knows, and without what is refused or warned of almost everywhere. */
function withoutOwn(call: GenerateCall): GenerateCall {
  const plain = JSON.parse(
    JSON.stringify(call, (key, value: unknown) => (key === 'extra' ? undefined : value)),
  ) as GenerateCall;
  const { model, stream, tools, toolChoice, stop, maxOutputTokens = 9 } = plain;
  const messages = plain.messages
    .map((message) => ({
      ...message,
      content: message.content.filter(({ type }) => type === 'text' || type === 'tool-call'),
    }))
    .filter(({ content }) => content.length > 0) as readonly Message[];
  const { temperature, topP } = plain.sampling;
  const sampling = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
  };
  return {
    operation: 'generate',
    model,
    // Every wire wants something to answer, and a turn to answer it in.
    messages: [...messages, { role: 'user', content: [{ type: 'text', text: 'And?' }] }],
    sampling,
    maxOutputTokens: Math.max(1, maxOutputTokens),
    stream,
    ...(stop ? { stop } : {}),
    ...(tools && tools.length > 0 ? { tools, ...(toolChoice ? { toolChoice } : {}) } : {}),
  };
}

function written(codec: Codec, call: GenerateCall) {
  try {
    const { body, warnings } = codec.request.serialize(call, 'm');
    const [path = '', query] = codec.request.path(call, 'm').split('?');
    const target = codec.target(path, new URLSearchParams(query));
    const heard: readonly Warning[] = warnings;
    return { body: parseStrictJson(body).value, warnings: heard, target };
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.code === 'not_expressible') return undefined;
    throw thrown;
  }
}

/** All texts, calls and settings, by who said them: where one message ends and the next begins is a matter of wires. */
function saidBy({ messages, tools, sampling, maxOutputTokens, stop, toolChoice }: GenerateCall): unknown {
  return {
    instructions: textOf(messages.filter(({ role }) => role === 'system' || role === 'developer')),
    user: textOf(messages.filter(({ role }) => role === 'user')),
    assistant: textOf(messages.filter(({ role }) => role === 'assistant')),
    results: textOf(messages.filter(({ role }) => role === 'tool')),
    calls: messages.flatMap((message) =>
      message.role === 'assistant'
        ? message.content.flatMap((part) =>
            part.type === 'tool-call' ? [{ name: part.name, arguments: parsed(part.arguments) }] : [],
          )
        : [],
    ),
    tools: (tools ?? []).map(({ name, description }) => ({ name, description })),
    temperature: sampling.temperature,
    topP: sampling.topP,
    maxOutputTokens,
    stop: stop ?? [],
    toolChoice: toolChoice?.type ?? 'auto',
  };
}

function textOf(messages: readonly Message[]): string {
  return messages
    .flatMap(({ content }): string[] =>
      content.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : '')),
    )
    .join('');
}

/** What a model wrote as arguments need not be JSON; then it is the text that it is. */
function parsed(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
