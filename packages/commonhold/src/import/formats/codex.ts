import { createHash } from 'node:crypto';
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
  readonly source: string;
  readonly sent: readonly string[];
  readonly output: string[];
  readonly time: string | undefined;
  readonly parent: string | undefined;
  readonly instructions: string | undefined;
  readonly model: string;
  usage: Usage | undefined;
  /** The tokens were told before the answer, as older versions did; what is told while it is open is nearer to it. */
  isUsageEarly: boolean;
  isBrokenOff: boolean;
}

/**
 * A rollout of Codex: lines with a time, a type and a payload; in older files the items stand bare. The items of one answer
 * follow each other and are one call; what was said since the answer before is its request.
 *
 * Tokens are told in a line of their own, which stands behind the items of the answer, behind the results of the tools that
 * it called, or before all of them, by the version; and it is told again whenever limits are.
 */
export class CodexParser implements FormatParser {
  #session: string | undefined;
  /** A fork begins with the lines of the session that it goes on from. */
  #first: string | undefined;
  #provider: string | undefined;
  #model = 'unknown';
  #instructions: string | undefined;
  #hasGivenInstructions = false;
  #waiting: string[] = [];
  #answer: OpenAnswer | undefined;
  /** Ended and not yet given away, because its tokens may still be told. */
  #ended: OpenAnswer | undefined;
  #last: string | undefined;
  #time: string | undefined;
  #total: Tokens | undefined;
  #early: Usage | undefined;

  *push({ text }: Element): Generator<ImportedCall> {
    const line = parseObject(text);
    const members = rawMembers(text);
    this.#time = timeOf(line['timestamp']) ?? this.#time;
    const type = asText(line['type']);
    const payload = asObject(line['payload']);
    if (payload === undefined) {
      if (type === undefined) this.#begin(line, members);
      else yield* this.#item(type, line, text);
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
        yield* this.#item(kind, payload, raw);
        return;
      }
      case 'event_msg':
        if (payload['type'] === 'token_count') {
          const info = asObject(payload['info']);
          yield* this.#took(asObject(info?.['last_token_usage']), asObject(info?.['total_token_usage']));
        } else if (payload['type'] === 'turn_aborted' && this.#answer !== undefined)
          this.#answer.isBrokenOff = true;
        return;
      case 'token_usage_record':
        // Newer versions say right behind an answer what it took, and later once more in a `token_count`.
        yield* this.#took(asObject(payload['usage']), asObject(payload['thread_token_usage']));
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
    yield* this.#giveEnded();
  }

  unanswered(): number {
    return this.#waiting.length;
  }

  #begin(meta: JsonObject, members: ReadonlyMap<string, string>): void {
    const id = nameOf(meta['id']) ?? nameOf(meta['session_id']);
    this.#session ??= id;
    if (this.#last === undefined && this.#waiting.length === 0)
      this.#first = nameOf(meta['forked_from_id']) ?? id ?? this.#first;
    this.#provider ??= nameOf(meta['model_provider']);
    const base = members.get('base_instructions');
    const instructions =
      base === undefined ? members.get('instructions') : (rawMembers(base).get('text') ?? base);
    if (instructions !== undefined && instructions !== 'null') this.#instructions ??= instructions;
  }

  *#item(type: string, item: JsonObject, raw: string): Generator<ImportedCall> {
    if (ownItems.has(type)) return;
    const isAnswer = written.has(type) || (type === 'message' && item['role'] === 'assistant');
    if (!isAnswer) {
      yield* this.#close();
      this.#waiting.push(raw);
      return;
    }
    if (this.#answer === undefined) {
      yield* this.#giveEnded();
      this.#answer = this.#open(raw);
    }
    this.#answer.output.push(raw);
  }

  #open(first: string): OpenAnswer {
    const sent = this.#waiting;
    this.#waiting = [];
    const parent = this.#last;
    // An answer has no id in these files. Its name follows from all that was said before it, so that it is the same in a
    // fork, which repeats those lines under another session, and in a file that was read before its end.
    const source = `codex:${this.#first ?? this.#time ?? ''}:${digestOf([parent ?? '', ...sent, first])}`;
    const gives = !this.#hasGivenInstructions && this.#instructions !== undefined;
    this.#hasGivenInstructions ||= gives;
    this.#last = source;
    const usage = this.#early;
    this.#early = undefined;
    return {
      source,
      sent,
      output: [],
      time: this.#time,
      parent,
      instructions: gives ? this.#instructions : undefined,
      model: this.#model,
      usage,
      isUsageEarly: usage !== undefined,
      isBrokenOff: false,
    };
  }

  /** What one answer took, and all up to it together; one of them may be missing. */
  *#took(its: JsonObject | undefined, all: JsonObject | undefined): Generator<ImportedCall> {
    const total = tokensOf(all);
    // Told again, because limits were.
    if (total !== undefined && this.#total !== undefined && isSame(total, this.#total)) return;
    const last = tokensOf(its) ?? since(total, this.#total);
    this.#total = total ?? this.#total;
    const usage = last && reported(last.input, last.output, last.cached, last.reasoning, last.raw);
    if (usage === undefined) return;
    const open = this.#answer;
    const ended = this.#ended;
    if (open !== undefined && (open.usage === undefined || open.isUsageEarly)) {
      open.usage = usage;
      yield* this.#close();
    } else if (open === undefined && ended !== undefined && ended.usage === undefined) ended.usage = usage;
    else this.#early = usage;
  }

  *#close(): Generator<ImportedCall> {
    if (this.#answer === undefined) return;
    yield* this.#giveEnded();
    this.#ended = this.#answer;
    this.#answer = undefined;
  }

  *#giveEnded(): Generator<ImportedCall> {
    const answer = this.#ended;
    if (answer === undefined) return;
    this.#ended = undefined;
    yield this.#callOf(answer);
  }

  #callOf({ source, sent, output, instructions, usage, time, parent, ...answer }: OpenAnswer): ImportedCall {
    const model = JSON.stringify(answer.model);
    const status = answer.isBrokenOff ? 'incomplete' : 'completed';
    return {
      source,
      time,
      wire: 'openai-responses',
      operation: 'generate',
      model: answer.model,
      vendor: vendorOf(this.#provider, answer.model),
      request: `{"model":${model}${instructions === undefined ? '' : `,"instructions":${instructions}`},"input":[${sent.join(',')}]}`,
      reply: `{"object":"response","status":"${status}","model":${model},"output":[${output.join(',')}]${usage === undefined ? '' : `,"usage":${JSON.stringify(usage.raw)}`}}`,
      status: answer.isBrokenOff ? 'aborted' : 'completed',
      finish: undefined,
      usage,
      cost: undefined,
      totalMs: undefined,
      run: this.#session,
      parent,
      partial: missing({
        system: this.#instructions === undefined,
        tools: true,
        settings: true,
        history: parent !== undefined,
        messages: sent.length === 0,
        model: answer.model === 'unknown',
        time: time === undefined,
      }),
    };
  }
}

/** Characters of the name of an answer: 126 bits. */
const nameCharacters = 21;

function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('base64url').slice(0, nameCharacters);
}

interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cached: number | undefined;
  readonly reasoning: number | undefined;
  readonly raw: JsonObject;
}

function tokensOf(usage: JsonObject | undefined): Tokens | undefined {
  const input = asCount(usage?.['input_tokens']);
  const output = asCount(usage?.['output_tokens']);
  if (usage === undefined || input === undefined || output === undefined) return undefined;
  return {
    input,
    output,
    cached: asCount(usage['cached_input_tokens']),
    reasoning: asCount(usage['reasoning_output_tokens']),
    raw: usage,
  };
}

function isSame(left: Tokens, right: Tokens): boolean {
  return left.input === right.input && left.output === right.output;
}

/** What was used between two sums, where the file has no more than sums. */
function since(total: Tokens | undefined, before: Tokens | undefined): Tokens | undefined {
  if (total === undefined || before === undefined) return total;
  const input = total.input - before.input;
  const output = total.output - before.output;
  if (input < 0 || output < 0) return undefined;
  const cached = (total.cached ?? 0) - (before.cached ?? 0);
  const reasoning = (total.reasoning ?? 0) - (before.reasoning ?? 0);
  const raw = {
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
  };
  return { input, output, cached, reasoning, raw };
}
