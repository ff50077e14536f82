import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Message, newestBelow, pathTo, versionsOf, withChange } from './tree.ts';

/** Trees as they grow: each message hangs below an earlier one of the other role, or begins. */
const trees = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 60 }).map((places) => {
  const messages: Message[] = [];
  for (const [index, place] of places.entries()) {
    const parent = place % 4 === 0 ? undefined : messages[place % Math.max(1, index)];
    messages.push({
      id: `message-${index}`,
      ...(parent === undefined ? {} : { parent: parent.id }),
      role: parent?.role === 'user' ? 'assistant' : 'user',
      text: String(index),
      created: '2026-11-22T10:00:00.000Z',
    });
  }
  return messages;
});

test('a path begins at a beginning, takes turns, and ends where it was asked to', () => {
  fc.assert(
    fc.property(trees, (messages) => {
      for (const message of messages) {
        const path = pathTo(messages, message.id);
        expect(path.at(-1)).toBe(message);
        expect(path[0]?.parent).toBeUndefined();
        expect(path.map(({ role }) => role)).toEqual(
          path.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')),
        );
      }
    }),
  );
});

test('every message is a version of itself, and its versions agree about what they are versions of', () => {
  fc.assert(
    fc.property(trees, (messages) => {
      for (const message of messages) {
        const versions = versionsOf(messages, message);
        expect(versions).toContain(message);
        for (const version of versions) expect(versionsOf(messages, version)).toEqual(versions);
      }
    }),
  );
});

test('following the newest ends at a message without an answer, on a path through where it began', () => {
  fc.assert(
    fc.property(trees, (messages) => {
      for (const { id } of messages) {
        const end = newestBelow(messages, id);
        expect(messages.some(({ parent }) => parent === end)).toBe(false);
        expect(pathTo(messages, end).map((message) => message.id)).toContain(id);
      }
    }),
  );
});

test('a tree that bites its own tail is walked to an end', () => {
  const created = '2026-11-22T10:00:00.000Z';
  const messages: Message[] = [
    { id: 'message-a', parent: 'message-b', role: 'user', text: '', created },
    { id: 'message-b', parent: 'message-a', role: 'assistant', text: '', created },
  ];
  expect(pathTo(messages, 'message-a')).toHaveLength(2);
  expect(['message-a', 'message-b']).toContain(newestBelow(messages, 'message-a'));
});

test('a change leaves every other message the very same object, so that nothing else is drawn again', () => {
  fc.assert(
    fc.property(trees, (messages) => {
      const changed = withChange(messages, 'message-0', { text: 'new' });
      expect(changed[0]?.text).toBe('new');
      expect(changed.slice(1).every((message, index) => message === messages[index + 1])).toBe(true);
    }),
  );
});
