import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  LocalModelView,
  ModelInspectionView,
  ModelsView,
  OwnerModelsView,
  PullView,
  RecommendationView,
  RemovedModelView,
  VerificationView,
} from '../packages/commonhold/src/server/index.ts';
import { eventually } from './node/eventually.ts';
import { chat, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/** The model that `COMMONHOLD_MODELS` has, so that nothing is fetched from beyond this machine. */
const small = 'smollm2-135m-instruct';
const file = 'SmolLM2-135M-Instruct.Q4_1.gguf';

interface Answer<View> {
  readonly status: number;
  readonly view: View;
  readonly code: string | undefined;
}

/** What the owner does with models while the node runs, over HTTP, with the real model. */
describe('the models of a running node', () => {
  let home: string;
  let node: TestNode;
  beforeAll(async () => {
    home = await newHome(`routes:
  alone: [{ provider: local, model: ${small} }]
`);
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    expect(node.errors()).toBe('');
    await removeHome(home);
  });

  async function ask<View>(
    method: string,
    path: string,
    more: { readonly body?: object; readonly key?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Answer<View>> {
    const reply = await fetch(new URL(`/api/models${path}`, node.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${more.key ?? node.key}`,
        ...(more.body ? { 'content-type': 'application/json' } : {}),
      },
      ...(more.body ? { body: JSON.stringify(more.body) } : {}),
      ...(more.signal ? { signal: more.signal } : {}),
    });
    const view = (await reply.json()) as View & { error?: { code: string } };
    return { status: reply.status, view, code: view.error?.code };
  }

  const overview = async (): Promise<OwnerModelsView> => {
    const { view } = await ask<ModelsView>('GET', '');
    if (view.scope !== 'owner') throw new Error('the owner was shown what everybody sees');
    return view;
  };
  const model = async (): Promise<LocalModelView | undefined> =>
    (await overview()).here.find(({ name }) => name === small);

  async function pull(): Promise<PullView> {
    expect(await ask('POST', '/pulls', { body: { name: small } })).toMatchObject({
      status: 202,
      view: { name: small },
    });
    return eventually(async () => {
      const { pulls } = (await ask<{ pulls: PullView[] }>('GET', '/pulls')).view;
      return pulls.find(({ name, endedAt }) => name === small && endedAt !== undefined);
    });
  }

  const question = (more: object = {}): object => ({
    model: small,
    messages: [{ role: 'user', content: 'Count to a hundred.' }],
    max_tokens: 4,
    ...more,
  });

  test('shows rows of the catalog with what speaks for and against them, and why a pull would refuse', async () => {
    const { here, catalog } = await overview();
    expect(here).toEqual([]);
    expect(catalog.find(({ name }) => name === small)).toMatchObject({
      licence: { id: 'Apache-2.0', osi: true },
      pull: { possible: true, pin: { by: 'this project' } },
      fit: { fits: 'now', why: expect.stringMatching(/^It needs about .* free\.$/) },
      keptBytes: 0,
    });
    const unpinned = catalog.find(({ pull: { possible } }) => !possible);
    expect(unpinned?.pull).toMatchObject({ error: { code: 'model_digest_unknown' } });
    const refused = await ask('POST', '/pulls', { body: { name: unpinned?.name } });
    expect(refused).toMatchObject({ status: 409, code: 'model_digest_unknown' });
  });

  test('has nothing to measure with before the small model is here', async () => {
    expect((await ask('GET', '/recommendation?measure=true')).code).toBe('model_missing');
    const { view } = await ask<RecommendationView>('GET', '/recommendation');
    expect(view.measured).toBeUndefined();
    expect(view.candidates.length).toBeGreaterThan(10);
  });

  test('can be called as soon as a pull is done, and the record says who brought it in', async () => {
    expect((await chat(node, question())).status).toBe(404);
    expect((await pull()).progress).toMatchObject({
      state: 'done',
      source: expect.stringMatching(/^folder /),
    });
    expect((await chat(node, question())).status).toBe(200);
    expect(await model()).toMatchObject({
      file,
      verified: { pin: 'matched' },
      licence: { id: 'Apache-2.0' },
      isDefault: true,
      callable: true,
      engine: { state: 'ready' },
    });
    // What is in force is on record already, so that a reload finds nothing to add.
    const reload = await fetch(new URL('/api/status/reload', node.baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${node.key}` },
    });
    expect(await reload.json()).toEqual({ changed: [] });
    expect((await ask('DELETE', `/pulls/${small}`)).status).toBe(200);
    expect((await ask('DELETE', `/pulls/${small}`)).code).toBe('model_pull_unknown');
  });

  test('are named to everybody with a key, and shown to nobody but the owner', async () => {
    const added = await commonhold(home, ['keys', 'add', 'app', '--json']);
    const { key } = JSON.parse(added.output) as { key: string };
    expect((await ask('GET', '', { key })).view).toEqual({
      scope: 'names',
      here: [{ name: small, licence: 'Apache-2.0' }],
    });
    const owners: [string, string, object?][] = [
      ['GET', '/recommendation'],
      ['GET', '/pulls'],
      ['POST', '/pulls', { name: small }],
      ['DELETE', `/pulls/${small}`],
      ['GET', `/${small}`],
      ['DELETE', `/${small}`],
      ['POST', `/${small}/verify`],
      ['POST', `/${small}/load`],
      ['POST', `/${small}/unload`],
    ];
    for (const [method, path, body] of owners) {
      const { code } = await ask(method, path, { key, ...(body ? { body } : {}) });
      expect(code, `${method} ${path}`).toBe('owner_required');
    }
  });

  test('keep what a file declares apart from what was verified, and show its template', async () => {
    const { view } = await ask<ModelInspectionView>('GET', `/${small}`);
    expect(view.verified).toMatchObject({ pin: 'matched', templateSha256: expect.any(String) });
    expect(view.declared).toMatchObject({ architecture: 'llama', licence: 'apache-2.0' });
    expect(view.template).toContain('<|im_start|>');
    expect((await model())?.declared).toMatchObject({ architecture: 'llama' });
    expect((await ask('GET', '/nobody')).code).toBe('model_unknown_here');
  });

  test('are read again from beginning to end when the owner asks, one at a time', async () => {
    const begun = await ask<VerificationView>('POST', `/${small}/verify`);
    expect(begun).toMatchObject({ status: 202, view: { state: 'reading', readBytes: 0 } });
    expect((await ask('POST', `/${small}/verify`)).code).toBe('model_occupied');
    const done = await eventually(async () => {
      const verification = (await model())?.verification;
      return verification?.state === 'reading' ? undefined : verification;
    });
    expect(done).toMatchObject({ state: 'done', unchanged: true, pin: 'matched' });
  });

  test('take memory when they are loaded and give it back when they are unloaded', async () => {
    const loaded = await ask<LocalModelView>('POST', `/${small}/load`);
    expect(loaded.view.engine).toMatchObject({ state: 'ready', running: 0 });
    expect((await eventually(async () => (await model())?.memory.usesBytes)) > 50_000_000).toBe(true);
    const unloaded = await ask<LocalModelView>('POST', `/${small}/unload`);
    expect(unloaded.view).toMatchObject({ engine: { state: 'idle' }, callable: true });
    expect(unloaded.view.memory.usesBytes).toBeUndefined();
  });

  test('measure the machine once at a time, and not for somebody who has gone', async () => {
    const gone = new AbortController();
    const first = ask('GET', '/recommendation?measure=true', { signal: gone.signal });
    await eventually(async () => (await overview()).measuring);
    expect((await ask('GET', '/recommendation?measure=true')).code).toBe('measurement_busy');
    gone.abort();
    await expect(first).rejects.toThrow();
    await eventually(async () => ((await overview()).measuring ? undefined : 'it has ended'));
    expect((await ask<RecommendationView>('GET', '/recommendation')).view.measured).toBeUndefined();
    const { view } = await ask<RecommendationView>('GET', '/recommendation?measure=true');
    expect(view.measured).toMatchObject({ model: small, tokensPerSecond: expect.any(Number) });
    expect(view.candidates.find(({ name }) => name === small)?.here).toBe(true);
  });

  test('are not removed under a call; then they are, with what that means, and cannot be called', async () => {
    const leaving = new AbortController();
    // Its schema lets the answer end only after 150 long strings: some 1500 tokens, which no engine here writes in seconds.
    const schema = { type: 'array', items: { type: 'string', minLength: 40 }, minItems: 150 };
    const endless = {
      stream: true,
      max_tokens: 4000,
      response_format: { type: 'json_schema', json_schema: { name: 'long', schema } },
    };
    const streaming = await chat(node, question(endless), leaving.signal);
    expect(await ask('DELETE', `/${small}`)).toMatchObject({ status: 409, code: 'model_occupied' });
    expect((await ask('POST', `/${small}/unload`)).code).toBe('model_occupied');
    expect(await commonhold(home, ['models', 'remove', small])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('cannot be removed now'),
    });
    expect((await model())?.engine).toMatchObject({ state: 'ready', running: 1 });
    leaving.abort();
    await expect(streaming.text()).rejects.toThrow();
    const removed = await eventually(async () => {
      const { status, view } = await ask<RemovedModelView>('DELETE', `/${small}`);
      return status === 200 ? view : undefined;
    });
    expect(removed.consequences).toEqual([
      expect.stringContaining('is the default model'),
      expect.stringContaining('fetches it again'),
      'The route alone leads nowhere now, and calls that name it are refused.',
    ]);
    expect(await readdir(join(home, 'models'))).toEqual([]);
    expect((await chat(node, question())).status).toBe(404);
    expect((await overview()).catalog.some(({ name }) => name === small)).toBe(true);
  });

  test('that a command pulls are callable without a restart', async () => {
    expect(await commonhold(home, ['models', 'pull', small])).toMatchObject({ code: 0 });
    expect(await model()).toMatchObject({ callable: true, origin: expect.stringMatching(/^folder /) });
    expect((await chat(node, question())).status).toBe(200);
  });

  test('that a command and the node pull at once are fetched by one of them, whole', async () => {
    expect((await ask('DELETE', `/${small}`)).status).toBe(200);
    const [command, inNode] = await Promise.all([commonhold(home, ['models', 'pull', small]), pull()]);
    const busy = /is being fetched already/;
    const failed = inNode.progress.state === 'failed' ? inNode.progress.error.code : undefined;
    expect(command.code === 0 || busy.test(command.errors)).toBe(true);
    expect([undefined, 'model_pull_busy']).toContain(failed);
    expect(command.code === 0 || failed === undefined).toBe(true);
    expect(await model()).toMatchObject({ callable: true, verified: { pin: 'matched' } });
    expect((await readdir(join(home, 'models'))).toSorted()).toEqual([file, `${file}.json`]);
  });

  test('that were put into the folder by hand are said not to be callable until a reload', async () => {
    await mkdir(join(home, 'models'), { recursive: true });
    await writeFile(join(home, 'models', 'mine.gguf'), 'no model at all');
    expect((await overview()).here.some(({ name }) => name === 'mine')).toBe(false);
    await commonhold(home, ['models', 'list']);
    const mine = (await overview()).here.find(({ name }) => name === 'mine');
    expect(mine).toMatchObject({ callable: false, verified: { pin: 'none' }, engine: { state: 'idle' } });
    expect(mine).not.toHaveProperty('licence');
    expect(mine?.memory).toEqual({});
    expect((await ask('POST', '/mine/load')).code).toBe('model_unknown_here');
    expect(await commonhold(home, ['models', 'remove', 'mine'])).toMatchObject({ code: 0, errors: '' });
    expect((await readdir(join(home, 'models'))).some((name) => name.startsWith('mine'))).toBe(false);
  });
});

test('a node that stops while it pulls ends in order, and the next one can pull again', async () => {
  const home = await newHome();
  const first = await startTestNode(home);
  const begin = (node: TestNode): Promise<Response> =>
    fetch(new URL('/api/models/pulls', node.baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${node.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: small }),
    });
  expect((await begin(first)).status).toBe(202);
  expect(await first.stop()).toMatchObject({ code: 0, errors: '' });
  expect((await readdir(join(home, 'models'))).filter((name) => name.endsWith('.lock'))).toEqual([]);
  const second = await startTestNode(home);
  await begin(second);
  await eventually(async () =>
    (await chat(second, { model: small, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 2 })).ok
      ? true
      : undefined,
  );
  expect(await second.stop()).toMatchObject({ code: 0, errors: '' });
  await removeHome(home);
});
