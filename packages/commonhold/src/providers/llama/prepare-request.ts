import type { LlamaGrammar, Token } from 'node-llama-cpp';
import { CommonholdError, describe, type Json, type JsonObject } from '#base';
import type { GenerateCall } from '#call';
import type { ToolMode } from './conversation.ts';
import { grammarSchema } from './json-schema.ts';
import type { LoadedModel } from './load-model.ts';
import { resolveLogitBias, type ResolvedSampling, resolveSampling } from './sampling.ts';
import { toolCallClose, toolCallOpen } from './tool-format.ts';

/** Alternatives of one token that can be asked for; the OpenAI protocol has the same bound. */
const alternativesMax = 20;

/** Everything about a request that can be known, and refused, before the model is asked. */
export interface PreparedRequest {
  readonly tokens: readonly Token[];
  /** The tokens of the answer that is continued, which follow the prompt; empty when a new one is begun. */
  readonly answer: readonly Token[];
  /** The tokens of that answer are a part of the reply. */
  readonly repeat: boolean;
  readonly sampling: ResolvedSampling;
  readonly logitBias: ReadonlyMap<number, number>;
  readonly grammar: LlamaGrammar | undefined;
  readonly stops: readonly string[];
  readonly outputTokensMax: number;
  readonly alternatives: number | undefined;
  readonly toolMode: ToolMode;
  /** Names of the tools that the model may call. */
  readonly toolNames: readonly string[];
  readonly oneToolCall: boolean;
  /** The answer must not share the model with any other. */
  readonly alone: boolean;
}

export async function prepareRequest(
  loaded: LoadedModel,
  call: GenerateCall,
  randomSeed: () => number,
): Promise<PreparedRequest> {
  const { model, vocabulary, facts } = loaded;
  const destination = loaded.task.model;
  refuseUnsupported(call, destination);
  const sampling = resolveSampling(call, loaded.fileSampling, randomSeed, destination);
  const logitBias = resolveLogitBias(
    call,
    vocabulary.size,
    (token) => model.isEogToken(token as Token),
    destination,
  );
  const { tokens, answer, toolMode } = loaded.template.prompt(call, facts.contextTokens, destination);
  const inputTokens = tokens.length + answer.length;
  const room = facts.contextTokens - inputTokens;
  const output = call.maxOutputTokens ?? 1;
  if (tokens.length === 0 || room < output) {
    throw new CommonholdError('prompt_too_long', {
      tokens: inputTokens,
      output,
      context: facts.contextTokens,
    });
  }
  const offered = toolMode === 'none' ? [] : (call.tools ?? []);
  return {
    tokens,
    answer,
    repeat: call.continueAnswer?.repeat ?? false,
    sampling,
    logitBias,
    grammar: await requestGrammar(loaded, call, destination),
    stops: call.stop ?? [],
    outputTokensMax: call.maxOutputTokens ?? room,
    alternatives: call.logprobs?.alternatives,
    toolMode,
    toolNames: offered.map((tool) => tool.name),
    oneToolCall: call.parallelToolCalls === false,
    alone: call.deterministic === true,
  };
}

function refuseUnsupported(call: GenerateCall, destination: string): void {
  const refuse = (feature: string): never => {
    throw new CommonholdError('not_expressible', { feature, destination });
  };
  if (call.messages.length === 0) refuse('A call without messages');
  if (call.choices !== undefined && call.choices !== 1) refuse(`More than one answer (n = ${call.choices})`);
  const output = call.maxOutputTokens;
  const scoreOnly = output === 0 && call.continueAnswer?.repeat === true && call.logprobs !== undefined;
  if (output !== undefined && (!Number.isInteger(output) || output < 1) && !scoreOnly) {
    refuse(`An answer of at most ${output} tokens`);
  }
  const alternatives = call.logprobs?.alternatives ?? 0;
  if (!Number.isInteger(alternatives) || alternatives < 0 || alternatives > alternativesMax) {
    refuse(`${alternatives} alternatives for each token (at most ${alternativesMax})`);
  }
  const choice = call.toolChoice;
  const tools = call.tools ?? [];
  if (choice?.type === 'required' && tools.length === 0) refuse('A tool call without tools');
  if (choice?.type === 'tool' && !tools.some((tool) => tool.name === choice.name)) {
    refuse(`A call of the tool ${choice.name}, which is not among the tools,`);
  }
  const format = call.output?.type ?? 'text';
  if (format !== 'text' && tools.length > 0 && choice?.type !== 'none') {
    // A grammar for the answer would forbid tool calls, and one for tool calls would forbid the answer.
    refuse('A format for the answer together with tools');
  }
  const forced = choice?.type === 'required' || choice?.type === 'tool';
  if (call.continueAnswer !== undefined && (format !== 'text' || forced)) {
    // A grammar holds a whole answer; one that starts in the middle would hold the rest to a form of its own.
    refuse('A fixed form of an answer that is continued');
  }
}

async function requestGrammar(
  loaded: LoadedModel,
  call: GenerateCall,
  destination: string,
): Promise<LlamaGrammar | undefined> {
  const choice = call.toolChoice;
  if (choice?.type === 'required' || choice?.type === 'tool') {
    const tools = (call.tools ?? []).filter(
      (tool) => choice.type === 'required' || tool.name === choice.name,
    );
    const schema: JsonObject = {
      anyOf: tools.map((tool) => ({
        type: 'object',
        properties: {
          name: { const: tool.name },
          arguments: tool.parameters ?? { type: 'object', additionalProperties: false },
        },
        required: ['name', 'arguments'],
        additionalProperties: false,
      })),
    };
    return jsonGrammar(loaded, schema, destination, {
      before: `${toolCallOpen}\n`,
      after: `\n${toolCallClose}`,
    });
  }
  switch (call.output?.type) {
    case undefined:
    case 'text':
      return undefined;
    case 'json':
      return jsonGrammar(loaded, { type: 'object', additionalProperties: true }, destination);
    case 'json-schema':
      return jsonGrammar(loaded, call.output.schema, destination);
  }
}

/** The library ends each JSON grammar in line breaks, for sessions that watch for them; here the model just ends. */
const grammarTail = ' "\\n\\n\\n\\n" [\\n]*';

async function jsonGrammar(
  loaded: LoadedModel,
  schema: Json,
  destination: string,
  around?: { readonly before: string; readonly after: string },
): Promise<LlamaGrammar> {
  const subset = grammarSchema(schema, destination);
  try {
    const { grammar } = await loaded.llama.createGrammarForJsonSchema(
      subset as Parameters<typeof loaded.llama.createGrammarForJsonSchema>[0],
    );
    const [root = '', ...rules] = grammar.split('\n');
    if (!root.startsWith('root ::= ') || !root.endsWith(grammarTail)) {
      throw new Error('the engine library writes grammars in another form');
    }
    const body = root.slice('root ::= '.length, -grammarTail.length);
    const start =
      around === undefined
        ? body
        : `${JSON.stringify(around.before)} (${body}) ${JSON.stringify(around.after)}`;
    return await loaded.llama.createGrammar({ grammar: [`root ::= ${start}`, ...rules].join('\n') });
  } catch (thrown) {
    throw new CommonholdError(
      'not_expressible',
      { feature: `This JSON Schema (${describe(thrown)})`, destination },
      { cause: thrown },
    );
  }
}
