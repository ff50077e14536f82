import type { ConversationMessage } from 'commonhold/api';

/**
 * A conversation is a tree. Each message names the one before it; an answer made again, a question asked differently
 * and a fork are siblings of what they replace, so nothing is ever lost. What a column shows is the path from the
 * beginning to one message. Everything here is pure, and the order of the list is the order in which messages came.
 */
export type Message = ConversationMessage;
export type Messages = readonly Message[];

/** From the beginning to `leaf`; empty when there is no such message. A message whose parent is missing begins a path. */
export function pathTo(messages: Messages, leaf: string | undefined): readonly Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: Message[] = [];
  for (let at = leaf; at !== undefined;) {
    const message = byId.get(at);
    // Taking it out of the map ends the walk also in a damaged tree that bites its own tail.
    if (message === undefined || !byId.delete(at)) break;
    path.push(message);
    at = message.parent;
  }
  return path.reverse();
}

/** Messages that stand in the same place: the versions of one answer, or of one question. */
export function versionsOf(messages: Messages, message: Message): readonly Message[] {
  return messages.filter(({ parent, role }) => parent === message.parent && role === message.role);
}

/** Where a path through `id` ends when the newest message is followed each time. */
export function newestBelow(messages: Messages, id: string): string {
  const newestChild = new Map<string, string>();
  for (const message of messages)
    if (message.parent !== undefined) newestChild.set(message.parent, message.id);
  const seen = new Set<string>();
  let at = id;
  for (let next = newestChild.get(at); next !== undefined && !seen.has(next); next = newestChild.get(at)) {
    seen.add(next);
    at = next;
  }
  return at;
}

/** The same list with one message changed. */
export function withChange(messages: Messages, id: string, change: Partial<Message>): Messages {
  return messages.map((message) => (message.id === id ? { ...message, ...change } : message));
}
