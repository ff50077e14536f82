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
import { ClaudeCodeRequests, type Frame, type RequestFacts } from './claude-code-requests.ts';

/**
 * Lines of this tool's own that were never sent to a model, and `api-request-blob`, which holds once more what stands in the
 * messages themselves, as parts that its requests are put together from.
 */
const notSent: ReadonlySet<string> = new Set([
  'api-request-blob',
  'summary',
  'system',
  'file-history-snapshot',
  'queue-operation',
  'progress',
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

/** What a line of the person says when an answer was broken off; the other form of it breaks off a tool. */
const interruption = '[Request interrupted by user]';

/** One answer, of which each block has a line of its own. */
interface OpenAnswer {
  readonly id: string;
  readonly fields: JsonObject;
  readonly time: string | undefined;
  readonly session: string | undefined;
  readonly sent: readonly string[];
  readonly request: RequestFacts;
  /** What of the request's frame was not given by a call before. */
  readonly frame: Frame | undefined;
  readonly parent: string | undefined;
  readonly hasHistory: boolean;
  readonly blocks: string[];
  /** Of the last line: it has the reason why the answer ended. */
  last: ReadonlyMap<string, string>;
  /** Lines repeat the count; those that were written while the answer came have a part of it. */
  usage: Counted | undefined;
  cost: string | undefined;
  isBrokenOff: boolean;
}

interface Counted {
  readonly text: string;
  readonly output: number;
}

/** What belongs to one conversation of the main agent or of one below it. */
interface Thread {
  /** The frame that a call of it has given. */
  frame: string | undefined;
  waiting: string[];
  answer: OpenAnswer | undefined;
}

/** Where a line hangs. */
interface Place {
  readonly root: string;
  /** The answer before it on its chain. */
  readonly answer: string | undefined;
  /** The chain goes on in another file, or in lines that are not there any more. */
  readonly isCut: boolean;
}

/**
 * A session of Claude Code: one JSON object a line, each naming the line before it. Every answer is a call; what was said
 * since the answer before is its request, because the session keeps each message once. What went before is in the calls
 * before it, and system prompt and tools are not in the file at all.
 */
export class ClaudeCodeParser implements FormatParser {
  /** Agents below the main one have chains of their own. */
  readonly #places = new Map<string, Place>();
  readonly #threads = new Map<string, Thread>();
  readonly #requests = new ClaudeCodeRequests();
  #hasRendered = false;

  *push({ text }: Element): Generator<ImportedCall> {
    const line = parseObject(text);
    const type = asText(line['type']);
    if (type === undefined) throw new BrokenElement('no type');
    const place = this.#placeOf(line);
    const thread = this.#threadOf(place.root);
    if (type === 'attachment') {
      // What the tool puts in for a person: files, notes, and what was typed while the model was at work.
      this.#attached(line, rawMembers(text), thread);
      return;
    }
    if (type !== 'user' && type !== 'assistant') {
      if (this.#requests.take(type, line, text)) return;
      if (notSent.has(type) || asObject(line['message']) === undefined) return;
      throw new BrokenElement('a message of an unknown type');
    }
    const raw = rawMembers(text).get('message');
    const message = asObject(line['message']);
    if (raw === undefined || message === undefined) throw new BrokenElement('no message');
    const members = rawMembers(raw);
    if (!members.has('content')) throw new BrokenElement('a message without content');
    if (type === 'user') {
      // Results of tools may stand between the lines of one answer: they go out with the next one.
      if (thread.answer !== undefined && firstText(message) === interruption)
        thread.answer.isBrokenOff = true;
      thread.waiting.push(raw);
      return;
    }
    if (message['model'] === synthetic) {
      // An error is the tool's own note. All else that it wrote in a model's place goes out as if it had been the model's.
      if (line['isApiErrorMessage'] !== true) thread.waiting.push(raw);
      return;
    }
    yield* this.#answered(line, message, members, place, thread);
  }

  *end(): Generator<ImportedCall> {
    for (const thread of this.#threads.values()) yield* this.#close(thread);
  }

  unanswered(): number {
    return [...this.#threads.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  /** As it was sent, where the file says so: then what has no such form was not sent. */
  #attached(line: JsonObject, members: ReadonlyMap<string, string>, thread: Thread): void {
    const attachment = asObject(line['attachment']);
    const raw = members.get('attachment');
    if (attachment === undefined || raw === undefined) return;
    if (attachment['type'] === 'prompt_snapshot') {
      this.#requests.snapshot(attachment, raw);
      return;
    }
    const rendered = members.get('rendered');
    if (rendered !== undefined) {
      this.#hasRendered = true;
      for (const one of rawElements(rendered)) {
        const content = rawMembers(one).get('content');
        if (content !== undefined) thread.waiting.push(`{"role":"user","content":${content}}`);
      }
    } else if (!this.#hasRendered) {
      thread.waiting.push(`{"role":"user","content":[{"type":"attachment","attachment":${raw}}]}`);
    }
  }

  *#answered(
    line: JsonObject,
    message: JsonObject,
    members: ReadonlyMap<string, string>,
    place: Place,
    thread: Thread,
  ): Generator<ImportedCall> {
    const uuid = asText(line['uuid']);
    const id = asText(message['id']) ?? uuid;
    if (id === undefined) throw new BrokenElement('an answer without an id');
    if (thread.answer?.id !== id) {
      yield* this.#close(thread);
      const request = this.#requests.of(line);
      const frame = request.frame?.name === thread.frame ? undefined : request.frame;
      thread.frame = request.frame?.name ?? thread.frame;
      thread.answer = {
        id,
        request,
        frame,
        fields: message,
        time: timeOf(line['timestamp']),
        session: nameOf(line['sessionId']),
        sent: thread.waiting,
        parent: place.answer,
        hasHistory: place.isCut || place.answer !== undefined,
        blocks: [],
        last: members,
        usage: undefined,
        cost: undefined,
        isBrokenOff: false,
      };
      thread.waiting = [];
    }
    if (uuid !== undefined) this.#places.set(uuid, { ...place, answer: sourceOf(id) });
    const content = members.get('content') ?? '';
    const { answer } = thread;
    if (content.startsWith('[')) answer.blocks.push(...rawElements(content));
    else answer.blocks.push(`{"type":"text","text":${content}}`);
    answer.last = members;
    answer.usage = moreOf(answer.usage, members.get('usage'), asObject(message['usage']));
    answer.cost = costOf(line['costUSD']) ?? answer.cost;
  }

  #placeOf(line: JsonObject): Place {
    const id = asText(line['uuid']);
    // Where older messages were put into a summary, the chain begins anew and says what it goes on from.
    const before = asText(line['parentUuid']) ?? asText(line['logicalParentUuid']);
    const known = before === undefined ? undefined : this.#places.get(before);
    const place = known ?? { root: before ?? id ?? '', answer: undefined, isCut: before !== undefined };
    if (id !== undefined) this.#places.set(id, place);
    return place;
  }

  #threadOf(root: string): Thread {
    const known = this.#threads.get(root);
    if (known !== undefined) return known;
    const thread: Thread = { frame: undefined, waiting: [], answer: undefined };
    this.#threads.set(root, thread);
    return thread;
  }

  *#close(thread: Thread): Generator<ImportedCall> {
    const { answer } = thread;
    if (answer === undefined) return;
    thread.answer = undefined;
    yield callOf(answer);
  }
}

function sourceOf(id: string): string {
  return `claude-code:${id}`;
}

function firstText({ content }: JsonObject): string | undefined {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? asText(asObject(content[0])?.['text']) : undefined;
}

function moreOf(
  before: Counted | undefined,
  text: string | undefined,
  usage: JsonObject | undefined,
): Counted | undefined {
  if (text === undefined || usage === undefined) return before;
  const output = asCount(usage['output_tokens']) ?? 0;
  return before === undefined || output >= before.output ? { text, output } : before;
}

function callOf(answer: OpenAnswer): ImportedCall {
  const { id, fields, last, blocks, sent, parent, request, frame } = answer;
  const model = nameOf(fields['model']) ?? 'unknown';
  const modelText = JSON.stringify(model);
  const usageText = answer.usage?.text;
  const usage = usageText === undefined ? undefined : asObject(parseObject(`{"u":${usageText}}`)['u']);
  const stop = last.get('stop_reason') ?? 'null';
  const reply = `{"id":${JSON.stringify(id)},"type":"message","role":"assistant","model":${modelText},"content":[${blocks.join(',')}],"stop_reason":${stop},"stop_sequence":${last.get('stop_sequence') ?? 'null'}${usageText === undefined ? '' : `,"usage":${usageText}`}}`;
  return {
    source: sourceOf(id),
    time: answer.time,
    wire: 'anthropic-messages',
    operation: 'generate',
    model,
    vendor: vendorByName(model),
    request: `{${[
      `"model":${modelText}`,
      ...(request.settings === '' ? [] : [request.settings]),
      ...(frame?.system === undefined ? [] : [`"system":${frame.system}`]),
      ...(frame?.tools === undefined ? [] : [`"tools":${frame.tools}`]),
      `"messages":[${sent.join(',')}]`,
    ].join(',')}}`,
    reply,
    status: answer.isBrokenOff ? 'aborted' : 'completed',
    finish: finishes[stop],
    usage: usage && usageOf(usage),
    cost: answer.cost,
    totalMs: undefined,
    run: answer.session,
    parent,
    partial: missing({
      system: request.frame?.system === undefined,
      tools: request.frame?.tools === undefined,
      settings: request.settings === '',
      history: answer.hasHistory,
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
    asCount(asObject(usage['output_tokens_details'])?.['thinking_tokens']),
    usage,
  );
}
