import type { Json, JsonObject } from '#base';
import type { WireName } from '#call';
import { anyOf, asCount, asObject, asText, nameOf, parseObject, reported, vendorOf } from '../fields.ts';
import {
  BrokenElement,
  type Element,
  type FormatParser,
  type ImportedCall,
  type MissingPart,
} from '../imported-call.ts';
import { rawMembers } from '../raw-json.ts';
import { callOfRow } from './row-call.ts';

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
    const sent = filled(row, members, 'proxy_server_request') ?? filled(row, members, 'messages');
    const kind = asText(row['call_type']) ?? '';
    const wire = wireOf(kind);
    yield callOfRow({
      source: `litellm:${id}`,
      wire,
      operation: embeddings.has(kind) ? 'embed' : 'generate',
      models: [row['model'], row['model_group']],
      vendor: (model) => vendorOf(nameOf(row['custom_llm_provider']), model),
      begun: row['startTime'],
      ended: row['endTime'],
      request: (model) => requestOf(sent, wire, model),
      reply: filled(row, members, 'response'),
      status: row['status'] === 'failure' ? 'failed' : 'completed',
      usage: reported(
        asCount(row['prompt_tokens']),
        asCount(row['completion_tokens']),
        undefined,
        undefined,
        undefined,
      ),
      cost: anyOf(row, 'spend', 'response_cost'),
      run: row['session_id'],
      parent: undefined,
      lacks: lacksOf(row, sent),
    });
  }

  *end(): Generator<ImportedCall> {
    // Every row is whole by itself.
  }

  unanswered(): number {
    return 0;
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

function wireOf(kind: string): WireName {
  if (/^a?responses$/.test(kind)) return 'openai-responses';
  return /^a?anthropic_messages$/.test(kind) ? 'anthropic-messages' : 'openai-chat';
}

/** Fields under which wires have what was said, of which a request that reached the proxy has one. */
const saidIn = ['messages', 'input', 'contents', 'prompt'] as const;

function isRequest(sent: string): boolean {
  const fields = sent.startsWith('{') ? asObject(JSON.parse(sent) as Json) : undefined;
  return fields !== undefined && saidIn.some((name) => fields[name] !== undefined);
}

/** The request as it reached the proxy, or what was said alone. */
function requestOf(sent: string | undefined, wire: WireName, model: string): string {
  const modelText = JSON.stringify(model);
  if (sent !== undefined && isRequest(sent)) return sent;
  const field = wire === 'openai-responses' ? 'input' : 'messages';
  return `{"model":${modelText},"${field}":${sent ?? '[]'}}`;
}

/** A request that reached the proxy is whole; what was said alone is so with the parameters that some logs have beside it. */
function lacksOf(row: JsonObject, sent: string | undefined): Partial<Record<MissingPart, boolean>> {
  if (sent === undefined) return { tools: true, settings: true, messages: true };
  const isWhole = isRequest(sent) || asObject(row['model_parameters']) !== undefined;
  return { tools: !isWhole, settings: !isWhole };
}
