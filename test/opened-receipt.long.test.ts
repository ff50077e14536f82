import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/** Everybody who opens what others said needs a second person here. */
const configuration = 'access: { people: 2, reason: required }\n';

/** What a receipt opens, on a real node with a real model, and what an auditor makes of it far from the node. */
describe('a receipt that opens what was said', () => {
  let home: string;
  let elsewhere: string;
  let node: TestNode;
  let call: string;
  /** The request as curl sent it and the answer as curl wrote it, to the byte. */
  let request: string;
  let answer: string;
  const keys: Record<string, string> = {};

  const file = (name: string): string => join(elsewhere, name);
  const auditor = (...parameters: string[]) => commonhold(elsewhere, ['receipt', 'verify', ...parameters]);

  beforeAll(async () => {
    home = await newHome(configuration);
    elsewhere = await newHome();
    node = await startTestNode(home, { withModel: true });
    for (const [name, role] of [
      ['caller', 'member'],
      ['colleague', 'member'],
      ['partner', 'owner'],
    ] as const) {
      const { output } = await commonhold(home, ['keys', 'add', name, '--role', role, '--json']);
      keys[name] = (JSON.parse(output) as { key: string }).key;
    }
    request = file('request.json');
    answer = file('answer.txt');
    const asked = {
      model: 'smollm2-135m-instruct',
      stream: true,
      max_tokens: 8,
      messages: [{ role: 'user', content: 'Grüß Gott, who are you?' }],
    };
    await writeFile(request, JSON.stringify(asked));
    // As docs/guide/receipts.md says it.
    const { stdout } = await promisify(execFile)('curl', [
      '--silent',
      '--show-error',
      '--dump-header',
      '-',
      '--output',
      answer,
      '--header',
      `authorization: Bearer ${keys['caller']}`,
      '--header',
      'content-type: application/json',
      '--data-binary',
      `@${request}`,
      `${node.baseUrl}/chat/completions`,
    ]);
    call = /^x-commonhold-call: (\S+)/im.exec(stdout)?.[1] ?? '';
    expect(await readFile(answer, 'utf8')).toMatch(/^data: [^]*data: \[DONE\]\n\n$/);
  });
  afterAll(async () => {
    await node.stop();
    await removeHome(home);
    await removeHome(elsewhere);
  });

  const as = (key: string | undefined, method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(new URL(path, node.baseUrl), {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function refusal(reply: Promise<Response>): Promise<unknown> {
    return ((await (await reply).json()) as { error: { code: string } }).error.code;
  }

  test('goes to the caller, who needs no reason for their own words', async () => {
    const path = `/api/receipts/${call}?open=request&open=answer`;
    const reply = await eventually(async () => {
      const got = await as(keys['caller'], 'GET', path);
      return got.status === 409 ? undefined : got;
    });
    expect(reply.status).toBe(200);
    await writeFile(file('both.receipt'), Buffer.from(await reply.arrayBuffer()));
    const text = await readFile(file('both.receipt'), 'utf8');
    expect(text).toMatch(/^commonhold receipt v2\n/);
    expect([...text.matchAll(/^open \d+ (\S+) /gm)].map(([, field]) => field)).toEqual([
      'request',
      'sent',
      'received',
      'replied',
    ]);
    // And one without, which is what everybody gets who does not ask for more.
    const plain = await as(keys['caller'], 'GET', `/api/receipts/${call}`);
    await writeFile(file('plain.receipt'), Buffer.from(await plain.arrayBuffer()));
    expect(await readFile(file('plain.receipt'), 'utf8')).toMatch(/^commonhold receipt v1\n/);
  });

  test('shows that a streamed answer, as curl wrote it, is what the caller was given', async () => {
    const checked = await auditor(file('both.receipt'), '--body', answer);
    expect(checked).toMatchObject({ code: 0, errors: '' });
    expect(checked.output).toContain('The body fits. It is the one that this log commits to.');
    expect(checked.output).toMatch(/fits +the answer as it was given to the caller \(attempt 1, entry \d+\)/);
    // The engine inside speaks another wire, so what it said is other bytes.
    expect(checked.output).toMatch(/differs +the answer of the destination/);
  });

  test('shows that the request is the one, to the byte', async () => {
    const { code, output } = await auditor(
      file('both.receipt'),
      '--body',
      request,
      '--field',
      'request',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      verdict: 'proven',
      body: {
        verdict: 'fits',
        checked: [
          { field: 'request', fits: true },
          { field: 'sent', fits: false },
        ],
      },
    });
  });

  test('does not take another body, nor the answer for the request', async () => {
    const text = await readFile(answer, 'utf8');
    await writeFile(file('other.txt'), `${text}\n`);
    const other = await auditor(file('both.receipt'), '--body', file('other.txt'));
    expect(other).toMatchObject({
      code: 1,
      output: expect.stringContaining('The body does not fit ') as string,
    });
    const swapped = await auditor(file('both.receipt'), '--body', answer, '--field', 'request');
    expect(swapped).toMatchObject({
      code: 1,
      output: expect.stringContaining('The body does not fit ') as string,
    });
    const plain = await auditor(file('plain.receipt'), '--body', answer);
    expect(plain).toMatchObject({
      code: 1,
      output: expect.stringContaining('The body was not checked.') as string,
    });
    const without = await auditor(file('plain.receipt'), '--field', 'answer');
    expect(without).toMatchObject({ code: 1, errors: expect.stringContaining('--body') as string });
  });

  test('stays unknown to others, and needs a second person for an owner', async () => {
    const path = `/api/receipts/${call}`;
    expect(await refusal(as(keys['colleague'], 'GET', `${path}?open=answer`))).toBe('call_unknown');
    expect(await refusal(as(node.key, 'GET', `${path}?open=answer`))).toBe('second_person_required');
    expect(await refusal(as(node.key, 'GET', `${path}?open=everything`))).toBe('request_invalid');
    expect(await refusal(as(node.key, 'POST', path, { open: [] }))).toBe('request_invalid');
    const request = await commonhold(home, ['access', 'ask', call, '--reason', 'the auditor asks', '--json']);
    const { id } = JSON.parse(request.output) as { id: string };
    await as(keys['partner'], 'POST', `/api/accesses/requests/${id}/agree`);
    const print = () => commonhold(home, ['receipt', call, '--open', 'answer']);
    const printed = await print();
    expect(printed).toMatchObject({ code: 0, errors: '' });
    await writeFile(file('answer.receipt'), printed.output);
    expect(await auditor(file('answer.receipt'), '--body', answer)).toMatchObject({ code: 0 });
    // Once.
    const again = await print();
    expect(again).toMatchObject({ code: 1, output: '' });
  });

  test('is in the log of who read what, under a head that every report names', async () => {
    const { output } = await commonhold(home, ['access', 'log', '--json']);
    const { accesses, checkpoint } = JSON.parse(output) as {
      accesses: {
        action: string;
        fields: string[];
        who: { name: string };
        statement?: { reason?: string };
      }[];
      checkpoint: string;
    };
    expect(accesses.filter(({ action }) => action === 'export')).toMatchObject([
      { fields: ['received'], statement: { reason: 'the auditor asks' } },
      { fields: ['received', 'request', 'sent'], who: { name: 'caller' } },
    ]);
    const [origin, size, root] = checkpoint.split('\n');
    const line = `${origin}, size ${size}, root ${root?.slice(0, 12)}…`;
    expect((await commonhold(home, ['access', 'log'])).output).toContain(`checkpoint  ${line}`);
    // What a person notes down is the signed note itself, and the newest.
    const noted = await commonhold(home, ['log', 'checkpoint']);
    expect(noted).toMatchObject({ code: 0, errors: '', output: checkpoint });
    const proved = await commonhold(home, ['verify', '--bodies']);
    expect(proved).toMatchObject({ code: 0, output: expect.stringMatching(/^Proved\./) as string });
    expect(proved.output).toContain(`checkpoint  ${line}`);
  });

  test('cannot be had any more once the call was erased; the plain one can', async () => {
    await commonhold(home, ['key', 'recovery', 'none', '--yes']);
    const erased = await commonhold(home, [
      'erase',
      '--call',
      call,
      '--reason',
      'request',
      '--bodies-only',
      '--yes',
    ]);
    expect(erased).toMatchObject({ code: 0, errors: '' });
    expect(erased.output).toMatch(/checkpoint {2}commonhold\/\S+, size \d+, root \S{12}…/);
    expect(await refusal(as(keys['caller'], 'GET', `/api/receipts/${call}?open=answer`))).toBe('body_erased');
    expect((await as(keys['caller'], 'GET', `/api/receipts/${call}`)).status).toBe(200);
    // What was given out before stays proven: nobody can take it back.
    expect(await auditor(file('both.receipt'), '--body', answer)).toMatchObject({ code: 0 });
  });
});
