import type { JsonObject } from '#base';
import type { FinishReason } from '#call';
import { asObject, asText, missing, nameOf, parseObject, timeOf, vendorByName } from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawElements, rawMembers } from '../raw-json.ts';
import { Branches, type SaidSince, saidThen } from '../said-since.ts';

interface Node {
  readonly id: string;
  readonly parent: string | undefined;
  /** By its own word and by that of the children: one of the two can be missing. */
  readonly children: Set<string>;
  readonly message: JsonObject | undefined;
  /** The message as it is written. */
  readonly members: ReadonlyMap<string, string>;
}

/** One way down the tree of a conversation. */
interface Step {
  readonly id: string;
  readonly sent: SaidSince | undefined;
  readonly before: string | undefined;
}

/** More than any talk of people; what has more is refused and not held. */
const nodesMax = 200_000;

/**
 * The export of ChatGPT: a list of conversations, each a tree of messages, because what was asked again has branches. Every
 * run of messages of the assistant is one call; what was said since the one before it on the same branch is its request.
 */
export class ChatgptParser implements FormatParser {
  #unanswered = 0;

  *push({ text }: Element): Generator<ImportedCall> {
    const conversation = parseObject(text);
    const mapping = rawMembers(text).get('mapping');
    if (mapping === undefined || asObject(conversation['mapping']) === undefined) {
      throw new BrokenElement('a conversation without messages');
    }
    const nodes = nodesOf(mapping);
    const id = nameOf(conversation['conversation_id']) ?? nameOf(conversation['id']);
    const about = { run: id, model: nameOf(conversation['default_model_slug']) };
    const seen = new Set<string>();
    const branches = new Branches();
    for (const node of nodes.values()) {
      if (node.parent === undefined || !nodes.has(node.parent))
        yield* this.#below(node.id, nodes, seen, branches, about);
    }
    // Messages that name each other in a circle hang on nothing; they were said all the same.
    for (const node of nodes.values()) yield* this.#below(node.id, nodes, seen, branches, about);
  }

  *end(): Generator<ImportedCall> {
    // Every conversation is whole by itself.
  }

  unanswered(): number {
    return this.#unanswered;
  }

  *#below(
    root: string,
    nodes: ReadonlyMap<string, Node>,
    seen: Set<string>,
    branches: Branches,
    about: { readonly run: string | undefined; readonly model: string | undefined },
  ): Generator<ImportedCall> {
    const steps: Step[] = [{ id: root, sent: undefined, before: undefined }];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const node = nodes.get(step.id);
      // A file can name a node twice; a tree has each once.
      if (node === undefined || seen.has(step.id)) continue;
      seen.add(step.id);
      if (roleOf(node) !== 'assistant') {
        const sent = isSaid(node) ? saidThen(step.sent, messageText(node)) : step.sent;
        if (node.children.size === 0) this.#unanswered += sent?.count ?? 0;
        for (const child of node.children) steps.push({ id: child, sent, before: step.before });
        continue;
      }
      // Messages of the assistant that follow each other without a choice are one answer.
      const answer = [node];
      for (let last = node; ;) {
        const [only = ''] = last.children.size === 1 ? last.children : [];
        const next = nodes.get(only);
        if (next === undefined || roleOf(next) !== 'assistant' || seen.has(next.id)) break;
        seen.add(next.id);
        answer.push(next);
        last = next;
      }
      const said = answer.filter(isSaid);
      const call =
        said.length === 0 ? undefined : callOf(said, step.before, branches.messages(step.sent), about);
      if (call !== undefined) yield call;
      const before = call?.source ?? step.before;
      const sent = call === undefined ? step.sent : undefined;
      for (const child of answer.at(-1)?.children ?? []) steps.push({ id: child, sent, before });
    }
  }
}

function nodesOf(mapping: string): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const [id, raw] of rawMembers(mapping)) {
    if (nodes.size >= nodesMax) throw new BrokenElement(`more than ${nodesMax} messages`);
    const fields = parseObject(raw);
    const children = fields['children'];
    nodes.set(id, {
      id,
      parent: asText(fields['parent']),
      children: new Set(Array.isArray(children) ? children.filter((child) => typeof child === 'string') : []),
      message: asObject(fields['message']),
      members: rawMembers(rawMembers(raw).get('message') ?? ''),
    });
  }
  for (const { id, parent } of nodes.values()) nodes.get(parent ?? '')?.children.add(id);
  return nodes;
}

function roleOf({ message }: Node): string | undefined {
  return asText(asObject(message?.['author'])?.['role']);
}

/** Frames that hold nothing are in every conversation. */
function isSaid(node: Node): boolean {
  const content = asObject(node.message?.['content']);
  if (content === undefined) return false;
  const { parts } = content;
  return !Array.isArray(parts) || parts.some((part) => part !== '') || Object.keys(content).length > 2;
}

/** In the words of the nearest wire; what it has no word for stands in it whole, as this export has it. */
function messageText(node: Node): string {
  const author = rawMembers(node.members.get('author') ?? '');
  const content = node.members.get('content') ?? 'null';
  const name = author.get('name');
  const named = name === undefined || name === 'null' ? '' : `,"name":${name}`;
  return `{"role":${author.get('role') ?? '"user"'}${named},"content":${contentText(content)}${whereTo(node)}${attached(node)}}`;
}

/** A message that is not for everybody is for a tool: it is the call of that tool. */
function whereTo({ members }: Node): string {
  const recipient = members.get('recipient');
  return recipient === undefined || recipient === '"all"' || !recipient.startsWith('"')
    ? ''
    : `,"recipient":${recipient}`;
}

/** Names and kinds of the files that were sent along; the files themselves are not in this list. */
function attached({ members }: Node): string {
  const attachments = rawMembers(members.get('metadata') ?? '').get('attachments') ?? '';
  return rawElements(attachments).length === 0 ? '' : `,"attachments":${attachments}`;
}

function contentText(content: string): string {
  const members = rawMembers(content);
  const parts = rawElements(members.get('parts') ?? '');
  const isText = members.get('content_type') === '"text"' && members.size === 2;
  if (isText && parts.length === 1 && parts[0]?.startsWith('"') === true) return parts[0];
  if (isText && parts.every((part) => part.startsWith('"'))) {
    return `[${parts.map((part) => `{"type":"text","text":${part}}`).join(',')}]`;
  }
  return `[{"type":"chatgpt","chatgpt":${content}}]`;
}

function callOf(
  answer: readonly Node[],
  before: string | undefined,
  sent: readonly string[],
  about: { readonly run: string | undefined; readonly model: string | undefined },
): ImportedCall {
  const [first] = answer;
  const last = answer.at(-1) ?? first;
  const metadata = asObject(last?.message?.['metadata']);
  const model = nameOf(metadata?.['model_slug']) ?? about.model ?? 'unknown';
  const modelText = JSON.stringify(model);
  const finish = asText(asObject(metadata?.['finish_details'])?.['type']);
  const time = timeOf(first?.message?.['create_time']);
  const vendor = vendorByName(model);
  const choices = answer.map((node, index) => `{"index":${index},"message":${messageText(node)}}`);
  return {
    source: `chatgpt:${first?.id ?? ''}`,
    time,
    wire: 'openai-chat',
    operation: 'generate',
    model,
    // Whatever a model is called in it, this is the export of one vendor.
    vendor: { ...vendor, name: 'openai', byName: false },
    request: `{"model":${modelText},"messages":[${sent.join(',')}]}`,
    reply: `{"object":"chat.completion","model":${modelText},"choices":[${choices.join(',')}]}`,
    status: finish === 'interrupted' ? 'aborted' : 'completed',
    finish: finish === undefined ? undefined : finishes[finish],
    usage: undefined,
    cost: undefined,
    totalMs: undefined,
    run: about.run,
    parent: before,
    partial: missing({
      system: true,
      tools: true,
      settings: true,
      history: before !== undefined,
      messages: sent.length === 0,
      images: [...sent, ...choices].some((text) => /"(asset_pointer|attachments)"/.test(text)),
      model: model === 'unknown',
      time: time === undefined,
    }),
  };
}

const finishes: Readonly<Record<string, FinishReason>> = { stop: 'stop', max_tokens: 'length' };
