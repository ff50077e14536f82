import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { EngineFacts, FinishReason, Part } from '#call';
import { AnswerWriter } from './answer-writer.ts';
import { drawTokens } from './draw.ts';
import type { LoadedModel } from './load-model.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { scoreTokens } from './score.ts';

/**
 * The prompt is evaluated in steps of this many tokens, between which a cancelled request ends. Measured on two
 * cores, steps of 256 are as fast as steps of 512.
 */
const promptStepTokens = 256;

export interface GenerateOptions {
  readonly loaded: LoadedModel;
  readonly request: PreparedRequest;
  readonly sequence: LlamaContextSequence;
  readonly cancelled: () => boolean;
  /** True when another request shared the model at some time since this one began. */
  readonly shared: () => boolean;
  readonly emit: (parts: readonly Part[]) => void;
}

/** Answers one request on a sequence that is its own for the time being. */
export async function generate(options: GenerateOptions): Promise<void> {
  const { loaded, request, emit } = options;
  emit([{ type: 'start', model: loaded.task.model }]);
  const writer = new AnswerWriter(loaded, request, emit);
  const { rest, reused } = await evaluateInput(options, writer);
  if (options.cancelled()) return;
  const { finish, outputTokens } = await writeAnswer(options, rest, writer);
  if (options.cancelled()) return;
  writer.end();
  emit([
    { type: 'finish', choice: 0, reason: writer.toolCalls > 0 && finish === 'stop' ? 'tool-calls' : finish },
    {
      type: 'usage',
      usage: {
        inputTokens: request.tokens.length + request.answer.length,
        outputTokens,
        ...(reused > 0 ? { cachedInputTokens: reused } : {}),
        source: 'counted',
      },
    },
    { type: 'engine', facts: engineFacts(options) },
  ]);
}

interface Evaluated {
  /** Tokens at the end that the first draw evaluates. */
  readonly rest: readonly Token[];
  readonly reused: number;
}

/** Brings the sequence to where drawing begins: behind the prompt, or behind the answer that is continued. */
async function evaluateInput(options: GenerateOptions, writer: AnswerWriter): Promise<Evaluated> {
  const { request } = options;
  const { tokens, answer, repeat } = request;
  if (repeat && request.alternatives !== undefined && answer.length > 0) {
    const prompt = await evaluate(options, tokens);
    if (options.cancelled()) return prompt;
    return {
      rest: await scoreAnswer(options, prompt.rest, request.alternatives, writer),
      reused: prompt.reused,
    };
  }
  const evaluated = request.alone
    ? await evaluateAsDrawn(options)
    : await evaluate(options, [...tokens, ...answer]);
  if (answer.length > 0) {
    writer.begin(
      answer.map((token) => ({ token })),
      repeat,
    );
  }
  return evaluated;
}

async function scoreAnswer(
  options: GenerateOptions,
  promptRest: readonly Token[],
  alternatives: number,
  writer: AnswerWriter,
): Promise<readonly Token[]> {
  const { loaded, request, sequence } = options;
  const { answer, sampling, logitBias } = request;
  const scores = scoreTokens({
    llama: loaded.llama,
    model: loaded.model,
    sequence,
    tokens: promptRest,
    answer,
    sampling,
    logitBias,
    alternatives,
    oneByOne: request.alone,
  });
  for await (const scored of scores) {
    if (options.cancelled()) break;
    writer.begin(scored, true);
  }
  return answer.slice(-1);
}

/** The answer one token at a time after its prompt, as when it was drawn, so that what follows is the same to the bit. */
async function evaluateAsDrawn(options: GenerateOptions): Promise<Evaluated> {
  const { request, sequence } = options;
  const prompt = await evaluate(options, request.tokens);
  let { rest } = prompt;
  for (const token of request.answer) {
    if (options.cancelled()) break;
    await sequence.evaluateWithoutGeneratingNewTokens([...rest]);
    rest = [token];
  }
  return { ...prompt, rest };
}

/** Evaluates `tokens` but for those in `rest`. */
async function evaluate(options: GenerateOptions, tokens: readonly Token[]): Promise<Evaluated> {
  const { request, sequence } = options;
  const reuse = options.loaded.task.reusePrefixes && !request.alone;
  // The last token has to be evaluated in any case, since its result is where the answer begins.
  const reused = reuse ? Math.min(commonPrefix(sequence.contextTokens, tokens), tokens.length - 1) : 0;
  if (reused === 0) await sequence.clearHistory();
  else if (sequence.nextTokenIndex > reused) {
    await sequence.eraseContextTokenRanges([{ start: reused, end: sequence.nextTokenIndex }]);
  }
  // Some kinds of models cannot keep a part of their state, and have forgotten more than was erased.
  let at = Math.min(reused, sequence.nextTokenIndex);
  const kept = at;
  while (tokens.length - at > promptStepTokens) {
    if (options.cancelled()) break;
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + promptStepTokens));
    at += promptStepTokens;
  }
  return { rest: tokens.slice(at), reused: kept };
}

export function commonPrefix(left: readonly Token[], right: readonly Token[]): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left[at] === right[at]) at++;
  return at;
}

async function writeAnswer(
  options: GenerateOptions,
  rest: readonly Token[],
  writer: AnswerWriter,
): Promise<{ finish: FinishReason; outputTokens: number }> {
  const { loaded, request, sequence } = options;
  const { llama, model } = loaded;
  const { answer, sampling, logitBias, grammar, alternatives } = request;
  let outputTokens = 0;
  if (request.outputTokensMax === 0) return { finish: 'length', outputTokens };
  const draws = drawTokens({
    llama,
    model,
    sequence,
    tokens: rest,
    answer,
    sampling,
    logitBias,
    grammar,
    alternatives,
  });
  for await (const drawn of draws) {
    if (options.cancelled()) return { finish: 'other', outputTokens };
    if (model.isEogToken(drawn.token)) return { finish: 'stop', outputTokens };
    outputTokens++;
    writer.push(drawn);
    if (writer.stopped) return { finish: 'stop', outputTokens };
    if (outputTokens >= request.outputTokensMax) return { finish: 'length', outputTokens };
  }
  return { finish: 'other', outputTokens };
}

function engineFacts(options: GenerateOptions): EngineFacts {
  const { loaded, request } = options;
  return {
    build: loaded.facts.build,
    processor: loaded.facts.processor,
    modelDigest: loaded.task.digest,
    template: loaded.facts.template,
    deterministic: request.alone,
    batched: options.shared(),
    contextTokens: loaded.facts.contextTokens,
    sampling: { ...request.sampling },
    ...(request.toolMode === 'none' ? {} : { tools: request.toolMode }),
  };
}
