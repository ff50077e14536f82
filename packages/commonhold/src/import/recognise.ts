import type { JsonObject } from '#base';
import { asObject, parseObject } from './fields.ts';
import type { FormatParser, ImportFormat } from './imported-call.ts';
import { ChatgptParser } from './formats/chatgpt.ts';
import { ClaudeCodeParser } from './formats/claude-code.ts';
import { ClaudeExportParser } from './formats/claude.ts';
import { CodexParser } from './formats/codex.ts';
import { JsonlParser } from './formats/jsonl.ts';
import { LangfuseParser } from './formats/langfuse.ts';
import { LitellmParser } from './formats/litellm.ts';

/** By the fields that only this format has. */
const signs: readonly (readonly [ImportFormat, (fields: JsonObject) => boolean])[] = [
  ['chatgpt', (fields) => asObject(fields['mapping']) !== undefined],
  ['claude', (fields) => Array.isArray(fields['chat_messages'])],
  ['jsonl', (fields) => asObject(fields['request']) !== undefined && typeof fields['id'] === 'string'],
  ['codex', isRollout],
  ['claude-code', isSession],
  ['litellm', isSpendLog],
  ['langfuse', isObservation],
];

/** Which format an element is of, told by its fields. Undefined when it could be of none or says too little. */
export function recognise(text: string): ImportFormat | undefined {
  let fields: JsonObject;
  try {
    fields = parseObject(text);
  } catch {
    return undefined;
  }
  return signs.find(([, is]) => is(fields))?.[0];
}

const linesOfRollouts: ReadonlySet<string> = new Set([
  'session_meta',
  'response_item',
  'turn_context',
  'event_msg',
  'compacted',
]);

function isRollout(fields: JsonObject): boolean {
  const { type, payload } = fields;
  if (asObject(payload) !== undefined) {
    return typeof type === 'string' && linesOfRollouts.has(type);
  }
  // The first line of files from before there were payloads.
  return (
    type === undefined &&
    typeof fields['id'] === 'string' &&
    'instructions' in fields &&
    'timestamp' in fields
  );
}

function isSession(fields: JsonObject): boolean {
  if (typeof fields['sessionId'] === 'string') return typeof fields['type'] === 'string';
  return fields['type'] === 'summary' ? 'leafUuid' in fields : fields['type'] === 'file-history-snapshot';
}

function isSpendLog(fields: JsonObject): boolean {
  return 'call_type' in fields && ('request_id' in fields || 'response_cost' in fields);
}

function isObservation(fields: JsonObject): boolean {
  if (Array.isArray(fields['observations'])) return true;
  return ('traceId' in fields || 'trace_id' in fields) && typeof fields['type'] === 'string';
}

export function parserOf(format: ImportFormat): FormatParser {
  switch (format) {
    case 'claude-code':
      return new ClaudeCodeParser();
    case 'codex':
      return new CodexParser();
    case 'chatgpt':
      return new ChatgptParser();
    case 'claude':
      return new ClaudeExportParser();
    case 'litellm':
      return new LitellmParser();
    case 'langfuse':
      return new LangfuseParser();
    case 'jsonl':
      return new JsonlParser();
  }
}
