import type { JsonObject } from '#base';
import { asText, missing, nameOf, parseObject, timeOf } from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawElements, rawMembers } from '../raw-json.ts';
import { Branches, type SaidSince, saidThen } from '../said-since.ts';

/** What a message goes on from. */
interface Before {
  readonly sent: SaidSince | undefined;
  readonly hasFiles: boolean;
  readonly answer: string | undefined;
}

const nothing: Before = { sent: undefined, hasFiles: false, answer: undefined };

/**
 * The export of Claude: a list of conversations with their messages. Every answer is a call; what was said since the one
 * before is its request. Where messages name the one before them, what was asked again has branches; else their order
 * counts. The export does not say which model answered.
 */
export class ClaudeExportParser implements FormatParser {
  #unanswered = 0;

  *push({ text }: Element): Generator<ImportedCall> {
    const conversation = parseObject(text);
    const messages = rawMembers(text).get('chat_messages');
    if (messages === undefined || !Array.isArray(conversation['chat_messages'])) {
      throw new BrokenElement('a conversation without messages');
    }
    const run = nameOf(conversation['uuid']);
    const ownModel = nameOf(conversation['model']);
    const branches = new Branches();
    const after = new Map<string, Before>();
    /** Messages of persons on which nothing hangs so far. */
    const open = new Set<string>();
    let latest = { id: '', before: nothing };
    for (const raw of rawElements(messages)) {
      const message = parseObject(raw);
      const members = rawMembers(raw);
      const id = asText(message['uuid']);
      if (id === undefined) throw new BrokenElement('a message without an id');
      const parent = asText(message['parent_message_uuid']);
      const known = parent === undefined ? undefined : after.get(parent);
      // A parent that is no message here is the beginning.
      const before = parent === undefined ? latest.before : (known ?? nothing);
      open.delete(parent ?? latest.id);
      const hasFiles =
        before.hasFiles || ['files', 'files_v2'].some((name) => !isEmptyList(members.get(name)));
      if (message['sender'] !== 'assistant') {
        latest = {
          id,
          before: { ...before, sent: saidThen(before.sent, messageText('user', members)), hasFiles },
        };
        open.add(id);
      } else {
        const model = nameOf(message['model']) ?? ownModel ?? 'unknown';
        const sent = branches.messages(before.sent);
        const call = callOf(id, message, members, { ...before, sent, hasFiles }, { run, model });
        yield call;
        latest = { id, before: { ...nothing, answer: call.source } };
      }
      after.set(id, latest.before);
    }
    for (const id of open) this.#unanswered += after.get(id)?.sent?.count ?? 0;
  }

  *end(): Generator<ImportedCall> {
    // Every conversation is whole by itself.
  }

  unanswered(): number {
    return this.#unanswered;
  }
}

function callOf(
  id: string,
  message: JsonObject,
  members: ReadonlyMap<string, string>,
  { sent, hasFiles, answer }: Omit<Before, 'sent'> & { readonly sent: readonly string[] },
  { run, model }: { readonly run: string | undefined; readonly model: string },
): ImportedCall {
  const time = timeOf(message['created_at']);
  const modelText = JSON.stringify(model);
  return {
    source: `claude:${id}`,
    time,
    wire: 'anthropic-messages',
    operation: 'generate',
    model,
    vendor: { name: 'anthropic', byName: false },
    request: `{"model":${modelText},"messages":[${sent.join(',')}]}`,
    reply: `{"id":${JSON.stringify(id)},"type":"message","role":"assistant","model":${modelText},"content":${contentOf(members)}${extrasOf(members)}}`,
    status: asText(message['stop_reason']) === 'user_canceled' ? 'aborted' : 'completed',
    finish: undefined,
    usage: undefined,
    cost: undefined,
    totalMs: undefined,
    run,
    parent: answer,
    partial: missing({
      system: true,
      tools: true,
      settings: true,
      history: answer !== undefined,
      messages: sent.length === 0,
      images: hasFiles,
      model: model === 'unknown',
      time: time === undefined,
    }),
  };
}

function messageText(role: string, members: ReadonlyMap<string, string>): string {
  return `{"role":"${role}","content":${contentOf(members)}${extrasOf(members)}}`;
}

/** Newer exports have blocks; older ones the text alone. */
function contentOf(members: ReadonlyMap<string, string>): string {
  const content = members.get('content');
  const text = members.get('text') ?? '""';
  return isEmptyList(content) ? `[{"type":"text","text":${text}}]` : (content ?? '[]');
}

/** What was attached went out with the message. */
function extrasOf(members: ReadonlyMap<string, string>): string {
  const content = members.get('content');
  const extras = ['attachments', 'files', 'files_v2'].filter((name) => !isEmptyList(members.get(name)));
  const texts = extras.map((name) => `,${JSON.stringify(name)}:${members.get(name) ?? 'null'}`);
  // Where both are there, the text may say more than the blocks.
  const text = members.get('text');
  const isTold = isEmptyList(content) || text === undefined || text === '""';
  return `${isTold ? '' : `,"text":${text}`}${texts.join('')}`;
}

function isEmptyList(raw: string | undefined): boolean {
  return raw === undefined || raw === 'null' || rawElements(raw).length === 0;
}
