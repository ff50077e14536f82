import type { Json, JsonObject } from '#base';
import type { GenerateCall, OutputFormat, Sampling } from '#call';
import { check } from '../check-request.ts';
import { type Fields, isObject, leftover } from '../own-fields.ts';
import { jsonSchemaOf } from './open-api-schema.ts';
import { configNames, configSchema, thinkingNames, thinkingSchema } from './request-schema.ts';
import { inCamelCase } from './spelling.ts';
import type { Writable } from './wire-name.ts';

export type Configured = Pick<
  GenerateCall,
  'sampling' | 'stop' | 'maxOutputTokens' | 'choices' | 'output' | 'logprobs' | 'reasoning'
>;

const place = 'generationConfig';
const known = new Set([
  'temperature',
  'topP',
  'topK',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'maxOutputTokens',
  'candidateCount',
  'responseLogprobs',
  'logprobs',
  'thinkingConfig',
]);
const outputKeys = ['responseMimeType', 'responseSchema', 'responseJsonSchema', '_responseJsonSchema'];

/** What is kept stands in `rest` under its place in the request, so that a warning can name it. */
export function parseConfig(value: JsonObject, rest: Fields): Configured {
  const config = inCamelCase(value, configNames, place);
  const read = check(configSchema, config, place);
  const configured: Writable<Configured> = { sampling: samplingOf(config) };
  if (read.stopSequences) configured.stop = read.stopSequences;
  const maxOutputTokens = numberOf(config['maxOutputTokens']);
  if (maxOutputTokens !== undefined) configured.maxOutputTokens = maxOutputTokens;
  const choices = numberOf(config['candidateCount']);
  if (choices !== undefined) configured.choices = choices;
  const alternatives = numberOf(config['logprobs']);
  if (read.responseLogprobs === true) configured.logprobs = { alternatives: alternatives ?? 0 };
  else if (alternatives !== undefined) rest[`${place}.logprobs`] = alternatives;
  const output = outputOf(config);
  if (output) configured.output = output;
  const told = new Set(output ? [...known, ...outputKeys] : known);
  for (const [key, kept] of Object.entries(leftover(config, told) ?? {})) {
    if (kept !== null) rest[`${place}.${key}`] = kept;
  }
  const { thinkingConfig } = config;
  const reasoning = isObject(thinkingConfig) ? reasoningOf(thinkingConfig, rest) : undefined;
  if (reasoning) configured.reasoning = reasoning;
  return configured;
}

function samplingOf(config: JsonObject): Sampling {
  const sampling: Writable<Sampling> = {};
  for (const key of ['temperature', 'topP', 'topK', 'seed', 'presencePenalty', 'frequencyPenalty'] as const) {
    const number = numberOf(config[key]);
    if (number !== undefined) sampling[key] = number;
  }
  return sampling;
}

/** Numbers may come as texts; that they are numbers has been checked. */
function numberOf(value: Json | undefined): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}

/** This wire gives a schema no name, and other wires want one; it has no effect on what is answered. */
export const formatName = 'answer';

/** Undefined where the format is none that the neutral call has a word for; then it is kept as it is. */
function outputOf(config: JsonObject): OutputFormat | undefined {
  const { responseMimeType: mime, responseSchema: openApi } = config;
  const jsonSchema = config['responseJsonSchema'] ?? config['_responseJsonSchema'];
  const hasSchema = isGiven(openApi) || isGiven(jsonSchema);
  if (mime === 'text/plain' && !hasSchema) return { type: 'text' };
  if (mime !== 'application/json') return undefined;
  if (!hasSchema) return { type: 'json' };
  // What Google promises of a schema is that the answer fits it.
  const format = { type: 'json-schema' as const, name: formatName, strict: true };
  if (isObject(jsonSchema) && !isGiven(openApi)) return { ...format, schema: jsonSchema };
  if (isObject(openApi) && !isGiven(jsonSchema)) {
    return { ...format, schema: jsonSchemaOf(openApi, `${place}.responseSchema`) };
  }
  return undefined;
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

export const levels: ReadonlyMap<string, string> = new Map([
  ['MINIMAL', 'minimal'],
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
]);

function reasoningOf(value: JsonObject, rest: Fields): GenerateCall['reasoning'] | undefined {
  const path = `${place}.thinkingConfig`;
  const thinking: Fields = { ...inCamelCase(value, thinkingNames, path) };
  const { thinkingLevel } = check(thinkingSchema, thinking, path);
  let effort: string | undefined;
  if (typeof thinkingLevel === 'string') {
    effort = levels.get(thinkingLevel.toUpperCase());
    if (effort !== undefined) delete thinking['thinkingLevel'];
  } else if (numberOf(thinking['thinkingBudget']) === 0) {
    effort = 'none';
    delete thinking['thinkingBudget'];
  }
  for (const [key, kept] of Object.entries(thinking)) if (kept !== null) rest[`${path}.${key}`] = kept;
  return effort === undefined ? undefined : { effort };
}
