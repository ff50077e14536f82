import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from './main.ts';
import type { Terminal } from './terminal/terminal.ts';
import { bytesText, durationText, oneLine, printable, table } from './terminal/text.ts';

const pagePath = join(import.meta.dirname, '../../../../docs/reference/command-line.md');

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

let home: string;
let server: Server | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'commonhold-cli-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(home, { recursive: true, force: true });
});

/** Runs the command line in this process, with streams of the test's in place of a terminal. */
async function run(
  args: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  let output = '';
  let errors = '';
  streams.output.on('data', (chunk: Buffer) => (output += chunk.toString()));
  streams.errors.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  streams.input.end(input);
  const terminal: Terminal = { ...streams, environment: { COMMONHOLD_HOME: home, ...environment } };
  const code = await main(args, terminal);
  return { code, output, errors };
}

/** Something that answers at the place of a node, in whatever way a test needs. */
async function standIn(answer: RequestListener): Promise<void> {
  server = createServer(answer).listen(join(home, 'node.sock'));
  await once(server, 'listening');
}

/** Names of the commands that a help text lists. */
function listed(help: string): string[] {
  const groups = help.matchAll(/^(?!Arguments:|Options:)\S.*:\n((?: {2}.*\n)+)/gm);
  const commands = [...groups].map(([, members]) => members).join('');
  return [...commands.matchAll(/^ {2}([a-z]+(?:-[a-z]+)*)/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'help');
}

/** Every command that does something, as the words that call it, with its help. */
async function everyCommand(
  words: readonly string[] = [],
): Promise<{ words: readonly string[]; help: string }[]> {
  const { output: help } = await run([...words, '--help']);
  const found = [{ words, help }];
  for (const name of listed(help)) found.push(...(await everyCommand([...words, name])));
  return found;
}

describe('docs/reference/command-line.md', () => {
  /** After a change: `npx vitest run packages/commonhold/src/cli/main.test.ts -u`. */
  test('shows the help of every command as the command prints it', async () => {
    let page = await readFile(pagePath, 'utf8');
    const commands = await everyCommand();
    const block = /(<!-- help of "([\w -]+)" -->\n\n```text\n)[\s\S]*?(```)/g;
    const shown = [...page.matchAll(block)].map(([, , words]) => words);
    expect(shown).toEqual(commands.map(({ words }) => ['commonhold', ...words].join(' ')));
    const helps = new Map(commands.map(({ words, help }) => [['commonhold', ...words].join(' '), help]));
    page = page.replaceAll(
      block,
      (_, before: string, words: string, after: string) => before + (helps.get(words) ?? '') + after,
    );
    await expect(page).toMatchFileSnapshot(pagePath);
  });

  test('names every environment variable that the sources read', async () => {
    const page = await readFile(pagePath, 'utf8');
    const named = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
    const files = [
      '../home/home-paths.ts',
      '../models/other-folders.ts',
      'terminal/terminal.ts',
      'terminal/passphrase.ts',
      'running/start.ts',
    ];
    const sources = await Promise.all(files.map((file) => readFile(join(import.meta.dirname, file), 'utf8')));
    const read = sources.join('\n').matchAll(/nvironment\['(\w+)'\]/g);
    expect(new Set(named)).toEqual(new Set([...read].map(([, name]) => name)));
  });
});

describe('the command line', () => {
  test('has --json on every command that does something', async () => {
    for (const { words, help } of await everyCommand()) {
      if (listed(help).length === 0) expect(help, words.join(' ')).toContain('--json');
    }
  });

  test.each([
    ['nothing', []],
    ['an unknown command', ['dance']],
    ['an unknown option', ['calls', '--louder']],
    ['a missing argument', ['show']],
    ['an argument too many', ['show', 'a', 'b']],
    ['a number that is none', ['calls', '--limit', 'ten']],
    ['a temperature that is none', ['ask', 'x', '--temperature', 'warm']],
    ['a choice that there is not', ['keys', 'add', 'x', '--role', 'king']],
    ['a group without its command', ['models']],
  ])('answers %s with 2 and says how it is used', async (_, args) => {
    const { code, output, errors } = await run(args);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errors).toMatch(/^error: |^Usage: /);
  });

  test('answers --help and --version with 0, on its output', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, errors: '' });
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test.each([
    ['calls', []],
    ['show', ['x']],
    ['ask', ['x']],
    ['chat', []],
    ['keys list', []],
    ['keys add', ['x']],
    ['keys revoke', ['x']],
  ])('says that no node runs and ends with 1: %s', async (command, args) => {
    const { code, output, errors } = await run([...command.split(' '), ...args, '--json']);
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(errors).toBe(
      `No node is running for the home folder ${home}.\nStart it with "commonhold start" (or "npm start").\n`,
    );
  });

  test('reads the models folder without a node', async () => {
    const { code, output } = await run(['models', 'list', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({ folder: join(home, 'models'), models: [] });
    const all = JSON.parse((await run(['models', 'list', '--all', '--json'])).output) as {
      catalog: { name: string }[];
    };
    expect(all.catalog.map(({ name }) => name)).toContain('smollm2-135m-instruct');
    expect(await run(['models', 'inspect', 'nobody'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('nobody'),
    });
    expect(await run(['models', 'remove', 'nobody'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('nobody'),
    });
    expect(await run(['models', 'pull', 'nobody'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('nobody'),
    });
    expect(await run(['models', 'add', 'nobody.gguf'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('nobody'),
    });
  });

  test('cannot verify a folder without a record', async () => {
    expect(await run(['verify'])).toMatchObject({
      code: 1,
      output: expect.stringContaining(`no commonhold.db in ${home}`),
    });
    const { code, output } = await run(['verify', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ verdict: 'broken', size: 0 });
  });

  test.each([
    ['COMMONHOLD_PORT', 'high'],
    ['COMMONHOLD_PORT', '70000'],
    ['COMMONHOLD_LOG', 'loud'],
  ])('refuses %s=%s in words and not as a bug', async (name, value) => {
    const { code, errors } = await run(['start', '--offline'], '', { [name]: value });
    expect(code).toBe(1);
    expect(errors).toContain(`The environment variable ${name} is not valid: "${value}"`);
    expect(errors).not.toContain('This is a bug');
  });

  test('passes on what a node refuses', async () => {
    await standIn((_, response) => {
      response
        .writeHead(404)
        .end(JSON.stringify({ error: { code: 'call_unknown', message: 'No call \u001b[31m"x".' } }));
    });
    expect(await run(['show', 'x'])).toEqual({ code: 1, output: '', errors: 'No call [31m"x".\n' });
  });

  test('takes no credential for an empty one', async () => {
    expect(await run(['keys', 'provider', 'vendor'], ' \n')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('no credential'),
    });
  });
});

describe('what a model says', () => {
  const hostile = 'safe\u001b[2J\u009b2J\u202e \u2066text\u0007';

  beforeEach(() =>
    standIn((request, response) => {
      if (request.url === '/api/status') return void response.end(JSON.stringify({ defaultModel: 'm' }));
      const chunk = {
        id: 'x',
        object: 'chat.completion.chunk',
        created: 0,
        model: 'm',
        choices: [{ index: 0, delta: { content: hostile }, finish_reason: 'stop' }],
      };
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'x-commonhold-model': '100%25',
        'x-commonhold-call': 'c',
      });
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    }),
  );

  test('reaches a terminal without what could steer it', async () => {
    expect(await run(['ask', 'x'])).toEqual({ code: 0, output: 'safe[2J2J text\n', errors: '' });
    expect((await run(['chat'], 'Hello\n')).output).toContain('safe[2J2J text\n');
  });

  test('is whole in JSON, with such characters escaped', async () => {
    const { output } = await run(['ask', 'x', '--json']);
    expect(output).toMatch(/^[\n\x20-\x7e]*$/);
    expect(JSON.parse(output)).toMatchObject({ text: hostile, model: '100%', call: 'c' });
  });

  test('is one line of JSON for each turn of a chat, and nothing else', async () => {
    const { output } = await run(['chat', '--json'], 'Hello\n/help\nAnd again\n');
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual([hostile, hostile]);
  });
});

test('a question goes with what is piped in, and with what was asked of the model', async () => {
  let asked: unknown;
  await standIn((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked = JSON.parse(body);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: [DONE]\n\n');
    });
  });
  await run(
    [
      'ask',
      'Sum up.',
      '-m',
      'm',
      '-s',
      'Be short.',
      '--max-tokens',
      '5',
      '--temperature',
      '0',
      '--seed',
      '7',
      '--deterministic',
    ],
    'A text.\n',
  );
  expect(asked).toEqual({
    model: 'm',
    messages: [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Sum up.\n\nA text.\n' },
    ],
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: 5,
    temperature: 0,
    seed: 7,
    deterministic: true,
  });
  expect(await run(['ask', 'x', '-m', 'm'], '\u00ff'.repeat(5 * 1024 * 1024))).toMatchObject({
    code: 1,
    errors: expect.stringContaining('larger'),
  });
});

describe('text for a terminal', () => {
  test('keeps letters of every script, line breaks and tabs', () => {
    expect(printable('Grüße\tمرحبا\n你好 👍')).toBe('Grüße\tمرحبا\n你好 👍');
  });

  test('has nothing left that is not to be seen, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(/\p{C}/u.test(shown.replaceAll(/[\n\t]/g, ''))).toBe(false);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  test('fits on one line', () => {
    expect(oneLine('a\n b\tc', 10)).toBe('a b c');
    expect(oneLine('abcdef', 4)).toBe('abc…');
    expect(oneLine('', 0)).toBe('');
  });

  test('stands in columns as wide as their widest cell', () => {
    expect(
      table(
        ['call', 'n'],
        [
          ['a', '1'],
          ['longer', '22'],
        ],
      ),
    ).toBe('call    n\na       1\nlonger  22');
    expect(table(['a', 'b'], [])).toBe('a  b');
    expect(table(['a', 'b'], [['x\n\u001b[2Jy', '1']])).toBe('a       b\nx [2Jy  1');
  });

  test('gives sizes and times in units that people read', () => {
    expect([0, 1023, 1536, 98_362_432].map(bytesText)).toEqual(['0 B', '1023 B', '1.5 KiB', '93.8 MiB']);
    expect([0.4, 999, 1500, 61_000].map(durationText)).toEqual(['0 ms', '999 ms', '1.5 s', '1 min 1 s']);
  });
});

test('the home folder of a test is not the one of a user', async () => {
  await mkdir(join(home, 'models'));
  expect((await run(['models', 'list'])).errors).toContain(home);
});
