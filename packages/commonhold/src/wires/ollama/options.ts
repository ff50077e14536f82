import type { Json, JsonObject } from '#base';
import type { GenerateCall, Sampling } from '#call';
import { check } from '../check-request.ts';
import { type Fields, isObject, leftover } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { optionsSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

/** What stands under `options`: how tokens are drawn, and how the model is loaded. */
export interface ReadOptions {
  readonly sampling: Sampling;
  readonly maxOutputTokens?: number;
  readonly stop?: readonly string[];
  /** Options that the neutral call has no word for. */
  readonly rest: Fields | undefined;
}

const samplingNames = {
  temperature: 'temperature',
  top_k: 'topK',
  top_p: 'topP',
  min_p: 'minP',
  seed: 'seed',
  repeat_penalty: 'repeatPenalty',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
} as const satisfies Readonly<Record<string, keyof Sampling>>;
const names = Object.keys(samplingNames) as readonly (keyof typeof samplingNames)[];

const knownKeys = new Set<string>([...names, 'num_predict', 'stop']);

export function parseOptions(value: JsonObject | null | undefined): ReadOptions {
  if (!isObject(value)) return { sampling: {}, rest: undefined };
  const options = check(optionsSchema, value, 'options');
  const sampling: Writable<Sampling> = {};
  for (const name of names) {
    const number = options[name];
    if (typeof number === 'number') sampling[samplingNames[name]] = number;
  }
  const rest: Fields = leftover(value, knownKeys) ?? {};
  const { num_predict: most, stop } = options;
  // What is below 1 is no limit: -1 lets the model write on and on, -2 until the context is full.
  if (typeof most === 'number' && most < 1) rest['num_predict'] = most;
  return {
    sampling,
    ...(typeof most === 'number' && most >= 1 ? { maxOutputTokens: most } : {}),
    ...(stop === null || stop === undefined ? {} : { stop: typeof stop === 'string' ? [stop] : stop }),
    rest: Object.keys(rest).length > 0 ? rest : undefined,
  };
}

/** Undefined where none was asked for: the destination's own hold. */
export function serializeOptions(call: GenerateCall, warnings: Warning[]): Fields | undefined {
  const options: Fields = {};
  for (const name of names) {
    const number = call.sampling[samplingNames[name]];
    if (number !== undefined) options[name] = number;
  }
  put(options, 'num_predict', call.maxOutputTokens);
  put(options, 'stop', call.stop);
  if (call.sampling.logitBias !== undefined) {
    warnings.push({
      feature: 'logit_bias',
      detail: `The field logit_bias has no counterpart on the wire ${wire}.`,
    });
  }
  return Object.keys(options).length > 0 ? options : undefined;
}

function put(fields: Fields, name: string, value: Json | undefined): void {
  if (value !== undefined) fields[name] = value;
}
