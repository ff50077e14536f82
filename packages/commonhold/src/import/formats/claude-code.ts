import type { FinishReason } from '#call';
import type { JsonObject } from '#base';
import {
  anyOf,
  asCount,
  asObject,
  asText,
  costOf,
  missing,
  nameOf,
  parseObject,
  reported,
  timeOf,
  vendorByName,
} from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawElements, rawMembers } from '../raw-json.ts';

/** Lines of this tool's own that were never sent to a model. */
const notSent: ReadonlySet<string> = new Set([
  'summary',
  'system',
  'file-history-snapshot',
  'queue-operation',
  'progress',
  'attachment',
  'custom-title',
  'ai-title',
  'agent-name',
  'last-prompt',
  'permission-mode',
  'pr-link',
  'tag',
  'mode',
]);
/** The name that the tool gives to messages that it wrote itself in a model's place, such as for an error. */
const synthetic = '<synthetic>';

/** One answer, of which each block has a line of its own. */
interface OpenAnswer {
  readonly id: string;
  readonly fields: JsonObject;
  readonly time: string | undefined;
  readonly session: string | undefined;
  readonly sent: readonly string[];
  readonly parent: string | undefined;
  readonly blocks: string[];
  readonly members: ReadonlyMap<string, string>;
  /** Of the last line: it has the sums and the reason why it ended. */
  last: ReadonlyMap<string, string>;
  cost: string | undefined;
}

/** What belongs to one conversation of the main agent or of one below it. */
interface Thread {
  waiting: string[];
  answer: OpenAnswer | undefined;
  lastCall: string | undefined;
}

/**
 * A session of Claude Code: one JSON object a line, each naming the line before it. Every answer is a call; what was said
 * since the answer before is its request, because the session keeps each message once. What went before is in the calls
 * before it, and system prompt and tools are not in the file at all.
 */
export class ClaudeCodeParser implements FormatParser {
  /** The beginning of the chain that a line is in: agents below the main one have chains of their own. */
  readonly #roots = new Map<string, string>();
  readonly #threads = new Map<string, Thread>();

  *push({ text }: Element): Generator<ImportedCall> {
    const line = parseObject(text);
    const type = asText(line['type']);
    if (type === undefined) throw new BrokenElement('no type');
    if (type !== 'user' && type !== 'assistant') {
      this.#rootOf(line);
      if (notSent.has(type) || asObject(line['message']) === undefined) return;
      throw new BrokenElement('a message of an unknown type');
    }
    const thread = this.#threadOf(this.#rootOf(line));
    const raw = rawMembers(text).get('message');
    const message = asObject(line['message']);
    if (raw === undefined || message === undefined) throw new BrokenElement('no message');
    const members = rawMembers(raw);
    if (!members.has('content')) throw new BrokenElement('a message without content');
    if (type === 'user') {
      yield* this.#close(thread);
      thread.waiting.push(raw);
      return;
    }
    // What the tool wrote in a model's place was sent with the next call, as if it had been one.
    if (message['model'] === synthetic) {
      yield* this.#close(thread);
      thread.waiting.push(raw);
      return;
    }
    const id = asText(message['id']) ?? asText(line['uuid']);
    if (id === undefined) throw new BrokenElement('an answer without an id');
    if (thread.answer?.id !== id) {
      yield* this.#close(thread);
      thread.answer = {
        id,
        fields: message,
        time: timeOf(line['timestamp']),
        session: nameOf(line['sessionId']),
        sent: thread.waiting,
        parent: thread.lastCall,
        blocks: [],
        members,
        last: members,
        cost: undefined,
      };
      thread.waiting = [];
    }
    const content = members.get('content') ?? '';
    const answer = thread.answer;
    if (content.startsWith('[')) answer.blocks.push(...rawElements(content));
    else answer.blocks.push(`{"type":"text","text":${content}}`);
    answer.last = members;
    answer.cost = costOf(line['costUSD']) ?? answer.cost;
  }

  *end(): Generator<ImportedCall> {
    for (const thread of this.#threads.values()) yield* this.#close(thread);
  }

  #rootOf(line: JsonObject): string {
    const id = asText(line['uuid']);
    const parent = asText(line['parentUuid']);
    // Where the line before is not in this file, it still says which lines belong together.
    const root = parent === undefined ? (id ?? '') : (this.#roots.get(parent) ?? parent);
    if (id !== undefined) this.#roots.set(id, root);
    return root;
  }

  #threadOf(root: string): Thread {
    const known = this.#threads.get(root);
    if (known !== undefined) return known;
    const thread: Thread = { waiting: [], answer: undefined, lastCall: undefined };
    this.#threads.set(root, thread);
    return thread;
  }

  *#close(thread: Thread): Generator<ImportedCall> {
    const { answer } = thread;
    if (answer === undefined) return;
    thread.answer = undefined;
    const call = callOf(answer);
    thread.lastCall = call.source;
    yield call;
  }
}

function callOf(answer: OpenAnswer): ImportedCall {
  const { id, fields, members, last, blocks, sent, parent } = answer;
  const model = nameOf(fields['model']) ?? 'unknown';
  const modelText = JSON.stringify(model);
  const usageText = last.get('usage') ?? members.get('usage');
  const usage = usageText === undefined ? undefined : asObject(parseObject(`{"u":${usageText}}`)['u']);
  const stop = last.get('stop_reason') ?? members.get('stop_reason') ?? 'null';
  const reply = `{"id":${JSON.stringify(id)},"type":"message","role":"assistant","model":${modelText},"content":[${blocks.join(',')}],"stop_reason":${stop},"stop_sequence":${last.get('stop_sequence') ?? 'null'}${usageText === undefined ? '' : `,"usage":${usageText}`}}`;
  return {
    source: `claude-code:${id}`,
    time: answer.time,
    wire: 'anthropic-messages',
    operation: 'generate',
    model,
    vendor: vendorByName(model),
    request: `{"model":${modelText},"messages":[${sent.join(',')}]}`,
    reply,
    status: 'completed',
    finish: finishes[stop],
    usage: usage && usageOf(usage),
    cost: answer.cost,
    totalMs: undefined,
    run: answer.session,
    parent,
    partial: missing({
      system: true,
      tools: true,
      settings: true,
      history: parent !== undefined,
      messages: sent.length === 0,
      model: model === 'unknown',
      time: answer.time === undefined,
    }),
  };
}

const finishes: Readonly<Record<string, FinishReason>> = {
  '"end_turn"': 'stop',
  '"stop_sequence"': 'stop',
  '"tool_use"': 'tool-calls',
  '"max_tokens"': 'length',
  '"refusal"': 'content-filter',
};

/** Input is counted in three parts by this vendor: new, written to the cache, read from it. */
function usageOf(usage: JsonObject) {
  const input = asCount(usage['input_tokens']);
  const written = asCount(anyOf(usage, 'cache_creation_input_tokens')) ?? 0;
  const read = asCount(anyOf(usage, 'cache_read_input_tokens')) ?? 0;
  return reported(
    input === undefined ? undefined : input + written + read,
    asCount(usage['output_tokens']),
    read,
    undefined,
    usage,
  );
}
