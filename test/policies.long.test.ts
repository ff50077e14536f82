import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
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
const secrets = `@id("secrets-stay") @why("Keys go to no vendor")
forbid(principal, action, resource)
when { context.labels.contains("secret") && resource.destination.local != Local::"verified" };`;

interface Asked {
  readonly status: number;
  readonly call: string;
  readonly decision: string | null;
  readonly text: string;
}

async function ask(node: TestNode, user: string, labels = ''): Promise<Asked> {
  const reply = await fetch(`${node.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${node.key}`,
      'x-commonhold-labels': labels,
    },
    body: JSON.stringify({ model: 'test-model', user, messages: [{ role: 'user', content: 'Hello.' }] }),
  });
  return {
    status: reply.status,
    call: reply.headers.get('x-commonhold-call') ?? '',
    decision: reply.headers.get('x-commonhold-decision'),
    text: await reply.text(),
  };
}

interface Status {
  readonly policy: { readonly digest: string; readonly rules: number; readonly trouble?: string };
}

describe('rules in files', () => {
  let upstream: CountingUpstream;
  let home: string;
  let node: TestNode;
  const rules = (text: string): Promise<void> => writeFile(join(home, 'policies', 'rules.cedar'), text);
  const policy = async (): Promise<Status['policy']> =>
    (await api<Status>(node, 'GET', '/api/status')).policy;
  /** Until the watcher has noticed; a reload that was asked for would not show that it does. */
  const until = (right: (now: Status['policy']) => boolean): Promise<Status['policy']> =>
    eventually(async () => {
      const now = await policy();
      return right(now) ? now : undefined;
    });

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(providerYaml(upstream.port));
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    await upstream.close();
    await removeHome(home);
  });

  test('take effect while the node runs, refuse in the words of the client, and are told of in the log', async () => {
    expect((await ask(node, 'before', 'secret')).decision).toBe('allow:valid-key');
    await mkdir(join(home, 'policies'));
    await rules(everybody + secrets);
    await until((now) => now.rules === 2);

    expect(await ask(node, 'plain')).toMatchObject({ status: 200, decision: 'allow:everybody' });
    const refused = await ask(node, 'with a key', 'secret');
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text)).toMatchObject({ error: { code: 'policy_denied' } });
    expect(refused.text).toContain('secrets-stay (Keys go to no vendor) forbids it without remedy');
    expect(upstream.seen).toEqual(['before', 'plain']);

    const explained = await commonhold(home, ['policy', 'explain', refused.call]);
    expect(explained.output).toContain('deny:secrets-stay');
    expect(explained.output).toContain('context.labels.contains("secret")');
    expect(explained.output).toContain(
      'the condition of secrets-stay would have to be false; it takes no remedy',
    );
  });

  test('that are not right change nothing, and the status, the doctor and the check say where', async () => {
    const before = await policy();
    await rules(`${everybody}\nforbid(principal, action, resource) when { context.secret };`);
    const now = await until(({ trouble }) => trouble !== undefined);
    expect(now.digest).toBe(before.digest);
    expect(now.trouble).toContain('rules.cedar, line 2, rule rules-2');
    expect((await ask(node, 'meanwhile', 'secret')).status).toBe(403);
    const check = await commonhold(home, ['policy', 'check']);
    expect([check.code, check.errors]).toEqual([1, expect.stringContaining('rules.cedar, line 2')]);
    const doctor = await commonhold(home, ['doctor']);
    expect(doctor.output.replaceAll(/\s+/g, ' ')).toContain('The running node goes on with those before');
    await rules(everybody + secrets);
    await until(({ trouble }) => trouble === undefined);
  });

  test('explain a call by what they were then, after they have changed', async () => {
    const refused = await ask(node, 'then', 'secret');
    await rules(everybody);
    await until((now) => now.rules === 1);
    expect((await ask(node, 'now', 'secret')).status).toBe(200);
    const explained = await commonhold(home, ['policy', 'explain', refused.call, '--json']);
    expect(JSON.parse(explained.output)).toMatchObject({
      decisions: [
        {
          trail: ['deny:secrets-stay'],
          policy: { source: 'kept' },
          rules: [{ id: 'secrets-stay', why: 'Keys go to no vendor' }],
        },
      ],
    });
  });

  test('without any permit allow nothing', async () => {
    await rules(secrets);
    await until((now) => now.rules === 1 && now.trouble === undefined);
    const refused = await eventually(async () => {
      const asked = await ask(node, 'nobody permits this');
      return asked.status === 403 ? asked : undefined;
    });
    expect(refused.text).toContain('no rule permits it');
  });

  test('that are only observed let go what they forbid, and the record says that they would not have', async () => {
    await rules(everybody + secrets);
    const yaml = await readFile(join(home, 'commonhold.yaml'), 'utf8');
    await writeFile(join(home, 'commonhold.yaml'), `${yaml}policy: { mode: observe }\n`);
    const decision = await eventually(async () => {
      const asked = await ask(node, 'observed', 'secret');
      return asked.decision?.includes('would-deny') === true ? asked.decision : undefined;
    });
    expect(decision).toBe('would-deny:secrets-stay, allow:observe-mode');
    await writeFile(join(home, 'commonhold.yaml'), yaml);
  });

  test('leave a log that verifies, with one change for each set that was in force', async () => {
    await rm(join(home, 'policies'), { recursive: true });
    await until((now) => now.rules === 0);
    const { sets } = await api<{ sets: readonly { digest: string }[] }>(node, 'GET', '/api/policy');
    expect(sets.length).toBeGreaterThan(4);
    const verified = await commonhold(home, ['verify', '--json']);
    expect(JSON.parse(verified.output)).toMatchObject({ verdict: 'proved' });
  });
});

describe('a home folder whose rules are not right', () => {
  test('starts no node, and the place is named', async () => {
    const home = await newHome();
    await mkdir(join(home, 'policies', 'floor'), { recursive: true });
    await writeFile(
      join(home, 'policies', 'floor', 'hard.cedar'),
      '\n@remedy("reroute")\nforbid(principal, action, resource);',
    );
    await expect(startTestNode(home)).rejects.toThrow(/floor\/hard.cedar, line 2, rule hard-1.*no @remedy/);
    await removeHome(home);
  });

  test('gets a starter set whole, and never over what is there', async () => {
    const home = await newHome();
    expect((await commonhold(home, ['policy', 'adopt', 'school'])).code).toBe(0);
    expect((await commonhold(home, ['policy', 'check'])).output).toContain('9 rules in 2 files, all right');
    expect((await commonhold(home, ['policy', 'test'])).output).toContain('10 tests, 0 failed');
    const again = await commonhold(home, ['policy', 'adopt', 'solo']);
    expect([again.code, again.errors]).toEqual([1, expect.stringContaining('Nothing was copied')]);
    const unknown = await commonhold(home, ['policy', 'adopt', 'bank']);
    expect(unknown.errors).toContain('clinic, company, school, solo');
    await removeHome(home);
  });
});
