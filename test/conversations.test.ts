import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

interface Listed {
  readonly conversations: readonly {
    readonly id: string;
    readonly title: string;
    readonly found?: string;
  }[];
}

const created = '2026-11-22T10:00:00.000Z';
const talk = {
  title: 'Commons',
  models: ['test-model'],
  parameters: { temperature: 0 },
  messages: [
    { id: 'question-1', role: 'user', text: 'What is a commons?', created },
    {
      id: 'answer-01',
      parent: 'question-1',
      role: 'assistant',
      text: 'Land that a village tends together, such as a meadow.',
      model: 'test-model',
      call: '00000000000000000000000000',
      ended: 'complete',
      local: 'verified',
      given: 'Land',
      forced: 'Land',
      created,
    },
  ],
  shown: ['answer-01'],
};

describe('conversations of the Ask page', () => {
  let home: string;
  let node: TestNode;
  let other: string;

  beforeAll(async () => {
    home = await newHome();
    node = await startTestNode(home);
    const made = await commonhold(home, ['keys', 'add', 'Ada', '--json']);
    other = (JSON.parse(made.output) as { key: string }).key;
  }, 60_000);
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    key = node.key,
  ): Promise<{ status: number; reply: unknown }> {
    const reply = await fetch(new URL(`/api/conversations${path}`, node.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, reply: await reply.json() };
  }
  const listed = async (query = '', key = node.key): Promise<Listed['conversations']> =>
    ((await ask('GET', query, undefined, key)).reply as Listed).conversations;

  test('are kept whole, found by their title and by words in them, and gone when they are deleted', async () => {
    expect((await ask('PUT', '/talk-0001', talk)).status).toBe(200);
    expect((await ask('GET', '/talk-0001')).reply).toMatchObject({ id: 'talk-0001', ...talk });
    expect(await listed()).toMatchObject([{ id: 'talk-0001', title: 'Commons' }]);
    expect(await listed('?q=COMMONS')).toHaveLength(1);
    expect(await listed('?q=meadow')).toMatchObject([{ found: expect.stringContaining('a meadow.') }]);
    expect(await listed('?q=mountain')).toEqual([]);

    expect((await ask('DELETE', '/talk-0001')).status).toBe(200);
    expect(await listed()).toEqual([]);
    expect((await ask('GET', '/talk-0001')).status).toBe(404);
  });

  test('are nobody else’s: another person neither lists, reads, writes nor deletes them', async () => {
    await ask('PUT', '/talk-0002', talk);
    expect(await listed('', other)).toEqual([]);
    expect((await ask('GET', '/talk-0002', undefined, other)).status).toBe(404);
    expect((await ask('PUT', '/talk-0002', { ...talk, title: 'Mine' }, other)).status).toBe(404);
    expect((await ask('DELETE', '/talk-0002', undefined, other)).status).toBe(404);
    expect((await ask('GET', '/talk-0002')).reply).toMatchObject({ title: 'Commons' });
  });

  test.each([
    ['an unknown field', { ...talk, color: 'red' }, 'color'],
    ['five columns', { ...talk, shown: Array.from({ length: 5 }, (_, at) => `answer-0${at}`) }, 'shown'],
    [
      'a message without a time',
      { ...talk, messages: [{ ...talk.messages[0], created: 'soon' }] },
      'created',
    ],
  ])('are refused with %s, and the field is named', async (_, body, field) => {
    const { status, reply } = await ask('PUT', '/talk-0003', body);
    expect(status).toBe(400);
    expect(JSON.stringify(reply)).toContain(field);
  });

  test('of more than a mebibyte are refused and not cut', async () => {
    const long = { ...talk, system: 'x'.repeat(1024 * 1024) };
    expect((await ask('PUT', '/talk-0004', long)).status).toBe(413);
    expect((await ask('GET', '/talk-0004')).status).toBe(404);
  });
});
