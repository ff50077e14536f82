import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  CheckedPolicyView,
  PolicyFilesView,
  ReplacedPolicyView,
} from '../packages/commonhold/src/server/index.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import {
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const everybody = '@id("everybody") permit(principal, action, resource);\n';
const nobody = '@id("nobody") @why("Closed") forbid(principal, action, resource);\n';

describe('the files of rules over the API', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;
  const keys: Record<string, string> = {};

  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    key = node.key,
  ): Promise<{ readonly status: number; readonly body: never }> => {
    const reply = await fetch(new URL(path, node.baseUrl), {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as never };
  };
  const read = async (): Promise<PolicyFilesView> => (await ask('GET', '/api/policy/files')).body;
  const replace = async (texts: Readonly<Record<string, string>>, before: string) =>
    ask('PUT', '/api/policy/files', { files: filesOf(texts), before });
  const filesOf = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([name, text]) => ({ name, text }));
  const onDisk = (name: string): Promise<string> => readFile(join(home, 'policies', name), 'utf8');
  const send = async (key = node.key): Promise<number> =>
    (
      await chat(
        { ...node, key },
        { model: 'test-model', user: 'u', messages: [{ role: 'user', content: 'Hi' }] },
      )
    ).status;

  /** Who the newest entry of a kind in the log is of, as the log names people. */
  const actorOfLast = (kind: string): string | undefined => {
    const database = new DatabaseSync(join(home, 'commonhold.db'), { readOnly: true });
    const rows = database.prepare('SELECT CAST(bytes AS TEXT) AS leaf FROM leaf ORDER BY idx DESC').all();
    database.close();
    return rows
      .map(({ leaf }) => JSON.parse(String(leaf)) as { readonly kind: string; readonly actor: string })
      .find((leaf) => leaf.kind === kind)?.actor;
  };

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(providerYaml(upstream.port));
    // A set that was being written when the power went: the file that let everybody through is still the old one.
    await mkdir(join(home, 'policies'));
    await writeFile(join(home, 'policies', 'a.cedar'), everybody);
    await writeFile(
      join(home, 'policies', '.being-adopted.json'),
      JSON.stringify({
        v: 1,
        before: { 'a.cedar': everybody },
        after: { 'a.cedar': everybody, 'b.cedar': nobody },
      }),
    );
    node = await startTestNode(home);
    for (const role of ['member', 'auditor', 'owner']) {
      const added = await commonhold(home, ['keys', 'add', role, '--role', role, '--json']);
      keys[role] = (JSON.parse(added.output) as { key: string }).key;
    }
  }, 60_000);
  afterAll(async () => {
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });

  test('are, after a crash, the whole set that was being written, before the first call is decided', async () => {
    expect(await send()).toBe(403);
    expect(upstream.seen).toEqual([]);
    expect(await onDisk('b.cedar')).toBe(nobody);
    expect(await readdir(join(home, 'policies'))).toEqual(['a.cedar', 'b.cedar']);
    expect((await read()).files).toEqual(filesOf({ 'a.cedar': everybody, 'b.cedar': nobody }));
  });

  test('are read by owners and auditors, and changed by owners alone', async () => {
    const { digest } = await read();
    for (const [role, path, status] of [
      ['auditor', 'GET /api/policy/files', 200],
      ['auditor', 'GET /api/policy/starters', 200],
      ['auditor', 'PUT /api/policy/files', 403],
      ['auditor', 'POST /api/policy/check', 403],
      ['auditor', 'POST /api/policy/starters/school', 403],
      ['member', 'GET /api/policy/files', 403],
      ['member', 'PUT /api/policy/files', 403],
      ['member', 'POST /api/policy/check', 403],
    ] as const) {
      const [method = '', address = ''] = path.split(' ');
      const body = method === 'GET' ? undefined : { files: [], before: digest };
      expect((await ask(method, address, body, keys[role])).status, `${role} ${path}`).toBe(status);
    }
    expect((await read()).digest).toBe(digest);
  });

  test('are checked as the node checks them, with the place of every problem, and nothing is changed', async () => {
    const { digest } = await read();
    const checked: CheckedPolicyView = (
      await ask('POST', '/api/policy/check', {
        files: filesOf({
          'a.cedar': everybody,
          'floor/b.cedar': `\n@id("odd") @remedy("reroute")\nforbid(principal, action, resource)\nwhen { context.labels.contains("persnal") };`,
        }),
      })
    ).body;
    expect(checked.problems).toEqual([
      expect.objectContaining({ file: 'floor/b.cedar', line: 2, rule: 'odd' }),
    ]);
    expect(checked.tests).toBeUndefined();
    expect((await read()).digest).toBe(digest);
  });

  test('are tested by the tests beside those on disk, without a call', async () => {
    await mkdir(join(home, 'policies', 'tests'));
    const tests = `tests:
  - { name: Open, route: [{ provider: upstream, local: declared }], expect: { decision: allow } }
  - { name: Closed, route: [{ provider: upstream, local: declared }], expect: { decision: deny } }
`;
    await writeFile(join(home, 'policies', 'tests', 't.yaml'), tests);
    const resultsOf = async (texts: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
      const checked: CheckedPolicyView = (await ask('POST', '/api/policy/check', { files: filesOf(texts) }))
        .body;
      return checked.tests?.results.map(({ name, passed }) => [name, passed]) ?? [];
    };
    expect(await resultsOf({ 'a.cedar': everybody })).toEqual([
      ['Open', true],
      ['Closed', false],
    ]);
    expect(await resultsOf({ 'a.cedar': everybody + nobody })).toEqual([
      ['Open', false],
      ['Closed', true],
    ]);
    expect(upstream.seen).toEqual([]);
  });

  test('are replaced as one set, which holds from the answer on and is told of as the act of whoever did it', async () => {
    const { digest } = await read();
    // What else is wrong in the home folder does not keep an owner from changing the rules.
    const yaml = await readFile(join(home, 'commonhold.yaml'), 'utf8');
    await writeFile(join(home, 'commonhold.yaml'), 'this: is: not: right');
    const replaced = await ask(
      'PUT',
      '/api/policy/files',
      { files: filesOf({ 'a.cedar': everybody }), before: digest },
      keys['owner'],
    );
    await writeFile(join(home, 'commonhold.yaml'), yaml);
    expect(replaced.status).toBe(200);
    const view: ReplacedPolicyView = replaced.body;
    expect(view.status).toMatchObject({ rules: 1, mode: 'enforce', builtIn: false });
    expect(view.status.trouble).toBeUndefined();
    expect(await send()).toBe(200);
    expect(await readdir(join(home, 'policies'))).toEqual(['a.cedar', 'tests']);
    const policy: { sets: readonly { digest: string }[] } = (await ask('GET', '/api/policy')).body;
    expect(policy.sets[0]?.digest).toBe(view.status.digest);
    const [acted, byOther] = [actorOfLast('change'), actorOfLast('intent')];
    expect(await send(keys['owner'])).toBe(200);
    const bySame = actorOfLast('intent');
    expect(acted).toBe(bySame);
    expect(acted).not.toBe(byOther);
    const back = await replace({ 'a.cedar': everybody, 'b.cedar': nobody }, view.digest);
    expect(back.status).toBe(200);
    expect(await send()).toBe(403);
  });

  test('stay as they are when they are not what was seen, when the new set is not right, and for a name that leads elsewhere', async () => {
    const before = await read();
    for (const [texts, seen, status, code] of [
      [{ 'a.cedar': everybody }, 'another digest', 409, 'policies_changed'],
      [{ 'a.cedar': 'permit(' }, before.digest, 422, 'policies_not_right'],
      [{ '../a.cedar': everybody }, before.digest, 422, 'policies_not_right'],
      [{ 'tests/t.yaml': everybody }, before.digest, 422, 'policies_not_right'],
    ] as const) {
      expect(await replace(texts, seen)).toMatchObject({ status, body: { error: { code } } });
    }
    expect(await read()).toEqual(before);
    expect(await send()).toBe(403);
  });

  test('that somebody changed by hand a moment ago are not written over, even before the node has noticed', async () => {
    const { digest } = await read();
    await writeFile(join(home, 'policies', 'b.cedar'), `// by hand\n${nobody}`);
    expect(await replace({ 'a.cedar': everybody }, digest)).toMatchObject({
      status: 409,
      body: { error: { code: 'policies_changed' } },
    });
    expect(await onDisk('b.cedar')).toBe(`// by hand\n${nobody}`);
  });

  test('may all go, which brings the built-in rule back; a starter set comes only where nothing lies', async () => {
    const emptied = await replace({}, (await read()).digest);
    expect((emptied.body as ReplacedPolicyView).status).toMatchObject({ builtIn: true });
    const adopt = () => ask('POST', '/api/policy/starters/school');
    expect(await adopt()).toMatchObject({ status: 409, body: { error: { code: 'policies_present' } } });
    await rm(join(home, 'policies'), { recursive: true });
    const { sets }: { sets: readonly { name: string; explanation: string }[] } = (
      await ask('GET', '/api/policy/starters')
    ).body;
    expect(sets.map(({ name }) => name)).toEqual(['clinic', 'company', 'school', 'solo']);
    expect(sets[2]?.explanation).toContain('`pupils-inside`');
    const adopted = await adopt();
    expect(adopted.status).toBe(200);
    expect((adopted.body as ReplacedPolicyView).status).toMatchObject({ rules: 9, builtIn: false });
    expect(await ask('POST', '/api/policy/starters/nowhere')).toMatchObject({ status: 404 });
  });
});
