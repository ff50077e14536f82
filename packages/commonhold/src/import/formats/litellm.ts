import type { Json, JsonObject } from '#base';
import {
  anyOf,
  asCount,
  asObject,
  asText,
  between,
  costOf,
  missing,
  nameOf,
  parseObject,
  reported,
  timeOf,
  vendorOf,
} from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawMembers } from '../raw-json.ts';

/** Kinds of calls that are no calls of a language model. */
const embeddings: ReadonlySet<string> = new Set(['embedding', 'aembedding']);

/**
 * Spend logs of LiteLLM (rows of `LiteLLM_SpendLogs` as the API and the database give them) and the payload that its
 * callbacks log (`StandardLoggingPayload`). Each is one call; what was said is there only where the proxy was told to keep it.
 */
export class LitellmParser implements FormatParser {
  *push({ text }: Element): Generator<ImportedCall> {
    const row = parseObject(text);
    const id = asText(row['request_id']) ?? asText(row['id']);
    if (id === undefined) throw new BrokenElement('no request_id');
    const members = rawMembers(text);
    const model = nameOf(row['model']) ?? nameOf(row['model_group']) ?? 'unknown';
    const time = timeOf(row['startTime']);
    const sent = filled(row, members, 'proxy_server_request') ?? filled(row, members, 'messages');
    const asked = askedOf(row, sent, model);
    const reply = filled(row, members, 'response');
    const kind = asText(row['call_type']) ?? '';
    const vendor = nameOf(row['custom_llm_provider']);
    const failed = row['status'] === 'failure';
    yield {
      source: `litellm:${id}`,
      time,
      wire: /^a?responses$/.test(kind)
        ? 'openai-responses'
        : kind === 'anthropic_messages'
          ? 'anthropic-messages'
          : 'openai-chat',
      operation: embeddings.has(kind) ? 'embed' : 'generate',
      model,
      vendor: vendorOf(vendor, model),
      request: asked.text,
      reply,
      status: failed ? 'failed' : 'completed',
      finish: undefined,
      usage: reported(
        asCount(row['prompt_tokens']),
        asCount(row['completion_tokens']),
        undefined,
        undefined,
        undefined,
      ),
      cost: costOf(anyOf(row, 'spend', 'response_cost')),
      totalMs: between(time, timeOf(row['endTime'])),
      run: nameOf(row['session_id']),
      parent: undefined,
      partial: missing({
        tools: !asked.isWhole,
        settings: !asked.isWhole,
        messages: sent === undefined,
        answer: reply === undefined,
        model: model === 'unknown',
        time: time === undefined,
      }),
    };
  }

  *end(): Generator<ImportedCall> {
    // Every row is whole by itself.
  }
}

/** A field that holds something: the proxy writes `{}` where it keeps nothing. Columns of a database may be JSON in a text. */
function filled(row: JsonObject, members: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = row[name];
  if (typeof value === 'string')
    return isJson(value) && !isEmpty(JSON.parse(value) as Json) ? value : undefined;
  return value === undefined || isEmpty(value) ? undefined : members.get(name);
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The request as it reached the proxy, or the messages alone. */
function askedOf(
  row: JsonObject,
  sent: string | undefined,
  model: string,
): { readonly text: string; readonly isWhole: boolean } {
  const modelText = JSON.stringify(model);
  if (sent === undefined) return { text: `{"model":${modelText},"messages":[]}`, isWhole: false };
  if (sent.startsWith('{') && asObject(JSON.parse(sent) as Json)?.['messages'] !== undefined) {
    return { text: sent, isWhole: true };
  }
  const parameters = row['model_parameters'];
  const isWhole = parameters !== undefined && asObject(parameters) !== undefined;
  return { text: `{"model":${modelText},"messages":${sent}}`, isWhole };
}
