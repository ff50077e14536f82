import { expect, test } from 'vitest';
import { ClaudeCodeParser } from './claude-code.ts';

test('lines in which Claude Code 2.1.330 keeps its requests once more are no messages of their own, and nothing broken', () => {
  const session = { sessionId: 'session-1', timestamp: '2026-11-22T13:32:39.425Z' };
  const asked = { role: 'user', content: 'Run the script.' };
  const lines = [
    { ...session, type: 'user', uuid: 'a', parentUuid: null, message: asked },
    { ...session, type: 'api-request-shape', shapeHash: '6b45', shape: { system: [], tools: [] } },
    { ...session, type: 'api-request-blob', hash: '272f', message: asked },
    { ...session, type: 'api-request', shapeHash: '6b45', params: { model: 'm' }, tail: ['272f'] },
    {
      ...session,
      type: 'assistant',
      uuid: 'b',
      parentUuid: 'a',
      message: { id: 'msg_1', role: 'assistant', model: 'm', content: [{ type: 'text', text: 'Done.' }] },
    },
  ];
  const parser = new ClaudeCodeParser();
  const calls = lines.flatMap((line, at) => [...parser.push({ number: at + 1, text: JSON.stringify(line) })]);
  calls.push(...parser.end());
  expect(calls).toHaveLength(1);
  expect(calls[0]?.request.match(/Run the script/g)).toHaveLength(1);
  expect(parser.unanswered()).toBe(0);
});
