import { createHash } from 'node:crypto';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { EngineFacts, FinishReason, Part, TokenAlternative, TokenLogprob } from '#call';
import { type Drawn, drawTokens } from './draw.ts';
import type { LoadedModel } from './load-model.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { type Piece, StopBuffer } from './stop-buffer.ts';
import { TokenText } from './token-text.ts';
import { ToolCallParser } from './tool-call-parser.ts';

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
  const { rest, reused } = await evaluatePrompt(options);
  if (options.cancelled()) return;
  const writer = new AnswerWriter(loaded, request, emit);
  const { finish, outputTokens } = await writeAnswer(options, rest, writer);
  if (options.cancelled()) return;
  writer.end();
  emit([
    { type: 'finish', choice: 0, reason: writer.toolCalls > 0 && finish === 'stop' ? 'tool-calls' : finish },
    {
      type: 'usage',
      usage: {
        inputTokens: request.tokens.length,
        outputTokens,
        ...(reused > 0 ? { cachedInputTokens: reused } : {}),
        source: 'counted',
      },
    },
    { type: 'engine', facts: engineFacts(options) },
  ]);
}

/** Brings the sequence to the end of the prompt, but for the tokens in `rest`: the first draw evaluates those. */
async function evaluatePrompt(options: GenerateOptions): Promise<{ rest: readonly Token[]; reused: number }> {
  const { request, sequence } = options;
  const { tokens } = request;
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
  const { sampling, logitBias, grammar, alternatives } = request;
  let outputTokens = 0;
  const draws = drawTokens({
    llama,
    model,
    sequence,
    tokens: rest,
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

/** From tokens to parts: characters made whole, stop strings kept back, tool calls told from text. */
class AnswerWriter {
  readonly #loaded: LoadedModel;
  readonly #emit: (parts: readonly Part[]) => void;
  readonly #text: TokenText;
  readonly #stops: StopBuffer<TokenLogprob | undefined>;
  readonly #tools: ToolCallParser | undefined;
  readonly #oneToolCall: boolean;
  readonly #idOf: (index: number) => string;
  #toolCalls = 0;
  #done = false;

  constructor(loaded: LoadedModel, request: PreparedRequest, emit: (parts: readonly Part[]) => void) {
    this.#loaded = loaded;
    this.#emit = emit;
    this.#text = new TokenText((tokens) => loaded.model.detokenize(tokens as readonly Token[]));
    this.#stops = new StopBuffer(request.stops);
    this.#tools = request.toolNames.length > 0 ? new ToolCallParser(request.toolNames) : undefined;
    this.#oneToolCall = request.oneToolCall;
    this.#idOf = (index) => toolCallId(request, index);
  }

  get toolCalls(): number {
    return this.#toolCalls;
  }

  /** True when nothing that the model could still write would leave. */
  get stopped(): boolean {
    return this.#stops.stopped || this.#done;
  }

  push(drawn: Drawn): void {
    const note = drawn.logprob === undefined ? undefined : this.#describe(drawn, drawn.logprob);
    this.#write(this.#stops.push({ text: this.#text.push(drawn.token), note }));
  }

  end(): void {
    const last = this.#text.end();
    if (last !== '') this.#write(this.#stops.push({ text: last, note: undefined }));
    this.#write(this.#stops.end());
    if (this.#tools && !this.#done) this.#emit(this.#toolParts(this.#tools, '', []));
  }

  #write(pieces: readonly Piece<TokenLogprob | undefined>[]): void {
    const text = pieces.map((piece) => piece.text).join('');
    const logprobs = pieces.flatMap((piece) => (piece.note === undefined ? [] : [piece.note]));
    if (text === '' && logprobs.length === 0) return;
    if (this.#tools) {
      if (!this.#done) this.#emit(this.#toolParts(this.#tools, text, logprobs));
      return;
    }
    this.#emit([textPart(text, logprobs)]);
  }

  /** Log-probabilities go with text; those of the tokens of a tool call have no place in any protocol. */
  #toolParts(tools: ToolCallParser, text: string, logprobs: readonly TokenLogprob[]): Part[] {
    const parts: Part[] = [];
    let notes = logprobs;
    const events = text === '' && logprobs.length === 0 ? tools.end() : tools.push(text);
    for (const event of events) {
      switch (event.type) {
        case 'text':
          parts.push(textPart(event.text, notes));
          notes = [];
          break;
        case 'call': {
          const index = this.#toolCalls++;
          parts.push({ type: 'tool-call', choice: 0, index, id: this.#idOf(index), name: event.name });
          break;
        }
        case 'arguments':
          parts.push({ type: 'tool-arguments', choice: 0, index: this.#toolCalls - 1, text: event.text });
          break;
        case 'call-end':
          if (this.#oneToolCall) {
            this.#done = true;
            return parts;
          }
          break;
      }
    }
    return parts;
  }

  #describe(drawn: Drawn, logprob: number): TokenLogprob {
    return {
      ...this.#alternative(drawn.token, logprob),
      alternatives: (drawn.alternatives ?? []).map(({ token, logprob: own }) =>
        this.#alternative(token, own),
      ),
    };
  }

  #alternative(token: Token, logprob: number): TokenAlternative {
    const bytes = this.#loaded.vocabulary.bytesOf(token);
    return {
      token: this.#loaded.model.detokenize([token], true),
      logprob,
      ...(bytes === undefined ? {} : { bytes: [...bytes] }),
      id: token,
    };
  }
}

function textPart(text: string, logprobs: readonly TokenLogprob[]): Part {
  return { type: 'text', choice: 0, text, ...(logprobs.length > 0 ? { logprobs } : {}) };
}

/**
 * Ids of tool calls follow from prompt and seed, so that a repeated call repeats them too, while calls of one
 * conversation differ because their prompts do.
 */
function toolCallId(request: PreparedRequest, index: number): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([request.sampling.seed, index, request.tokens]));
  return `call_${hash.digest('hex').slice(0, 24)}`;
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
