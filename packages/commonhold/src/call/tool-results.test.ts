import { expect, test } from 'vitest';
import type { Message } from './message.ts';
import { toolTexts } from './tool-results.ts';

const asked = (id: string, name: string): Message => ({
  role: 'assistant',
  content: [{ type: 'tool-call', id, name, arguments: `{"of":"${name}"}` }],
});
const answered = (callId: string, text: string): Message => ({
  role: 'tool',
  callId,
  content: [{ type: 'text', text }],
});
const read = (...messages: Message[]) => [...toolTexts({ messages })];

test('a result is of the tool whose call has its id, and arguments are of their own', () => {
  expect(read(asked('a', 'patients'), asked('b', 'weather'), answered('b', 'rain'))).toEqual([
    { kind: 'arguments', tools: ['patients'], texts: ['{"of":"patients"}'] },
    { kind: 'arguments', tools: ['weather'], texts: ['{"of":"weather"}'] },
    { kind: 'result', tools: ['weather'], texts: ['rain'] },
  ]);
});

test('a result whose call is not in the request is of no tool that could be named', () => {
  expect(read(answered('gone', 'rain'))).toEqual([{ kind: 'result', tools: [], texts: ['rain'] }]);
});

test('where one id was given to calls of two tools, a result may be of either', () => {
  const [, , result] = read(asked('0', 'patients'), asked('0', 'weather'), answered('0', 'rain'));
  expect(result?.tools).toEqual(['patients', 'weather']);
});

test('a call that follows its result still names it', () => {
  expect(read(answered('a', 'rain'), asked('a', 'weather'))[0]?.tools).toEqual(['weather']);
});

test('what a part of an unknown kind says is told, and pictures are not', () => {
  const content = [
    { type: 'unknown', wire: 'openai-chat', value: { type: 'document', pages: ['one', { text: 'two' }] } },
    { type: 'image', source: { type: 'url', url: 'https://example.org/x.png' } },
  ] as const;
  expect(read({ role: 'tool', callId: 'a', content })[0]?.texts).toEqual(['document', 'one', 'two']);
});
