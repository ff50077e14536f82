import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AccessesView,
  BodySearchView,
  OpeningRequestView,
} from '../packages/commonhold/src/server/index.ts';
import {
  chat,
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

/** Nobody listens on port 1: calls fail, and what was asked is on record all the same. */
const upstream = providerYaml(1);

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: unknown;
}

/** Two owners beside whoever sits at the home folder, a member and an auditor, all with keys of their own. */
const people = ['anna', 'ben', 'member', 'auditor'] as const;
type Person = (typeof people)[number];

class Scene {
  readonly keys = new Map<Person, string>();
  readonly home: string;
  node: TestNode;

  constructor(home: string, node: TestNode) {
    this.home = home;
    this.node = node;
  }

  static async begin(access: string): Promise<Scene> {
    const home = await newHome(`${upstream}${access}`);
    const scene = new Scene(home, await startTestNode(home));
    for (const person of people) {
      const role = person === 'anna' || person === 'ben' ? 'owner' : person;
      const added = await commonhold(home, ['keys', 'add', person, '--role', role, '--json']);
      scene.keys.set(person, (JSON.parse(added.output) as { key: string }).key);
    }
    return scene;
  }

  async as(person: Person, method: string, path: string, json?: unknown): Promise<Answer> {
    const reply = await fetch(new URL(path, this.node.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${this.keys.get(person) ?? ''}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const body = (await reply.json()) as { error?: { code: string } };
    return { status: reply.status, code: body.error?.code, body };
  }

  /** The id of a call in which that was said. */
  async say(person: Person, content: string): Promise<string> {
    const reply = await chat(
      { ...this.node, key: this.keys.get(person) ?? '' },
      { model: 'test-model', messages: [{ role: 'user', content }] },
    );
    return reply.headers.get('x-commonhold-call') ?? '';
  }

  async looks(person: Person = 'auditor', query = ''): Promise<AccessesView> {
    return (await this.as(person, 'GET', `/api/accesses${query}`)).body as AccessesView;
  }

  /** What verify says, with the bodies. */
  async verdict(): Promise<unknown> {
    const { output } = await commonhold(this.home, ['verify', '--bodies', '--json']);
    return (JSON.parse(output) as { verdict: string }).verdict;
  }

  async end(): Promise<void> {
    await this.node.stop();
    await removeHome(this.home);
  }
}

describe('a node whose owner asks for no reason', () => {
  let scene: Scene;
  let call: string;
  beforeAll(async () => {
    scene = await Scene.begin('');
    call = await scene.say('member', 'Is the cellar dry?');
  });
  afterAll(() => scene.end());

  test('tells auditors and owners who opened what, and members not', async () => {
    expect((await scene.as('anna', 'POST', `/api/calls/${call}/open`)).status).toBe(200);
    for (const person of ['anna', 'auditor'] as const) {
      expect((await scene.looks(person, `?call=${call}`)).accesses).toMatchObject([
        { action: 'open-body', call, who: { name: 'anna', kind: 'app' }, fields: ['request'] },
      ]);
    }
    expect((await scene.as('member', 'GET', '/api/accesses')).code).toBe('owner_required');
  });

  test('finds words in what was said, as one look, with a cursor to go on, for owners only', async () => {
    await scene.say('member', 'The CELLAR again');
    const asked = { words: 'cellar' };
    const found = (await scene.as('ben', 'POST', '/api/calls/search', asked)).body as BodySearchView;
    expect(found.found.map(({ excerpt }) => excerpt)).toEqual(['The CELLAR again', 'Is the cellar dry?']);
    expect(found.searched).toMatchObject({ calls: 2, oldest: call });
    const [newest] = found.found;
    const before = newest?.call.index;
    const older = await scene.as('ben', 'POST', '/api/calls/search', { ...asked, before });
    expect((older.body as BodySearchView).found).toMatchObject([{ call: { id: call } }]);
    expect((await scene.looks('auditor', '?limit=2')).accesses).toMatchObject([
      { action: 'search-bodies', who: { name: 'ben' }, statement: { search: { words: 'cellar', calls: 1 } } },
      { action: 'search-bodies', who: { name: 'ben' }, statement: { search: { words: 'cellar', calls: 2 } } },
    ]);
    expect((await scene.as('member', 'POST', '/api/calls/search', asked)).code).toBe('owner_required');
    expect((await scene.as('auditor', 'POST', '/api/calls/search', asked)).code).toBe('auditor_refused');
  });

  test('says the same on the command line, whose user is the owner at the home folder', async () => {
    const found = await commonhold(scene.home, ['search', 'CELLAR', '--since', '2020-01-01']);
    expect(found).toMatchObject({ code: 0, errors: expect.stringContaining('2 of 2 calls') });
    expect(found.output).toContain('Is the cellar dry?');
    expect(await commonhold(scene.home, ['show', call, '--reason', 'to see it'])).toMatchObject({ code: 0 });
    const log = await commonhold(scene.home, ['access', 'log', '--limit', '2']);
    expect(log.output).toMatch(new RegExp(`owner +opened ${call} +to see it`));
    expect(log.output).toContain('searched 2 calls');
    expect(log.errors).toContain('--before');
  });

  test('needs nobody’s agreement, and says so to whoever asks for it', async () => {
    const asked = await scene.as('anna', 'POST', '/api/accesses/requests', { call });
    expect(asked.code).toBe('second_person_unneeded');
  });

  test('keeps a record that is proved, looks and all', async () => {
    expect(await scene.verdict()).toBe('proved');
  });
});

describe('a node whose owner asks for a reason', () => {
  let scene: Scene;
  let call: string;
  const reason = 'The member asked us to look at it';
  beforeAll(async () => {
    scene = await Scene.begin('access: { reason: required }\n');
    call = await scene.say('member', 'Is the cellar dry?');
  });
  afterAll(() => scene.end());

  test('opens and searches nothing without one, and writes nothing down then', async () => {
    for (const wrong of [undefined, {}, { reason: '' }, { reason: '   ' }, { reason: 'x'.repeat(501) }]) {
      const { code } = await scene.as('anna', 'POST', `/api/calls/${call}/open`, wrong);
      expect(['access_reason_required', 'request_invalid']).toContain(code);
    }
    const searched = await scene.as('anna', 'POST', '/api/calls/search', { words: 'cellar' });
    expect(searched.code).toBe('access_reason_required');
    const shown = await commonhold(scene.home, ['show', call]);
    expect(shown).toMatchObject({ code: 1, errors: expect.stringContaining('--reason') });
    expect((await scene.looks()).accesses).toEqual([]);
  });

  test('keeps the reason readable for auditors, and out of the log and every file', async () => {
    expect((await scene.as('anna', 'POST', `/api/calls/${call}/open`, { reason })).status).toBe(200);
    const [look] = (await scene.looks()).accesses;
    expect(look).toMatchObject({ who: { name: 'anna' }, statement: { reason }, statementErased: false });
    for (const file of await readdir(scene.home)) {
      const bytes = await readFile(join(scene.home, file)).catch(() => Buffer.alloc(0));
      expect(bytes.includes(reason)).toBe(false);
    }
  });

  test('lets a member open their own without one, which is on record too', async () => {
    expect((await scene.as('member', 'POST', `/api/calls/${call}/open`)).status).toBe(200);
    const [look] = (await scene.looks()).accesses;
    expect(look).toMatchObject({ who: { name: 'member' }, call });
    expect(look).not.toHaveProperty('statement');
  });

  test('keeps a record that is proved, reasons and all', async () => {
    expect(await scene.verdict()).toBe('proved');
  });
});

describe('a node on which opening takes two people', () => {
  let scene: Scene;
  let call: string;
  const reason = 'A complaint of 12 November';
  beforeAll(async () => {
    scene = await Scene.begin('access: { reason: required, people: 2 }\n');
    call = await scene.say('member', 'Is the cellar dry?');
  });
  afterAll(() => scene.end());

  const open = (person: Person): Promise<Answer> =>
    scene.as(person, 'POST', `/api/calls/${call}/open`, { reason: 'mine' });
  const ask = async (person: Person): Promise<OpeningRequestView> =>
    (await scene.as(person, 'POST', '/api/accesses/requests', { call, reason })).body as OpeningRequestView;
  const agree = (person: Person, request: string): Promise<Answer> =>
    scene.as(person, 'POST', `/api/accesses/requests/${request}/agree`);

  test('opens a call to whoever asked, once, when another owner has agreed', async () => {
    expect((await open('anna')).code).toBe('second_person_required');
    const request = await ask('anna');
    expect((await open('anna')).code).toBe('second_person_required');
    expect((await agree('anna', request.id)).code).toBe('same_person');
    expect((await agree('auditor', request.id)).code).toBe('auditor_refused');
    expect((await agree('member', request.id)).code).toBe('owner_required');
    const waiting = (await scene.as('ben', 'GET', '/api/accesses/requests')).body;
    expect(waiting).toMatchObject({
      requests: [{ id: request.id, call, reason, asking: { name: 'anna' }, own: false }],
    });
    expect((await agree('ben', request.id)).status).toBe(200);
    expect((await open('ben')).code).toBe('second_person_required');
    expect(await open('anna')).toMatchObject({ status: 200, body: { bodies: [{ field: 'request' }] } });
    expect((await open('anna')).code).toBe('second_person_required');
    expect((await scene.looks()).accesses).toMatchObject([
      { who: { name: 'anna' }, fields: ['request'], statement: { reason, request: request.id } },
      { who: { name: 'ben' }, fields: [], statement: { agreed: true, request: request.id } },
    ]);
  });

  test('opens it once, also to whoever asks for it twice at the same time', async () => {
    const request = await ask('anna');
    await agree('ben', request.id);
    const answers = await Promise.all([open('anna'), open('anna'), open('anna')]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('takes everybody at the home folder for one person', async () => {
    const asked = await commonhold(scene.home, ['access', 'ask', call, '--reason', reason, '--json']);
    const { id } = JSON.parse(asked.output) as OpeningRequestView;
    const own = await commonhold(scene.home, ['access', 'agree', id]);
    expect(own).toMatchObject({ code: 1, errors: expect.stringContaining('cannot agree') });
    expect((await commonhold(scene.home, ['access', 'list'])).output).toContain('waits');
    expect((await agree('ben', id)).status).toBe(200);
    const shown = await commonhold(scene.home, ['show', call]);
    expect(shown.output).toContain('Is the cellar dry?');
  });

  test('opens nothing after a refusal, and nothing after a restart', async () => {
    const refused = await ask('anna');
    await agree('ben', refused.id);
    expect((await commonhold(scene.home, ['access', 'refuse', refused.id])).code).toBe(0);
    expect((await open('anna')).code).toBe('second_person_required');
    expect((await agree('ben', refused.id)).code).toBe('opening_unknown');

    const request = await ask('anna');
    await agree('ben', request.id);
    await scene.node.kill();
    scene.node = await startTestNode(scene.home);
    expect((await open('anna')).code).toBe('second_person_required');
    expect((await scene.looks()).accesses[0]).toMatchObject({
      who: { name: 'ben' },
      statement: { agreed: true, request: request.id },
    });
  });

  test('searches in nothing, and opens a member’s own to the member alone', async () => {
    const searched = await scene.as('anna', 'POST', '/api/calls/search', { words: 'cellar', reason });
    expect(searched.code).toBe('search_closed');
    expect((await scene.as('member', 'POST', `/api/calls/${call}/open`)).status).toBe(200);
    const unknown = `/api/calls/${'0'.repeat(26)}/open`;
    expect((await scene.as('anna', 'POST', unknown)).code).toBe('call_unknown');
  });

  test('keeps a record that is proved, and obeys a changed configuration at once', async () => {
    expect(await scene.verdict()).toBe('proved');
    await writeFile(join(scene.home, 'commonhold.yaml'), upstream);
    expect((await scene.as('anna', 'POST', '/api/status/reload')).status).toBe(200);
    expect((await open('anna')).status).toBe(200);
  });
});
