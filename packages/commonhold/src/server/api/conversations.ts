import { z } from 'zod';
import { CommonholdError } from '#base';
import { conversationBytesMax } from '#ledger';
import { type ApiContext, apiRoutes, jsonInput, queryInput } from './context.ts';

/** What a browser chose as the name of a conversation: random, so that two tabs never mean the same. */
const idPattern = /^[A-Za-z0-9_-]{8,64}$/;

/** Models beside each other that a person can still read. */
const columnsMax = 4;

/**
 * One message of a conversation. They form a tree: an answer made again is a sibling of the first, and a fork begins
 * where its parent is. Words of an answer are kept as they were shown; the record is what proves them.
 */
const message = z.strictObject({
  id: z.string().regex(idPattern),
  parent: z.string().regex(idPattern).optional(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  reasoning: z.string().optional(),
  /** Of an answer: the model that was asked, the call on record, how it ended, and what the node said of it. */
  model: z.string().optional(),
  call: z.string().optional(),
  ended: z.enum(['complete', 'length', 'stopped', 'failed']).optional(),
  error: z.string().optional(),
  destination: z.string().optional(),
  /** Whose machine that was, as the node's configuration said when it answered. */
  local: z.enum(['verified', 'declared', 'no']).optional(),
  decision: z.string().optional(),
  /** Of a fork: the text that was given to the model as the beginning of its answer, and the end of it that a person chose. */
  given: z.string().optional(),
  forced: z.string().optional(),
  /** It was asked for in the form of a JSON schema. */
  json: z.literal(true).optional(),
  /** The call on record that worked out how likely the words of this answer were, when that was asked for afterwards. */
  scored: z.string().optional(),
  created: z.iso.datetime(),
});

const document = z.strictObject({
  title: z.string().max(200),
  system: z.string().optional(),
  /** Who is asked, one for each column. */
  models: z.array(z.string()).max(columnsMax),
  parameters: z.record(z.string(), z.json()),
  messages: z.array(message).max(2000),
  /** The messages that were shown last, one for each model beside each other. */
  shown: z.array(z.string().regex(idPattern)).max(columnsMax),
});

const listQuery = z.strictObject({ q: z.string().max(200).optional() });

export type ConversationDocument = z.output<typeof document>;
export type ConversationMessage = z.output<typeof message>;

export interface ConversationSummary {
  readonly id: string;
  readonly updated: string;
  readonly title: string;
  /** Where a search found its words, some of the text around them. */
  readonly found?: string;
}

export interface ConversationView extends ConversationDocument {
  readonly id: string;
  readonly updated: string;
}

/** The Ask page's conversations: everybody's own, and nobody else's, the owner's included. */
export function conversationsApi(context: ApiContext) {
  const { conversations } = context.ledger;
  return apiRoutes()
    .get('/', queryInput(listQuery), async (request) => {
      const { q } = request.req.valid('query');
      const kept = await conversations.list(request.get('principal'));
      const found = kept.flatMap(({ id, updated, document }): ConversationSummary[] => {
        const content = read(document);
        const hit = q === undefined || q === '' ? '' : search(content, q);
        if (hit === undefined) return [];
        return [{ id, updated, title: content.title, ...(hit === '' ? {} : { found: hit }) }];
      });
      return request.json({ conversations: found });
    })
    .get('/:id', async (request) => {
      const id = request.req.param('id');
      const kept = await conversations.read(request.get('principal'), id);
      if (!kept) throw new CommonholdError('conversation_unknown', { conversation: JSON.stringify(id) });
      const view: ConversationView = { id, updated: kept.updated, ...read(kept.document) };
      return request.json(view);
    })
    .put('/:id', jsonInput(document), async (request) => {
      const id = request.req.param('id');
      if (!idPattern.test(id)) {
        throw new CommonholdError('request_invalid', {
          detail: 'the conversation has no such id',
          field: 'id',
        });
      }
      const bytes = new TextEncoder().encode(JSON.stringify(request.req.valid('json')));
      if (bytes.length > conversationBytesMax) {
        throw new CommonholdError('body_too_large', { limit: conversationBytesMax });
      }
      const now = context.clock.now();
      await conversations.put(request.get('principal'), id, bytes, now);
      return request.json({ id, updated: new Date(now).toISOString() });
    })
    .delete('/:id', async (request) => {
      const id = request.req.param('id');
      await conversations.remove(request.get('principal'), id);
      return request.json({ id });
    });
}

/** Our own writing of an earlier version or this one; what no schema fits is a damaged home and says so. */
function read(bytes: Uint8Array): ConversationDocument {
  return document.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Characters shown around a hit. */
const contextCharacters = 60;

/** Undefined when nothing holds the words; empty when the title does. */
function search(content: ConversationDocument, words: string): string | undefined {
  const wanted = words.toLowerCase();
  if (content.title.toLowerCase().includes(wanted)) return '';
  for (const { text } of content.messages) {
    const at = text.toLowerCase().indexOf(wanted);
    if (at === -1) continue;
    const from = Math.max(0, at - contextCharacters);
    const to = Math.min(text.length, at + wanted.length + contextCharacters);
    return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
  }
  return undefined;
}
