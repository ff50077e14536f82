import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TryLine, TryResult } from '../packages/commonhold/src/server/index.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import {
  api,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const everybody = '@id("everybody") permit(principal, action, resource);';
const secrets = `@id("secrets-stay") forbid(principal, action, resource)
when { context.labels.contains("secret") && resource.destination.local != Local::"verified" };`;
const hide = `@id("hide-people") @remedy("pseudonymise") forbid(principal, action, resource)
when { context.labels.contains("personal") };`;

describe('rules that are tried on the calls of a node', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;
  const calls: Record<string, string> = {};

  const ask = async (name: string, content: string, labels = '', key = node.key): Promise<number> => {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        'x-commonhold-labels': labels,
      },
      body: JSON.stringify({ model: 'test-model', user: name, messages: [{ role: 'user', content }] }),
    });
    calls[name] = reply.headers.get('x-commonhold-call') ?? '';
    await reply.text();
    return reply.status;
  };
  const tryOut = async (...parameters: readonly string[]): Promise<TryResult> => {
    const { output, errors } = await commonhold(home, ['policy', 'try', ...parameters, '--json']);
    expect(errors).toBe('');
    return JSON.parse(output) as TryResult;
  };
  /** Which calls change, by the names that the test gave them. */
  const changes = ({ groups }: TryResult): Record<string, readonly string[]> =>
    Object.fromEntries(
      Object.entries(groups).flatMap(([kind, { examples }]) => {
        const names = examples.map(
          ({ call }) => Object.keys(calls).find((name) => calls[name] === call) ?? call,
        );
        return names.length === 0 ? [] : [[kind, names.toSorted()] as const];
      }),
    );
  const files = async (folder: string, texts: Readonly<Record<string, string>>): Promise<string> => {
    const place = join(home, folder);
    await mkdir(place, { recursive: true });
    for (const [name, text] of Object.entries(texts)) await writeFile(join(place, name), text);
    return place;
  };

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(providerYaml(upstream.port));
    node = await startTestNode(home);
    await ask('plain', 'Hello.');
    await ask('secret', 'Hello.', 'secret');
    await ask('personal', 'Write to anna.kowalska@example.org.');
  });
  afterAll(async () => {
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });

  test('name exactly the calls that would change, and how', async () => {
    const folder = await files('tried', { 'a.cedar': everybody, 'b.cedar': `${secrets}\n${hide}` });
    const result = await tryOut(folder);
    expect(result).toMatchObject({ calls: 3, decisions: 3, same: 0, mode: 'enforce' });
    expect(changes(result)).toEqual({
      newlyDenied: ['secret'],
      pseudonymised: ['personal'],
      otherRules: ['plain'],
    });
    expect(result.groups.newlyDenied.byRule).toEqual([{ rule: 'secrets-stay', calls: 1 }]);
    expect(upstream.seen).toHaveLength(3);
  });

  test('are what really happens once they are in force', async () => {
    await files('policies', { 'a.cedar': everybody, 'b.cedar': `${secrets}\n${hide}` });
    await api(node, 'POST', '/api/status/reload');
    expect(await ask('secret then', 'Hello.', 'secret')).toBe(403);
    expect(await ask('personal then', 'Write to anna.kowalska@example.org.')).toBe(200);
    expect(await ask('plain then', 'Hello.')).toBe(200);
    const result = await tryOut(join(home, 'policies'));
    // What was decided by these very rules stays as it was.
    expect(result.same).toBe(3);
    expect(changes(result)).toEqual({
      newlyDenied: ['secret'],
      pseudonymised: ['personal'],
      otherRules: ['plain'],
    });
  });

  test('that are softened in one file would allow what was refused, and let go what left with pseudonyms', async () => {
    const folder = await files('softer', { 'b.cedar': '// Nothing is forbidden any more.\n' });
    const result = await tryOut(join(folder, 'b.cedar'));
    expect(changes(result)).toEqual({
      newlyAllowed: ['secret then'],
      plain: ['personal then'],
      otherRules: ['personal', 'plain', 'secret'],
    });
    expect(result.groups.newlyAllowed.examples[0]).toMatchObject({ attempt: 0, to: 'upstream' });
    const readable = await commonhold(home, ['policy', 'try', join(folder, 'b.cedar')]);
    expect(readable).toMatchObject({ code: 0, errors: '' });
    expect(readable.output).toContain('1 call newly allowed');
    expect(readable.output).toContain('would be allow:everybody');
    const guarded = ['policy', 'try', join(folder, 'b.cedar'), '--fail-on', 'newly-allowed'];
    expect((await commonhold(home, guarded)).code).toBe(1);
  });

  test('are refused with file and line when they are not right, before any call is read', async () => {
    const folder = await files('broken', {
      'b.cedar': `${everybody}\nforbid(principal, action, resource) when { context.secret };`,
    });
    const { code, errors } = await commonhold(home, ['policy', 'try', folder]);
    expect([code, errors]).toEqual([1, expect.stringContaining('b.cedar, line 2')]);
  });

  test('are tried by owners and auditors, and by nobody who sees only their own calls', async () => {
    const key = async (role: string): Promise<string> => {
      const added = await commonhold(home, ['keys', 'add', `the ${role}`, '--role', role, '--json']);
      return (JSON.parse(added.output) as { key: string }).key;
    };
    const asked = async (secret: string): Promise<Response> =>
      fetch(new URL('/api/policy/try', node.baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ files: [{ file: 'a.cedar', text: everybody }], since: '2020-01-01' }),
      });
    expect((await asked(await key('member'))).status).toBe(403);
    const lines = (await (await asked(await key('auditor'))).text()).trim().split('\n');
    const last = JSON.parse(lines.at(-1) ?? '') as TryLine;
    expect(last).toMatchObject({ type: 'result', calls: 6 });
  });

  test('leave the record as it was', async () => {
    const { code, output } = await commonhold(home, ['verify', '--json']);
    expect([code, JSON.parse(output)]).toEqual([0, expect.objectContaining({ verdict: 'proved' })]);
  });
});
