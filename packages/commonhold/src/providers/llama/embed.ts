import type { LlamaEmbeddingContext, Token } from 'node-llama-cpp';
import { CommonholdError, describe, Turns } from '#base';
import type { EmbedCall, EmbedInput, Part } from '#call';
import { plainFacts } from './count.ts';
import { batchTokens, type LoadedModel } from './load-model.ts';
import { poolingOf, seesWholeText } from './pooling.ts';

/** Texts of one call; OpenAI's protocol has the same bound. A longer list is more than one call. */
export const embedInputsMax = 2048;

/** Tokens that the library may put around a text: one that begins it and one that ends it. */
const marksMax = 2;

/** Bytes beyond those that a cut text can need, so that where the bytes are cut does not change the last token that stays. */
const spareTokens = 16;

export interface PreparedEmbedding {
  /** What the model reads, one list of tokens a text. */
  readonly inputs: readonly (readonly Token[])[];
}

/** Everything that can be refused before the model is asked. */
export function prepareEmbedding(loaded: LoadedModel, call: EmbedCall): PreparedEmbedding {
  const { model, task } = loaded;
  const refuse = (feature: string): never => {
    throw new CommonholdError('not_expressible', { feature, destination: task.model });
  };
  if (call.inputs.length === 0) refuse('Embeddings of no text');
  if (call.inputs.length > embedInputsMax) {
    refuse(`Embeddings of ${call.inputs.length} texts in one call (${embedInputsMax} at most)`);
  }
  const { fileInsights, embeddingVectorSize: size } = model;
  if (fileInsights.hasEncoder && fileInsights.hasDecoder) refuse('An embedding');
  if (poolingOf(model) === 'rank') refuse('An embedding (this model says how well two texts fit)');
  if (call.dimensions !== undefined && call.dimensions !== size) {
    // Which of its numbers a model would spare, if any, no file says.
    refuse(`A vector of ${call.dimensions} numbers (this model gives ${size})`);
  }
  return { inputs: call.inputs.map((input, at) => tokensOf(loaded, input, at, call.truncate === true)) };
}

function tokensOf(loaded: LoadedModel, input: EmbedInput, at: number, truncate: boolean): readonly Token[] {
  const { model, vocabulary, facts } = loaded;
  // The library refuses a text that fills its context to the last token.
  const most = facts.contextTokens - marksMax - 1;
  const tooLong = (tokens: number | string): CommonholdError =>
    new CommonholdError('input_too_long', { input: at, tokens, context: most });
  let tokens: readonly Token[];
  if (input.type === 'tokens') {
    tokens = knownTokens(loaded, input.tokens, at);
  } else {
    let { text } = input;
    // Counting the tokens of megabytes takes seconds, in which no other answer would move.
    const bytesMax = (most + spareTokens) * vocabulary.tokenBytesMax;
    const bytes = Buffer.byteLength(text, 'utf8');
    if (bytes > bytesMax) {
      if (!truncate) throw tooLong(`at least ${Math.ceil(bytes / vocabulary.tokenBytesMax)}`);
      text = Buffer.from(text, 'utf8').toString('utf8', 0, bytesMax);
    }
    // Marks such as <|im_end|> in it are text.
    tokens = model.tokenize(text, false);
  }
  if (tokens.length === 0) {
    throw new CommonholdError('request_invalid', {
      detail: `inputs[${at}]: an empty text has no embedding`,
      field: `inputs[${at}]`,
    });
  }
  if (tokens.length <= most) return tokens;
  if (!truncate) throw tooLong(tokens.length);
  return tokens.slice(0, most);
}

function knownTokens({ vocabulary, task }: LoadedModel, ids: readonly number[], at: number) {
  const stranger = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary.size);
  if (stranger === undefined) return ids as readonly Token[];
  throw new CommonholdError('not_expressible', {
    feature: `The token ${stranger} in inputs[${at}], which is none of this model's`,
    destination: task.model,
  });
}

/**
 * Turns texts into vectors, one text after the other, in a context of its own: it is made with the first call and stays, so
 * that a model which nobody asks for embeddings spends no memory on it. Calls wait for each other in order.
 */
export class Embedder {
  readonly #loaded: LoadedModel;
  #context: Promise<LlamaEmbeddingContext> | undefined;
  readonly #turns = new Turns();

  constructor(loaded: LoadedModel) {
    this.#loaded = loaded;
  }

  /** Ends early when it is cancelled, after the text that is being read. */
  embed(
    request: PreparedEmbedding,
    cancelled: () => boolean,
    emit: (parts: readonly Part[]) => void,
  ): Promise<void> {
    return this.#turns.take(() => (cancelled() ? undefined : this.#embed(request, cancelled, emit)));
  }

  async #embed(
    { inputs }: PreparedEmbedding,
    cancelled: () => boolean,
    emit: (parts: readonly Part[]) => void,
  ): Promise<void> {
    const context = await (this.#context ??= this.#open());
    emit([{ type: 'start', model: this.#loaded.task.model }]);
    let inputTokens = 0;
    for (const [index, tokens] of inputs.entries()) {
      if (cancelled()) return;
      const { vector } = await context.getEmbeddingFor([...tokens]);
      inputTokens += context.calculateInputLength([...tokens]);
      emit([{ type: 'embedding', index, vector: ofLengthOne(vector) }]);
    }
    emit([
      { type: 'usage', usage: { inputTokens, outputTokens: 0, source: 'counted' } },
      { type: 'engine', facts: plainFacts(this.#loaded) },
    ]);
  }

  async #open(): Promise<LlamaEmbeddingContext> {
    const { model, facts, task } = this.#loaded;
    try {
      return await model.createEmbeddingContext({
        contextSize: facts.contextTokens,
        // The library reads a longer text in pieces, of which the last alone would make the vector.
        batchSize: seesWholeText(model) ? facts.contextTokens : Math.min(batchTokens, facts.contextTokens),
        threads: task.threads,
      });
    } catch (thrown) {
      // There may be memory for it another time.
      this.#context = undefined;
      throw new CommonholdError(
        'engine_failed',
        { model: task.model, detail: `it cannot give embeddings: ${describe(thrown)}` },
        { cause: thrown },
      );
    }
  }
}

/** As OpenAI and Ollama give them: then the product of two vectors is how alike they are. A vector of zeros has no direction. */
function ofLengthOne(vector: readonly number[]): readonly number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((number) => number / length);
}
