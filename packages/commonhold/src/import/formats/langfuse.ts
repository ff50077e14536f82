import type { Json, JsonObject } from '#base';
import { anyOf, asCount, asObject, asText, nameOf, parseObject, reported, vendorByName } from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawElements, rawMembers } from '../raw-json.ts';
import { callOfRow } from './row-call.ts';

/** Observations that stand for a call of a model. */
const calls: ReadonlySet<string> = new Set(['GENERATION', 'EMBEDDING']);

/**
 * Observations of Langfuse, from its API, its tables (JSON, CSV) or its exports to storage, which spell the fields in two
 * ways; or traces that hold their observations. Generations and embeddings are calls, all else belongs to the application.
 */
export class LangfuseParser implements FormatParser {
  *push({ text }: Element): Generator<ImportedCall> {
    const fields = parseObject(text);
    const members = rawMembers(text);
    const observations = members.get('observations');
    if (observations !== undefined) {
      const trace = nameOf(fields['id']);
      for (const raw of rawElements(observations)) {
        // A list of traces names its observations by their ids alone.
        if (raw.startsWith('{')) yield* this.#observation(parseObject(raw), rawMembers(raw), trace);
      }
      return;
    }
    yield* this.#observation(fields, members, undefined);
  }

  *end(): Generator<ImportedCall> {
    // Every observation is whole by itself.
  }

  unanswered(): number {
    return 0;
  }

  *#observation(
    fields: JsonObject,
    members: ReadonlyMap<string, string>,
    trace: string | undefined,
  ): Generator<ImportedCall> {
    const type = asText(fields['type']);
    if (type === undefined) {
      // A trace of a list without its observations.
      if (fields['input'] !== undefined || fields['timestamp'] !== undefined) return;
      throw new BrokenElement('no type');
    }
    if (!calls.has(type.toUpperCase())) return;
    const id = asText(fields['id']);
    if (id === undefined) throw new BrokenElement('no id');
    const input = textOf(fields['input'], members.get('input'));
    const parameters = textOf(
      anyOf(fields, 'modelParameters', 'model_parameters'),
      members.get('modelParameters') ?? members.get('model_parameters'),
    );
    yield callOfRow({
      source: `langfuse:${id}`,
      wire: 'openai-chat',
      operation: type.toUpperCase() === 'EMBEDDING' ? 'embed' : 'generate',
      models: [anyOf(fields, 'model', 'providedModelName', 'provided_model_name', 'internalModel')],
      vendor: vendorByName,
      begun: anyOf(fields, 'startTime', 'start_time'),
      ended: anyOf(fields, 'endTime', 'end_time'),
      request: (model) => requestOf(input, model, parameters),
      reply: textOf(fields['output'], members.get('output')),
      status: asText(fields['level']) === 'ERROR' ? 'failed' : 'completed',
      usage: usageOf(fields),
      cost: anyOf(fields, 'calculatedTotalCost', 'totalCost', 'total_cost'),
      run: anyOf(fields, 'sessionId', 'session_id', 'traceId', 'trace_id') ?? trace,
      parent: undefined,
      lacks: { tools: true, messages: input === undefined },
    });
  }
}

/** As it is written; JSON inside a text, as tables have it, is taken out of it. */
function textOf(value: Json | undefined, raw: string | undefined): string | undefined {
  if (value === undefined || value === null || value === '' || raw === undefined) return undefined;
  if (typeof value !== 'string') return raw;
  const inner = value.trim();
  if (!/^[[{]/.test(inner)) return raw;
  try {
    JSON.parse(inner);
    return inner;
  } catch {
    return raw;
  }
}

/** An application may have sent messages, an object that holds them, or anything else, which then stands there whole. */
function requestOf(input: string | undefined, model: string, parameters: string | undefined): string {
  const modelText = JSON.stringify(model);
  const rest = parameters === undefined ? '' : `,"parameters":${parameters}`;
  if (input === undefined) return `{"model":${modelText},"messages":[]${rest}}`;
  if (input.startsWith('[')) return `{"model":${modelText},"messages":${input}${rest}}`;
  if (input.startsWith('{') && rawMembers(input).has('messages')) {
    return `{"model":${modelText},${input.slice(1, -1)}${rest}}`;
  }
  return `{"model":${modelText},"messages":[{"role":"user","content":${input}}]${rest}}`;
}

function usageOf(fields: JsonObject) {
  const details = counts(anyOf(fields, 'usageDetails', 'usage_details'));
  const usage = counts(fields['usage']);
  const input =
    details?.['input'] ?? usage?.['input'] ?? anyOf(fields, 'promptTokens', 'inputTokens', 'input_tokens');
  const output =
    details?.['output'] ??
    usage?.['output'] ??
    anyOf(fields, 'completionTokens', 'outputTokens', 'output_tokens');
  const cached = details?.['input_cached_tokens'] ?? details?.['cache_read_input_tokens'];
  return reported(asCount(input), asCount(output), asCount(cached), undefined, details ?? usage);
}

function counts(value: Json | undefined): JsonObject | undefined {
  if (typeof value !== 'string') return asObject(value);
  try {
    return asObject(JSON.parse(value) as Json);
  } catch {
    return undefined;
  }
}
