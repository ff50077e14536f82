import type { JsonObject } from '#base';
import type { FinishReason } from '#call';
import { asObject, asText, missing, nameOf, parseObject, timeOf, vendorByName } from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawElements, rawMembers } from '../raw-json.ts';

interface Node {
  readonly id: string;
  readonly parent: string | undefined;
  readonly children: readonly string[];
  readonly message: JsonObject | undefined;
  /** The message as it is written. */
  readonly members: ReadonlyMap<string, string>;
}

/** One way down the tree of a conversation. */
interface Step {
  readonly id: string;
  /** What was said since the answer before. */
  readonly sent: readonly string[];
  readonly before: string | undefined;
}

/** More than any talk of people; what has more is refused and not held. */
const nodesMax = 200_000;

/**
 * The export of ChatGPT: a list of conversations, each a tree of messages, because what was asked again has branches. Every
 * run of messages of the assistant is one call; what was said since the one before it on the same branch is its request.
 */
export class ChatgptParser implements FormatParser {
  *push({ text }: Element): Generator<ImportedCall> {
    const conversation = parseObject(text);
    const mapping = rawMembers(text).get('mapping');
    if (mapping === undefined || asObject(conversation['mapping']) === undefined) {
      throw new BrokenElement('a conversation without messages');
    }
    const nodes = nodesOf(mapping);
    const id = nameOf(conversation['conversation_id']) ?? nameOf(conversation['id']);
    const about = { run: id, model: nameOf(conversation['default_model_slug']) };
    const steps: Step[] = [];
    for (const node of nodes.values()) {
      if (node.parent === undefined || !nodes.has(node.parent))
        steps.push({ id: node.id, sent: [], before: undefined });
    }
    const seen = new Set<string>();
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const node = nodes.get(step.id);
      // A file can name a node twice; a tree has each once.
      if (node === undefined || seen.has(step.id)) continue;
      seen.add(step.id);
      if (roleOf(node) !== 'assistant') {
        const sent = isSaid(node) ? [...step.sent, messageText(node)] : step.sent;
        for (const child of node.children) steps.push({ id: child, sent, before: step.before });
        continue;
      }
      // Messages of the assistant that follow each other without a choice are one answer.
      const answer = [node];
      for (let last = node; ;) {
        const next = last.children.length === 1 ? nodes.get(last.children[0] ?? '') : undefined;
        if (next === undefined || roleOf(next) !== 'assistant' || seen.has(next.id)) break;
        seen.add(next.id);
        answer.push(next);
        last = next;
      }
      const said = answer.filter(isSaid);
      const call = said.length === 0 ? undefined : callOf(said, step, about);
      if (call !== undefined) yield call;
      const before = call?.source ?? step.before;
      const sent = call === undefined ? step.sent : [];
      for (const child of answer.at(-1)?.children ?? []) steps.push({ id: child, sent, before });
    }
  }

  *end(): Generator<ImportedCall> {
    // Every conversation is whole by itself.
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
      children: Array.isArray(children) ? children.filter((child) => typeof child === 'string') : [],
      message: asObject(fields['message']),
      members: rawMembers(rawMembers(raw).get('message') ?? ''),
    });
  }
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
  return `{"role":${author.get('role') ?? '"user"'}${named},"content":${contentText(content)}}`;
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
  step: Step,
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
    request: `{"model":${modelText},"messages":[${step.sent.join(',')}]}`,
    reply: `{"object":"chat.completion","model":${modelText},"choices":[${choices.join(',')}]}`,
    status: finish === 'interrupted' ? 'aborted' : 'completed',
    finish: finish === undefined ? undefined : finishes[finish],
    usage: undefined,
    cost: undefined,
    totalMs: undefined,
    run: about.run,
    parent: step.before,
    partial: missing({
      system: true,
      tools: true,
      settings: true,
      history: step.before !== undefined,
      messages: step.sent.length === 0,
      images: [...step.sent, ...choices].some((text) => text.includes('"asset_pointer"')),
      model: model === 'unknown',
      time: time === undefined,
    }),
  };
}

const finishes: Readonly<Record<string, FinishReason>> = { stop: 'stop', max_tokens: 'length' };
