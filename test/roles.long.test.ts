import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Right, rights, roles } from '../packages/commonhold/src/identity/index.ts';
import { routeRights } from '../packages/commonhold/src/server/index.ts';
import {
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

type Role = (typeof roles)[number];

/** What an answer says when the role is the reason. */
const refusals: Readonly<Record<Role, string>> = {
  owner: 'owner_required',
  member: 'owner_required',
  auditor: 'auditor_refused',
};

test('an auditor may change nothing, say nothing and open nothing', () => {
  const may = Object.entries(rights).flatMap(([right, { auditor }]) => (auditor === 'none' ? [] : [right]));
  expect(may.sort()).toEqual([
    'see-accesses',
    'see-calls',
    'see-destinations',
    'see-erasures',
    'see-metrics',
    'see-node',
    'see-rules',
    'see-witnesses',
    'sign-in',
  ]);
});

describe('what the roles may do on a running node', () => {
  let home: string;
  let node: TestNode;
  const keys = new Map<Role, string>();
  beforeAll(async () => {
    // Nobody listens on port 1, so a call fails, and that is a fact like any other.
    home = await newHome(providerYaml(1));
    node = await startTestNode(home);
    for (const role of roles) {
      const added = await commonhold(home, ['keys', 'add', `the ${role}`, '--role', role, '--json']);
      keys.set(role, (JSON.parse(added.output) as { key: string }).key);
    }
  });
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
  });

  /** The error code of an answer; undefined when it is none. */
  async function ask(role: Role, method: string, path: string): Promise<string | undefined> {
    const ending = new AbortController();
    const reply = await fetch(new URL(path, node.baseUrl), {
      method,
      headers: { authorization: `Bearer ${keys.get(role) ?? ''}` },
      signal: ending.signal,
    });
    // The stream of events does not end by itself.
    const isError = reply.status >= 400;
    const body: unknown = isError ? await reply.json() : undefined;
    ending.abort();
    return isError ? (body as { error: { code: string } }).error.code : undefined;
  }

  test.each(roles)('%s: each route of the API lets in or refuses as the table says', async (role) => {
    const wrong: string[] = [];
    for (const [route, right] of Object.entries<Right>(routeRights)) {
      const [method = '', path = ''] = route.split(' ');
      const code = await ask(role, method, path.replaceAll(/:[a-z]+(\{[^}]*\})?/g, 'nothing-of-that-name'));
      const isRefused = code === refusals[role];
      if (isRefused !== (rights[right][role] === 'none')) wrong.push(`${route}: ${code ?? 'done'}`);
      if (code === 'internal') wrong.push(`${route}: internal`);
    }
    expect(wrong).toEqual([]);
  });

  test('a call of an auditor is refused before it is read, and leaves nothing on record', async () => {
    const sizeOf = async (): Promise<number> => {
      const { output } = await commonhold(home, ['verify', '--json']);
      return (JSON.parse(output) as { size: number }).size;
    };
    const before = await sizeOf();
    const reply = await chat({ ...node, key: keys.get('auditor') ?? '' }, { not: 'a call at all' });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({
      error: { code: 'auditor_refused', message: expect.stringContaining('may not make calls') },
    });
    expect(await sizeOf()).toBe(before);
  });

  test('an auditor sees a call of somebody else and who made it, and neither takes its receipt nor sees what was said', async () => {
    const failed = await chat(
      { ...node, key: keys.get('member') ?? '' },
      { model: 'test-model', messages: [{ role: 'user', content: 'Is anybody there?' }] },
    );
    const id = failed.headers.get('x-commonhold-call') ?? '';
    const as = { headers: { authorization: `Bearer ${keys.get('auditor') ?? ''}` } };
    const get = (path: string): Promise<Response> => fetch(new URL(path, node.baseUrl), as);
    expect(await (await get(`/api/calls/${id}`)).json()).toMatchObject({
      call: { id, principal: { name: 'the member', kind: 'app' } },
    });
    expect(await ask('auditor', 'GET', `/api/receipts/${id}`)).toBe('auditor_refused');
    expect(await ask('auditor', 'GET', `/api/receipts/${id}?open=answer`)).toBe('auditor_refused');
    expect(await (await get('/api/models')).json()).toMatchObject({ scope: 'names' });
    expect(await ask('auditor', 'POST', `/api/calls/${id}/open`)).toBe('auditor_refused');
    expect(await ask('member', 'POST', `/api/calls/${id}/open`)).toBeUndefined();
  });
});
