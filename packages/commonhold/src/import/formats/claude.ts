import { asText, missing, nameOf, parseObject, timeOf } from '../fields.ts';
import { BrokenElement, type Element, type FormatParser, type ImportedCall } from '../imported-call.ts';
import { rawElements, rawMembers } from '../raw-json.ts';

/**
 * The export of Claude: a list of conversations with their messages in order. Every answer is a call; what was said since
 * the one before is its request. The export does not say which model answered.
 */
export class ClaudeExportParser implements FormatParser {
  *push({ text }: Element): Generator<ImportedCall> {
    const conversation = parseObject(text);
    const messages = rawMembers(text).get('chat_messages');
    if (messages === undefined || !Array.isArray(conversation['chat_messages'])) {
      throw new BrokenElement('a conversation without messages');
    }
    const run = nameOf(conversation['uuid']);
    const model = nameOf(conversation['model']) ?? 'unknown';
    let waiting: string[] = [];
    let hasFiles = false;
    let before: string | undefined;
    for (const raw of rawElements(messages)) {
      const message = parseObject(raw);
      const members = rawMembers(raw);
      const id = asText(message['uuid']);
      if (id === undefined) throw new BrokenElement('a message without an id');
      const isAnswer = message['sender'] === 'assistant';
      hasFiles ||= !isEmptyList(members.get('files'));
      if (!isAnswer) {
        waiting.push(messageText('user', members));
        continue;
      }
      const time = timeOf(message['created_at']);
      const modelText = JSON.stringify(model);
      const source = `claude:${id}`;
      yield {
        source,
        time,
        wire: 'anthropic-messages',
        operation: 'generate',
        model,
        vendor: { name: 'anthropic', byName: false },
        request: `{"model":${modelText},"messages":[${waiting.join(',')}]}`,
        reply: `{"id":${JSON.stringify(id)},"type":"message","role":"assistant","model":${modelText},"content":${contentOf(members)}${extrasOf(members)}}`,
        status: asText(message['stop_reason']) === 'user_canceled' ? 'aborted' : 'completed',
        finish: undefined,
        usage: undefined,
        cost: undefined,
        totalMs: undefined,
        run,
        parent: before,
        partial: missing({
          system: true,
          tools: true,
          settings: true,
          history: before !== undefined,
          messages: waiting.length === 0,
          images: hasFiles,
          model: model === 'unknown',
          time: time === undefined,
        }),
      };
      waiting = [];
      hasFiles = false;
      before = source;
    }
  }

  *end(): Generator<ImportedCall> {
    // Every conversation is whole by itself.
  }
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
  const extras = ['attachments', 'files'].filter((name) => !isEmptyList(members.get(name)));
  const texts = extras.map((name) => `,${JSON.stringify(name)}:${members.get(name) ?? 'null'}`);
  // Where both are there, the text may say more than the blocks.
  const text = members.get('text');
  const isTold = isEmptyList(content) || text === undefined || text === '""';
  return `${isTold ? '' : `,"text":${text}`}${texts.join('')}`;
}

function isEmptyList(raw: string | undefined): boolean {
  return raw === undefined || raw === 'null' || rawElements(raw).length === 0;
}
