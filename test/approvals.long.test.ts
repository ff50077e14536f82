import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AccessesView,
  ApprovalDecisionsView,
  ApprovalsView,
  ApprovalView,
} from '../packages/commonhold/src/server/index.ts';
import { type CountingUpstream, startCountingUpstream } from './node/counting-upstream.ts';
import { eventually } from './node/eventually.ts';
import {
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

const rules = `@id("everybody") permit(principal, action, resource);
@id("ask-first") @why("An agent asks before it talks with a vendor") @remedy("approve:owner")
forbid(principal is Agent, action, resource)
unless { context.approvals.contains("ask-first") };
@id("four-eyes") @remedy("approve:another-owner")
forbid(principal is Person, action, resource)
when { context.labels.contains("confidential") }
unless { context.approvals.contains("four-eyes") };`;

const bin = fileURLToPath(new URL('../packages/commonhold/bin/commonhold.js', import.meta.url));

interface Answer {
  readonly status: number;
  readonly error: string | null;
  readonly call: string;
  readonly text: string;
}

/** Whoever has a key; `anna` is an owner and a person, whom the command line, which is the owner at the home, is not. */
const people = {
  agent: ['--kind', 'agent'],
  anna: ['--kind', 'person', '--role', 'owner'],
  ben: ['--kind', 'person'],
  auditor: ['--kind', 'person', '--role', 'auditor'],
} as const;
type Someone = keyof typeof people;

class Scene {
  readonly home: string;
  readonly upstream: CountingUpstream;
  readonly keys = new Map<Someone, string>();
  node: TestNode;

  private constructor(home: string, upstream: CountingUpstream, node: TestNode) {
    this.home = home;
    this.upstream = upstream;
    this.node = node;
  }

  static async begin(more = ''): Promise<Scene> {
    const upstream = await startCountingUpstream(0);
    const home = await newHome(`${providerYaml(upstream.port)}${more}`);
    await mkdir(join(home, 'policies'));
    await writeFile(join(home, 'policies', 'rules.cedar'), rules);
    const scene = new Scene(home, upstream, await startTestNode(home));
    for (const [name, options] of Object.entries(people)) {
      const { output } = await commonhold(home, ['keys', 'add', name, ...options, '--json']);
      scene.keys.set(name as Someone, (JSON.parse(output) as { key: string }).key);
    }
    return scene;
  }

  async ask(who: Someone, user: string, signal?: AbortSignal, labels = ''): Promise<Answer> {
    const reply = await fetch(`${this.node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.keys.get(who)}`,
        'x-commonhold-labels': labels,
      },
      body: JSON.stringify({ model: 'test-model', user, messages: [{ role: 'user', content: 'Go.' }] }),
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      status: reply.status,
      error: reply.headers.get('x-commonhold-error'),
      call: reply.headers.get('x-commonhold-call') ?? '',
      text: await reply.text(),
    };
  }

  async api(who: Someone, method: 'GET' | 'POST', path: string): Promise<{ status: number; body: unknown }> {
    const reply = await fetch(new URL(path, this.node.baseUrl), {
      method,
      headers: { authorization: `Bearer ${this.keys.get(who)}` },
    });
    return { status: reply.status, body: await reply.json() };
  }

  async list(): Promise<readonly ApprovalView[]> {
    const { output } = await commonhold(this.home, ['approvals', '--json']);
    return (JSON.parse(output) as ApprovalsView).approvals;
  }

  /** The request under which a call waits now. */
  waiting(): Promise<ApprovalView> {
    return eventually(async () => (await this.list()).find((one) => one.waitsUntil !== undefined));
  }

  async verdict(): Promise<unknown> {
    const { output } = await commonhold(this.home, ['verify', '--bodies', '--json']);
    return (JSON.parse(output) as { verdict: string }).verdict;
  }

  async end(): Promise<void> {
    await this.node.stop();
    await this.upstream.close();
    await removeHome(this.home);
  }
}

describe('an agent that has to ask', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.begin();
  });
  afterAll(() => scene.end());

  test('waits until somebody grants it on the command line, who sees what would leave, and goes once', async () => {
    const answer = scene.ask('agent', 'the first \u202e one');
    const { id, call } = await scene.waiting();
    expect(scene.upstream.seen).toEqual([]);
    const shown = await commonhold(scene.home, ['approvals', 'show', id, '--content']);
    expect(shown.output).toContain('asked by     agent (agent), project default');
    expect(shown.output).toContain('An agent asks before it talks with a vendor');
    // The mark that would turn the line around is taken out.
    expect(shown.output).toContain('"user":"the first  one"');
    expect(await commonhold(scene.home, ['approvals', 'grant', id])).toMatchObject({ code: 0 });
    expect(await answer).toMatchObject({ status: 200, call });
    expect(scene.upstream.seen).toEqual(['the first \u202e one']);

    const explained = await commonhold(scene.home, ['policy', 'explain', call]);
    expect(explained.output).toContain('deny:ask-first → approve:owner → allow:everybody');
    const looks = await scene.api('auditor', 'GET', `/api/accesses?call=${call}`);
    expect((looks.body as AccessesView).accesses).toMatchObject([
      { action: 'open-body', call, fields: ['sent'], who: { name: 'owner' }, statement: { approval: id } },
    ]);
    const log = await scene.api('auditor', 'GET', '/api/approvals/log');
    expect((log.body as ApprovalDecisionsView).decisions).toMatchObject([
      { decision: 'granted', who: { name: 'owner' }, request: id, call, rules: ['ask-first'] },
    ]);
  });

  test('is told the reason of a no, and the same again without anybody being asked', async () => {
    const answer = scene.ask('agent', 'refused');
    const { id } = await scene.waiting();
    const refused = await commonhold(scene.home, ['approvals', 'refuse', id, '--reason', 'Not on a Sunday']);
    expect(refused.code).toBe(0);
    expect(await answer).toMatchObject({ status: 403, error: 'approval_refused' });
    expect((await answer).text).toContain('Not on a Sunday');
    expect(await scene.ask('agent', 'refused')).toMatchObject({ status: 403, error: 'approval_refused' });
    expect(await commonhold(scene.home, ['approvals', 'grant', id])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('it was refused'),
    });
    expect(scene.upstream.seen).not.toContain('refused');
    const { output } = await commonhold(scene.home, ['approvals', 'log']);
    expect(output).toMatch(/owner +refused +\S+ +ask-first +Not on a Sunday/);
  });

  test('that hung up passes when it sends the same again after the grant, and with another word does not', async () => {
    const client = new AbortController();
    const gone = scene.ask('agent', 'later', client.signal).catch(() => 'gone');
    const { id } = await scene.waiting();
    client.abort();
    expect(await gone).toBe('gone');
    await commonhold(scene.home, ['approvals', 'grant', id]);
    const other = new AbortController();
    const asksAnew = scene.ask('agent', 'later!', other.signal).catch(() => 'gone');
    expect((await scene.waiting()).id).not.toBe(id);
    other.abort();
    expect(await asksAnew).toBe('gone');
    expect(await scene.ask('agent', 'later')).toMatchObject({ status: 200 });
    expect(scene.upstream.seen).toContain('later');
    expect(scene.upstream.seen).not.toContain('later!');
  });

  test('is decided about by those who are asked, and seen by nobody else but whoever asked', async () => {
    const client = new AbortController();
    const gone = scene.ask('agent', 'whose', client.signal).catch(() => 'gone');
    const { id } = await scene.waiting();
    const path = `/api/approvals/${id}`;
    const status = async (who: Someone, method: 'GET' | 'POST', more = ''): Promise<number> =>
      (await scene.api(who, method, `${path}${more}`)).status;
    expect((await scene.api('anna', 'GET', path)).body).toMatchObject({
      mayDecide: true,
      own: false,
    });
    expect((await scene.api('agent', 'GET', path)).body).toMatchObject({
      mayDecide: false,
      own: true,
    });
    // Its own words, and no say.
    expect(await status('agent', 'POST', '/content')).toBe(200);
    expect(await status('agent', 'POST', '/grant')).toBe(403);
    expect(await status('ben', 'GET')).toBe(404);
    expect(await status('ben', 'POST', '/content')).toBe(404);
    expect(await status('ben', 'POST', '/grant')).toBe(404);
    expect(await status('auditor', 'GET')).toBe(403);
    expect(await status('anna', 'POST', '/refuse')).toBe(200);
    expect(await status('anna', 'POST', '/content')).toBe(409);
    expect(await gone).toMatchObject({ error: 'approval_refused' });
    client.abort();
  });

  test('is listed as it happens to whoever watches', async () => {
    const watching = watch(scene.home);
    await eventually(async () => (watching.lists().length > 0 ? true : undefined));
    const answer = scene.ask('agent', 'watched');
    const seen = await eventually(async () =>
      watching
        .lists()
        .at(-1)
        ?.find(({ waitsUntil }) => waitsUntil),
    );
    await commonhold(scene.home, ['approvals', 'grant', seen.id]);
    await eventually(async () =>
      watching
        .lists()
        .at(-1)
        ?.every(({ id }) => id !== seen.id) === true
        ? true
        : undefined,
    );
    expect((await answer).status).toBe(200);
    expect(await watching.stop()).toBe(0);
  });

  test('keeps a record that is proved, with what was looked at before it was decided', async () => {
    expect(await scene.verdict()).toBe('proved');
  });
});

/** `commonhold approvals --watch` in a process of its own. */
function watch(home: string): {
  readonly lists: () => readonly (readonly ApprovalView[])[];
  readonly stop: () => Promise<number | null>;
} {
  const child: ChildProcess = spawn(process.execPath, [bin, 'approvals', '--watch', '--json'], {
    env: { PATH: process.env['PATH'], COMMONHOLD_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    lists: () =>
      output
        .split('\n')
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as ApprovalsView).approvals),
    stop: () =>
      new Promise((resolve) => {
        child.once('close', (code) => resolve(code));
        child.kill('SIGINT');
      }),
  };
}

describe('a node where opening takes two people and a reason', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.begin('access: { people: 2, reason: required }\n');
  });
  afterAll(() => scene.end());

  test('shows no waiting words to one person, who may still decide; four eyes are not two of one owner', async () => {
    const answer = scene.ask('anna', 'four eyes', undefined, 'confidential');
    const { id } = await scene.waiting();
    const path = `/api/approvals/${id}`;
    expect(await scene.api('anna', 'POST', `${path}/grant`)).toMatchObject({
      status: 403,
      body: { error: { code: 'approval_not_yours' } },
    });
    // One's own words are no secret to oneself.
    expect((await scene.api('anna', 'POST', `${path}/content`)).status).toBe(200);
    const closed = await commonhold(scene.home, ['approvals', 'show', id, '--content', '--reason', 'x']);
    expect(closed).toMatchObject({ code: 1, errors: expect.stringContaining('two people') });
    expect(await commonhold(scene.home, ['approvals', 'grant', id])).toMatchObject({ code: 0 });
    expect((await answer).status).toBe(200);
  });

  test('ends what waits when it stops, sends nothing of it, and remembers no request afterwards', async () => {
    const answer = scene.ask('agent', 'cut off').catch(() => undefined);
    const { id } = await scene.waiting();
    await scene.node.stop();
    expect((await answer)?.status).not.toBe(200);
    scene.node = await startTestNode(scene.home);
    expect(await scene.list()).toEqual([]);
    expect((await commonhold(scene.home, ['approvals', 'grant', id])).code).toBe(1);
    expect(scene.upstream.seen).toEqual(['four eyes']);
    expect(await scene.verdict()).toBe('proved');
  });
});

test('a node prints the address for people that its owner has set', async () => {
  const home = await newHome('server: { publicUrl: "http://localhost:7999" }\n');
  const node = await startTestNode(home);
  try {
    expect(node.baseUrl).toBe('http://localhost:7999/v1');
    const { output } = await commonhold(home, ['console', '--json']);
    expect((JSON.parse(output) as { link: string }).link).toMatch(/^http:\/\/localhost:7999\/#code=/);
  } finally {
    await node.stop();
    await removeHome(home);
  }
});
