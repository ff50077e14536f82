import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { api, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

let home: string;
let node: TestNode;
/** The folder of a person who has some of the apps. */
let person: string;

beforeAll(async () => {
  home = await newHome();
  node = await startTestNode(home);
});
afterAll(async () => {
  await node?.stop();
  await removeHome(home);
});
beforeEach(async () => {
  person = await mkdtemp(join(tmpdir(), 'commonhold-person-'));
  return () => rm(person, { recursive: true, force: true });
});

const run = (...parameters: string[]) => commonhold(home, ['connect', ...parameters], '', { HOME: person });

async function put(path: string, text: string): Promise<string> {
  const whole = join(person, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, text);
  return whole;
}

async function keysInForce(): Promise<string[]> {
  const { keys } = await api<{ keys: { name: string; kind: string; revoked?: string }[] }>(
    node,
    'GET',
    '/api/keys',
  );
  return keys.filter(({ revoked }) => revoked === undefined).map(({ name, kind }) => `${kind} ${name}`);
}

interface Hooked {
  readonly hooks: readonly [{ readonly command: string }];
}

interface Settings {
  readonly theme: string;
  readonly env: Readonly<Record<string, string>>;
  readonly hooks: Readonly<Record<string, readonly unknown[]>>;
}

describe('commonhold connect', () => {
  test('shows the change, writes it with a key of the app, checks that key, and takes it back byte for byte', async () => {
    const before = '{\n   "theme":"dark",\n   "env": {"A": "1"}\n}';
    const path = await put('.claude/settings.json', before);
    await chmod(path, 0o640);

    const shown = await run('claude-code', '--print');
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.output).toContain('+    "env": {"A": "1", "ANTHROPIC_BASE_URL"');
    expect(shown.output).toContain('THE-NEW-KEY');
    expect(await readFile(path, 'utf8')).toBe(before);

    const done = await run('claude-code', '--yes');
    expect([done.code, done.output]).toEqual([0, expect.stringContaining('Checked: the key works at')]);
    const { theme, env } = JSON.parse(await readFile(path, 'utf8')) as Settings;
    expect([theme, env['A'], env['ANTHROPIC_BASE_URL']]).toEqual([
      'dark',
      '1',
      `${new URL(node.baseUrl).origin}/anthropic`,
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await keysInForce()).toContain('agent claude-code');
    expect(done.output).not.toContain(env['ANTHROPIC_AUTH_TOKEN']);
    const models = (token: string | undefined) =>
      fetch(`${node.baseUrl}/models`, { headers: { authorization: `Bearer ${token}` } });
    expect((await models(env['ANTHROPIC_AUTH_TOKEN'])).status).toBe(200);
    expect((await run('claude-code', '--yes')).errors).toContain('is connected already');
    expect((await run('--list')).output).toMatch(/claude-code .*as-written/);

    expect(await run('claude-code', '--undo', '--yes')).toMatchObject({ code: 0 });
    expect(await readFile(path, 'utf8')).toBe(before);
    expect((await models(env['ANTHROPIC_AUTH_TOKEN'])).status).toBe(401);
    expect(await keysInForce()).not.toContain('agent claude-code');
  });

  test('takes its own lines out of a file that the app has written since, and keeps those of the app', async () => {
    const path = await put('.codex/config.toml', 'model = "gpt-5.5" # mine\n');
    expect(await run('codex-cli', '--yes')).toMatchObject({ code: 0 });
    const trust = '\n[projects."/p"]\ntrust_level = "trusted"\n';
    await writeFile(path, `${await readFile(path, 'utf8')}${trust}`);
    const undone = await run('codex-cli', '--undo', '--yes');
    expect([undone.code, undone.output]).toEqual([0, expect.stringContaining('- model_provider')]);
    expect(await readFile(path, 'utf8')).toBe(`model = "gpt-5.5" # mine\n${trust}`);
  });

  test('takes its own values out of settings that an app has written whole since', async () => {
    const path = await put('.claude/settings.json', '{"model": "opus"}');
    expect(await run('claude-code', '--hooks', '--yes')).toMatchObject({ code: 0 });
    const written = JSON.parse(await readFile(path, 'utf8')) as Settings;
    const own = { matcher: 'Bash', hooks: [] };
    const now = {
      ...written,
      env: { ...written.env, MINE: '1' },
      hooks: { ...written.hooks, PreToolUse: [...(written.hooks['PreToolUse'] ?? []), own] },
      theme: 'dark',
    };
    await writeFile(path, JSON.stringify(now, null, 2));
    expect(await run('claude-code', '--undo', '--yes')).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      model: 'opus',
      env: { MINE: '1' },
      hooks: { PreToolUse: [own] },
      theme: 'dark',
    });
  });

  test.each([
    ['is read-only', async (path: string) => chmod(path, 0o400)],
    [
      'a link to a file that is not there',
      async (path: string) => {
        await rm(path);
        await symlink(`${path}.elsewhere`, path);
      },
    ],
  ])('makes no key where a file %s', async (words, close) => {
    const path = await put('.gemini/settings.json', '{}');
    await close(path);
    const keys = await keysInForce();
    const refused = await run('gemini-cli', '--yes');
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining(words)]);
    expect(await keysInForce()).toEqual(keys);
    await expect(stat(join(person, '.gemini', '.env'))).rejects.toThrow('ENOENT');
  });

  test('says where the name of a model has to be put, on a node that lists none', async () => {
    await mkdir(join(person, '.continue'));
    const done = await run('continue', '--yes');
    expect(done.output).toContain('put one where NAME-OF-A-MODEL stands');
    expect(await run('continue', '--undo', '--yes')).toMatchObject({ code: 0 });
  });

  test.each([
    ['claude-code', '.claude', 'claude-opus-5-5', 'commonhold providers add anthropic'],
    ['codex-cli', '.codex', 'gpt-6.1-sol', 'commonhold providers add openai'],
    ['gemini-cli', '.gemini', 'gemini-3.1-pro-preview', 'commonhold providers add gemini-paid'],
  ])(
    'says before it writes that nobody here answers to what %s asks for, and what to do, and connects it all the same',
    async (app, folder, name, command) => {
      await mkdir(join(person, folder));
      const shown = await run(app, '--print');
      expect(shown.errors).toContain(name);
      expect(shown.errors).toContain('nobody here is known by that name');
      expect(shown.errors).toContain(command);
      const done = await run(app, '--yes', '--json');
      expect([done.code, done.errors]).toEqual([0, '']);
      expect(JSON.parse(done.output)).toMatchObject({
        app,
        asked: { names: [{ name, leadsTo: [], why: 'unknown' }, ...(app === 'gemini-cli' ? [{}] : [])] },
      });
      expect(await run(app, '--undo', '--yes')).toMatchObject({ code: 0 });
    },
  );

  test('says nothing of it for an app that asks for what it is told', async () => {
    await mkdir(join(person, '.continue'));
    expect((await run('continue', '--print')).errors).toBe('');
  });

  test('leaves lines that somebody has changed since, says so, and stops accepting the key all the same', async () => {
    const path = await put('.codex/config.toml', 'model = "gpt-5.5"\n');
    expect(await run('codex-cli', '--subscription', '--yes')).toMatchObject({ code: 0 });
    const written = await readFile(path, 'utf8');
    expect(written).toMatch(
      /^model_provider = "commonhold"\nmodel = "gpt-5.5"\n\n\[model_providers.commonhold\]/,
    );
    expect(written).toContain('requires_openai_auth = true');
    await writeFile(path, written.replace('"Commonhold"', '"Mine"'));
    const undone = await run('codex-cli', '--undo', '--yes');
    expect([undone.code, undone.errors]).toEqual([1, expect.stringContaining('take it out by hand')]);
    expect(undone.output).toContain('+ name = "Commonhold"');
    expect(await readFile(path, 'utf8')).toBe(written.replace('"Commonhold"', '"Mine"'));
    expect(await keysInForce()).not.toContain('agent codex-cli');
  });

  test('makes files that were not there for their owner alone, and removes them again', async () => {
    await mkdir(join(person, '.gemini'));
    expect(await run('gemini-cli', '--yes')).toMatchObject({ code: 0 });
    const path = join(person, '.gemini', '.env');
    expect(await readFile(path, 'utf8')).toMatch(
      /^GOOGLE_GEMINI_BASE_URL=http.*\/gemini\nGEMINI_API_KEY=chk_/,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await run('gemini-cli', '--undo', '--yes')).toMatchObject({ code: 0 });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('with hooks adds to those that are there, and keeps the headers of somebody else', async () => {
    const own = { matcher: 'Bash', hooks: [{ type: 'command', command: 'mine' }] };
    const path = await put(
      '.claude/settings.json',
      JSON.stringify({ env: { ANTHROPIC_CUSTOM_HEADERS: 'x-mine: 1' }, hooks: { PreToolUse: [own] } }),
    );
    expect(await run('claude-code', '--subscription', '--hooks', '--yes')).toMatchObject({ code: 0 });
    const { env, hooks } = JSON.parse(await readFile(path, 'utf8')) as Settings;
    expect(env['ANTHROPIC_CUSTOM_HEADERS']).toMatch(/^x-mine: 1\nx-commonhold-key: chk_/);
    expect(env).not.toHaveProperty('ANTHROPIC_AUTH_TOKEN');
    expect(hooks['PreToolUse']).toEqual([own, expect.objectContaining({ matcher: '*' })]);
    expect(Object.keys(hooks)).toEqual(['PreToolUse', 'PostToolUse', 'PostToolUseFailure']);
    expect(await run('claude-code', '--undo', '--yes')).toMatchObject({ code: 0 });
  });

  test.each([
    ['codex-cli', '.codex/hooks.json', ['PreToolUse', 'PostToolUse'], '.codex'],
    ['gemini-cli', '.gemini/settings.json', ['BeforeTool', 'AfterTool'], '.gemini'],
  ])(
    'with hooks of %s tells them where the node is, and takes it all back',
    async (app, file, events, folder) => {
      const own = { matcher: 'x', hooks: [{ type: 'command', command: 'mine' }] };
      const before = `// by hand\n{"hooks": {"${events[0]}": [${JSON.stringify(own)}]}}\n`;
      const path = await put(file, before);
      expect(await run(app, '--hooks', '--yes')).toMatchObject({ code: 0 });
      const written = await readFile(path, 'utf8');
      const { hooks } = JSON.parse(written.replace('// by hand', '')) as Settings;
      expect(hooks[events[0] ?? '']).toEqual([own, expect.objectContaining({ matcher: '*' })]);
      expect(hooks[events[1] ?? '']).toHaveLength(1);
      const ours = hooks[events[0] ?? '']?.[1] as Hooked | undefined;
      const command = ours?.hooks[0].command ?? '';
      const gone = spawnSync('sh', ['-c', command.replaceAll('commonhold.js', 'gone.js')], {
        encoding: 'utf8',
      });
      expect([gone.status, gone.stderr]).toEqual([2, expect.stringContaining('COULD NOT BE ASKED')]);
      const nodeFile = join(person, folder, 'commonhold-node.json');
      expect(written).toContain(`hook pre-tool --agent ${app} --node-file ${nodeFile}`);
      expect(written).toContain(`hook post-tool --agent ${app} --node-file ${nodeFile}`);
      expect(JSON.parse(await readFile(nodeFile, 'utf8'))).toEqual({
        url: new URL(node.baseUrl).origin,
        key: expect.stringMatching(/^chk_/) as unknown,
        whenSilent: 'closed',
      });
      expect((await stat(nodeFile)).mode & 0o777).toBe(0o600);
      expect(await run(app, '--undo', '--yes')).toMatchObject({ code: 0 });
      expect(await readFile(path, 'utf8')).toBe(before);
      await expect(stat(nodeFile)).rejects.toThrow('ENOENT');
    },
  );

  test('with hooks of agents that run what lies in a folder leaves a program there, and never over another', async () => {
    await mkdir(join(person, '.config', 'opencode'), { recursive: true });
    for (const [app, file] of [
      ['opencode', '.config/opencode/plugins/commonhold.js'],
      ['cline', '.cline/hooks/PreToolUse'],
    ] as const) {
      expect(await run(app, '--hooks', '--yes')).toMatchObject({ code: 0 });
      expect(await readFile(join(person, file), 'utf8')).toContain(`hook pre-tool --agent ${app}`);
      expect(await run(app, '--undo', '--yes')).toMatchObject({ code: 0 });
      await expect(stat(join(person, file))).rejects.toThrow('ENOENT');
      await put(file, 'somebody wrote this');
      const refused = await run(app, '--hooks', '--yes');
      expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('already')]);
      expect(await readFile(join(person, file), 'utf8')).toBe('somebody wrote this');
    }
  });

  test('starts the hooks of an agent whatever the name of its folder', async () => {
    const folder = join(person, `it's a "$HOME" of \`mine\``);
    await mkdir(folder);
    const whole = await commonhold(home, ['connect', 'cline', '--hooks', '--yes'], '', {
      HOME: person,
      CLINE_DIR: folder,
    });
    expect(whole).toMatchObject({ code: 0 });
    const told = JSON.stringify({
      taskId: 'conv_1',
      tool_call: { id: 'call_1', name: 'run_commands', input: {} },
    });
    const ended = spawnSync(join(folder, 'hooks', 'PreToolUse'), { input: told, encoding: 'utf8' });
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([0, '', '']);
    const script = await readFile(join(folder, 'hooks', 'PreToolUse'), 'utf8');
    const gone = spawnSync('sh', ['-c', script.replaceAll('commonhold.js', 'gone.js')], { encoding: 'utf8' });
    expect([gone.status, JSON.parse(gone.stdout)]).toEqual([0, expect.objectContaining({ cancel: true })]);
    const { calls } = await api<{ calls: { asked: string }[] }>(node, 'GET', '/api/calls?operation=tool');
    expect(calls.map(({ asked }) => asked)).toEqual(['run_commands']);
    expect(await run('cline', '--undo', '--yes')).toMatchObject({ code: 0 });
  });

  test.each([
    ['an app that has not run here', ['claude-code', '--yes'], 'has not run here yet'],
    ['an app that nobody knows', ['emacs', '--yes'], 'no app called emacs'],
    ['a question that nobody can be asked', ['curl'], 'add --yes'],
    ['a subscription of an app without one', ['curl', '--subscription'], 'has no subscription'],
    ['an app whose file only its owner knows', ['librechat'], 'name the file'],
    ['an undo of what was not done', ['curl', '--undo', '--yes'], 'was not connected'],
    ['no app', [], 'name an app'],
  ])('says clearly what is wrong with %s, and makes no key', async (_, parameters, words) => {
    const before = await keysInForce();
    const ended = await run(...parameters);
    expect(ended.code).not.toBe(0);
    expect(ended.errors).toContain(words);
    expect(await keysInForce()).toEqual(before);
  });

  test('leaves a file that it cannot read as it is', async () => {
    const path = await put('.claude/settings.json', '{ theme: dark }');
    const ended = await run('claude-code', '--yes');
    expect([ended.code, ended.errors]).toEqual([1, expect.stringContaining('is left as it is')]);
    expect(await readFile(path, 'utf8')).toBe('{ theme: dark }');
  });
});
