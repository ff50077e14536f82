import type { Sampling } from '#call';

/** How tokens are drawn, in the words that OpenAI's two protocols and the servers that follow them share. */
interface SamplingFields {
  readonly temperature?: number | null | undefined;
  readonly top_p?: number | null | undefined;
  readonly top_k?: number | null | undefined;
  readonly min_p?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly frequency_penalty?: number | null | undefined;
  readonly presence_penalty?: number | null | undefined;
  readonly repeat_penalty?: number | null | undefined;
  readonly logit_bias?: Readonly<Record<string, number>> | null | undefined;
}

export function parseSampling(request: SamplingFields): Sampling {
  const sampling: { -readonly [K in keyof Sampling]: Sampling[K] } = {};
  if (typeof request.temperature === 'number') sampling.temperature = request.temperature;
  if (typeof request.top_p === 'number') sampling.topP = request.top_p;
  if (typeof request.top_k === 'number') sampling.topK = request.top_k;
  if (typeof request.min_p === 'number') sampling.minP = request.min_p;
  if (typeof request.seed === 'number') sampling.seed = request.seed;
  if (typeof request.frequency_penalty === 'number') sampling.frequencyPenalty = request.frequency_penalty;
  if (typeof request.presence_penalty === 'number') sampling.presencePenalty = request.presence_penalty;
  if (typeof request.repeat_penalty === 'number') sampling.repeatPenalty = request.repeat_penalty;
  if (request.logit_bias) sampling.logitBias = request.logit_bias;
  return sampling;
}
