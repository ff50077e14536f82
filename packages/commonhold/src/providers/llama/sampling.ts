import { CommonholdError } from '#base';
import type { GenerateCall } from '#call';

/** How tokens are drawn, with nothing left open. It goes on the record, so that a draw can be repeated. */
export interface ResolvedSampling {
  readonly temperature: number;
  /** 0: no limit. */
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly repeatPenalty: number;
  readonly frequencyPenalty: number;
  readonly presencePenalty: number;
  readonly seed: number;
}

/** What holds where neither the call nor the file says anything: llama.cpp's own defaults, stated in docs/reference/engine.md. */
export const engineSampling: Omit<ResolvedSampling, 'seed'> = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
};

/** The engine's seeds are unsigned and 32 bits wide. */
const seedMax = 0xffff_ffff;

/** A call that is to be repeatable without naming a seed gets this one. */
const deterministicSeed = 0;

export type FileSampling = Partial<Omit<ResolvedSampling, 'seed' | 'frequencyPenalty' | 'presencePenalty'>>;

/** What a GGUF recommends under `general.sampling.*`. */
export function fileSampling(declared: Readonly<Record<string, unknown>>): FileSampling {
  const number = (name: string): number | undefined => {
    const value = declared[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const named = {
    temperature: number('temp'),
    topK: number('top_k'),
    topP: number('top_p'),
    minP: number('min_p'),
    repeatPenalty: number('penalty_repeat'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** The call's own values, then the file's, then the engine's. Values that have no meaning are refused, not bent. */
export function resolveSampling(
  call: GenerateCall,
  file: FileSampling,
  randomSeed: () => number,
  destination: string,
): ResolvedSampling {
  const asked = call.sampling;
  const sampling: ResolvedSampling = {
    temperature: asked.temperature ?? file.temperature ?? engineSampling.temperature,
    topK: asked.topK ?? file.topK ?? engineSampling.topK,
    topP: asked.topP ?? file.topP ?? engineSampling.topP,
    minP: asked.minP ?? file.minP ?? engineSampling.minP,
    repeatPenalty: asked.repeatPenalty ?? file.repeatPenalty ?? engineSampling.repeatPenalty,
    frequencyPenalty: asked.frequencyPenalty ?? engineSampling.frequencyPenalty,
    presencePenalty: asked.presencePenalty ?? engineSampling.presencePenalty,
    seed: asked.seed ?? (call.deterministic === true ? deterministicSeed : randomSeed()),
  };
  const meaningful: Record<keyof ResolvedSampling, boolean> = {
    temperature: sampling.temperature >= 0 && sampling.temperature < Infinity,
    topK: Number.isInteger(sampling.topK) && sampling.topK >= 0 && sampling.topK <= 0x7fff_ffff,
    topP: sampling.topP > 0 && sampling.topP <= 1,
    minP: sampling.minP >= 0 && sampling.minP <= 1,
    repeatPenalty: sampling.repeatPenalty > 0 && sampling.repeatPenalty < Infinity,
    frequencyPenalty: Number.isFinite(sampling.frequencyPenalty),
    presencePenalty: Number.isFinite(sampling.presencePenalty),
    seed: Number.isInteger(sampling.seed) && sampling.seed >= 0 && sampling.seed <= seedMax,
  };
  for (const [name, fits] of Object.entries(meaningful)) {
    if (fits) continue;
    const value = sampling[name as keyof ResolvedSampling];
    throw new CommonholdError('not_expressible', { feature: `${name} ${value}`, destination });
  }
  return sampling;
}

/** Token ids and what is added to their logits. */
export function resolveLogitBias(
  call: GenerateCall,
  vocabularySize: number,
  isEnd: (token: number) => boolean,
  destination: string,
): ReadonlyMap<number, number> {
  const biases = new Map<number, number>();
  for (const [id, bias] of Object.entries(call.sampling.logitBias ?? {})) {
    const token = Number(id);
    // The engine library leaves out biases of tokens that end an answer, without a word.
    if (!/^\d+$/.test(id) || token >= vocabularySize || !Number.isFinite(bias) || isEnd(token)) {
      throw new CommonholdError('not_expressible', {
        feature: `A bias of ${bias} for the token ${id}`,
        destination,
      });
    }
    biases.set(token, bias);
  }
  return biases;
}
