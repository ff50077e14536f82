import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { chat, commonhold, newHome, removeHome, startTestNode } from './node/running-node.ts';

describe('a start', () => {
  test('without any source for the model runs all the same, and says what is missing and where to put it', async () => {
    const home = await newHome();
    const empty = join(home, 'empty');
    await mkdir(empty);
    // No program is found and every connection is refused: the hub, the package index and their clients are all gone.
    const dead = 'http://127.0.0.1:1';
    const node = await startTestNode(home, {
      withModel: true,
      environment: {
        PATH: empty,
        COMMONHOLD_MODELS: '',
        HTTPS_PROXY: dead,
        HTTP_PROXY: dead,
        https_proxy: dead,
        http_proxy: dead,
      },
    });
    expect(node.errors()).toContain('SmolLM2-135M-Instruct.Q4_1.gguf');
    expect(node.errors()).toContain(join(home, 'models'));
    expect(node.errors()).toContain('The node runs without it');
    const reply = await chat(node, {
      model: 'smollm2-135m-instruct',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(reply.status).toBe(404);
    await node.stop();
    await removeHome(home);
  });

  test('keeps the new key of the owner in a file only until it has been shown', async () => {
    const home = await newHome();
    const shown = await startTestNode(home);
    expect(shown.key).toMatch(/^chk_/);
    // It goes after the key has been printed, so a test that has read the key may still find it for a moment.
    const gone = () => stat(join(home, 'owner.key')).then(() => undefined, String);
    expect(await eventually(gone)).toContain('ENOENT');
    await shown.stop();
    await removeHome(home);
  });

  test('whose output goes to a file tells where the key is, which only its owner can read', async () => {
    const home = await newHome();
    const ending = commonhold(home, ['start', '--offline']);
    const key = await eventually(() => readFile(join(home, 'owner.key'), 'utf8').catch(() => undefined));
    expect((await stat(join(home, 'owner.key'))).mode & 0o777).toBe(0o600);
    process.kill(Number(await readFile(join(home, 'lock.process'), 'utf8')), 'SIGTERM');
    const { output } = await ending;
    expect(output).not.toContain(key.trim());
    await removeHome(home);
  });

  test('after a clean stop shows a session that was closed, and a verdict that covers it', async () => {
    const home = await newHome();
    const node = await startTestNode(home);
    const ended = await node.stop();
    expect(ended.code).toBe(0);
    const report = JSON.parse((await commonhold(home, ['verify', '--json'])).output) as {
      verdict: string;
      unsigned: number;
      counts: Record<string, number>;
    };
    expect(report).toMatchObject({ verdict: 'proved', unsigned: 0, counts: { 'log-session': 2 } });
    await removeHome(home);
  });

  test('after kill -9 has a record without a proven end, and after the next stop one that is complete', async () => {
    const home = await newHome();
    await (await startTestNode(home)).kill();
    const cut = await commonhold(home, ['verify']);
    expect(cut.code).toBe(0);
    expect(cut.output).toMatch(/grade +valid prefix, end unproven\n/);
    expect(cut.output).toContain('It ends inside a session');
    await (await startTestNode(home)).stop();
    const whole = (await commonhold(home, ['verify'])).output;
    expect(whole).toMatch(/grade +complete/);
    expect(whole).toMatch(/sessions +2 opened: 1 closed, 1 cut off; 0 heartbeats; coverage version 1 by 2\n/);
    await removeHome(home);
  });

  test('answers piped lines of a chat one after the other and ends with them', async () => {
    const home = await newHome('engine: { contextTokens: 512 }\n');
    const node = await startTestNode(home, { withModel: true });
    const talked = await commonhold(
      home,
      ['chat'],
      '/help\n/nonsense\nSay yes.\n/new\nSay no.\n/exit\nnever read\n',
    );
    expect(talked.code).toBe(0);
    expect(talked.errors).toContain('/nonsense');
    expect(talked.output.match(/call [0-9a-z]{26}/g)).toHaveLength(2);
    await node.stop();
    await removeHome(home);
  });
});
