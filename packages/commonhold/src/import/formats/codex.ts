import type { JsonObject } from '#base';
import type { Usage } from '#call';
import {
  asCount,
  asObject,
  asText,
  missing,
  nameOf,
  parseObject,
  reported,
  timeOf,
  vendorOf,
} from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawMembers } from '../raw-json.ts';

/** Items that a model writes; every other is something that was sent to it. */
const written: ReadonlySet<string> = new Set([
  'reasoning',
  'function_call',
  'custom_tool_call',
  'local_shell_call',
  'web_search_call',
  'image_generation_call',
  'mcp_call',
  'tool_search_call',
]);
/** Items that are for the tool itself. */
const ownItems: ReadonlySet<string> = new Set(['ghost_snapshot', 'other']);

interface OpenAnswer {
  readonly sent: readonly string[];
  readonly output: string[];
  readonly time: string | undefined;
  readonly number: number;
  usage: Usage | undefined;
}

/**
 * A rollout of Codex: lines with a time, a type and a payload; in older files the items stand bare. The items of one answer
 * follow each other and are one call; what was said since the answer before is its request.
 */
export class CodexParser implements FormatParser {
  #session: string | undefined;
  #provider: string | undefined;
  #model = 'unknown';
  #instructions: string | undefined;
  #hasGivenInstructions = false;
  #waiting: string[] = [];
  #answer: OpenAnswer | undefined;
  #last: string | undefined;
  #time: string | undefined;

  *push({ number, text }: Element): Generator<ImportedCall> {
    const line = parseObject(text);
    const members = rawMembers(text);
    this.#time = timeOf(line['timestamp']) ?? this.#time;
    const type = asText(line['type']);
    const payload = asObject(line['payload']);
    if (payload === undefined) {
      if (type === undefined) this.#begin(line, members);
      else yield* this.#item(number, type, line, text);
      return;
    }
    const raw = members.get('payload') ?? '';
    switch (type) {
      case 'session_meta':
        this.#begin(payload, rawMembers(raw));
        return;
      case 'turn_context':
        yield* this.#close();
        this.#model = nameOf(payload['model']) ?? this.#model;
        return;
      case 'response_item': {
        const kind = asText(payload['type']);
        if (kind === undefined) throw new BrokenElement('an item without a type');
        yield* this.#item(number, kind, payload, raw);
        return;
      }
      case 'event_msg':
        if (payload['type'] === 'token_count') yield* this.#counted(payload);
        return;
      case 'compacted':
        yield* this.#close();
        // From here on this stands for all that was said before.
        this.#waiting.push(`{"type":"compacted","payload":${raw}}`);
        return;
      case undefined:
      default:
        // Lines of the tool's own, and of versions that are not known yet.
        return;
    }
  }

  *end(): Generator<ImportedCall> {
    yield* this.#close();
  }

  #begin(meta: JsonObject, members: ReadonlyMap<string, string>): void {
    this.#session ??= nameOf(meta['id']);
    this.#provider ??= nameOf(meta['model_provider']);
    const base = members.get('base_instructions');
    const instructions =
      base === undefined ? members.get('instructions') : (rawMembers(base).get('text') ?? base);
    if (instructions !== undefined && instructions !== 'null') this.#instructions ??= instructions;
  }

  *#item(number: number, type: string, item: JsonObject, raw: string): Generator<ImportedCall> {
    if (ownItems.has(type)) return;
    const isAnswer = written.has(type) || (type === 'message' && item['role'] === 'assistant');
    if (!isAnswer) {
      yield* this.#close();
      this.#waiting.push(raw);
      return;
    }
    this.#answer ??= this.#open(number);
    this.#answer.output.push(raw);
  }

  #open(number: number): OpenAnswer {
    const sent = this.#waiting;
    this.#waiting = [];
    return { sent, output: [], time: this.#time, number, usage: undefined };
  }

  /** Comes once an answer has ended, and again whenever limits are told; the first one is the answer's. */
  *#counted(payload: JsonObject): Generator<ImportedCall> {
    const last = asObject(asObject(payload['info'])?.['last_token_usage']);
    if (last === undefined || this.#answer === undefined) return;
    this.#answer.usage = reported(
      asCount(last['input_tokens']),
      asCount(last['output_tokens']),
      asCount(last['cached_input_tokens']),
      asCount(last['reasoning_output_tokens']),
      last,
    );
    yield* this.#close();
  }

  *#close(): Generator<ImportedCall> {
    const answer = this.#answer;
    if (answer === undefined) return;
    this.#answer = undefined;
    const model = JSON.stringify(this.#model);
    const parent = this.#last;
    // An answer has no id in these files; its line in its session is one.
    const source = `codex:${this.#session ?? this.#time ?? ''}:${answer.number}`;
    const gives = !this.#hasGivenInstructions && this.#instructions !== undefined;
    const usage = answer.usage?.raw;
    this.#hasGivenInstructions ||= gives;
    this.#last = source;
    yield {
      source,
      time: answer.time,
      wire: 'openai-responses',
      operation: 'generate',
      model: this.#model,
      vendor: vendorOf(this.#provider, this.#model),
      request: `{"model":${model}${gives ? `,"instructions":${this.#instructions}` : ''},"input":[${answer.sent.join(',')}]}`,
      reply: `{"object":"response","status":"completed","model":${model},"output":[${answer.output.join(',')}]${usage === undefined ? '' : `,"usage":${JSON.stringify(usage)}`}}`,
      status: 'completed',
      finish: undefined,
      usage: answer.usage,
      cost: undefined,
      totalMs: undefined,
      run: this.#session,
      parent,
      partial: missing({
        system: this.#instructions === undefined,
        tools: true,
        settings: true,
        history: parent !== undefined,
        messages: answer.sent.length === 0,
        model: this.#model === 'unknown',
        time: answer.time === undefined,
      }),
    };
  }
}
