import { readFile, writeFile } from 'node:fs/promises';
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

/** The receipt of a call on a real node: who gets it, and what a stranger's machine says about it afterwards. */
describe('a receipt', () => {
  let upstream: CountingUpstream;
  let home: string;
  let elsewhere: string;
  let node: TestNode;
  let file: string;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    upstream = await startCountingUpstream(0);
    home = await newHome(providerYaml(upstream.port));
    // The folder of an auditor: nothing of the node is in it.
    elsewhere = await newHome();
    file = join(elsewhere, 'call.receipt');
    node = await startTestNode(home);
    for (const name of ['caller', 'colleague']) {
      const { output } = await commonhold(home, ['keys', 'add', name, '--role', 'member', '--json']);
      keys[name] = (JSON.parse(output) as { key: string }).key;
    }
  });
  afterAll(async () => {
    await node.stop();
    expect(node.errors()).toBe('');
    await upstream.close();
    await removeHome(home);
    await removeHome(elsewhere);
  });

  const as = (key: string | undefined, path: string, body?: unknown): Promise<Response> =>
    fetch(new URL(path, node.baseUrl), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function callOf(key: string | undefined): Promise<string> {
    const reply = await as(key, '/v1/chat/completions', {
      model: 'test-model',
      messages: [{ role: 'user', content: 'a secret question' }],
    });
    expect(reply.status).toBe(200);
    await reply.text();
    return reply.headers.get('x-commonhold-call') ?? '';
  }

  /** The outcome is written when the answer is through, which its reader may learn a moment earlier. */
  const receiptOf = (key: string | undefined, call: string): Promise<Response> =>
    eventually(async () => {
      const reply = await as(key, `/api/receipts/${call}`);
      return reply.status === 409 ? undefined : reply;
    });

  const codeOf = async (reply: Response): Promise<unknown> => ({
    status: reply.status,
    error: ((await reply.json()) as { error: unknown }).error,
  });

  test('goes to the caller and to the owner, as a file; to others the call is unknown', async () => {
    const call = await callOf(keys['caller']);
    const mine = await receiptOf(keys['caller'], call);
    expect(mine.status).toBe(200);
    expect(mine.headers.get('content-type')).toBe('application/vnd.commonhold.receipt');
    expect(mine.headers.get('content-disposition')).toBe(`attachment; filename="${call}.receipt"`);
    expect((await receiptOf(node.key, call)).status).toBe(200);
    const unknown = '01aaaaaaaaaaaaaaaaaaaaaaaa';
    const toOthers = await codeOf(await as(keys['colleague'], `/api/receipts/${call}`));
    const ofNobody = await codeOf(await as(keys['colleague'], `/api/receipts/${unknown}`));
    expect(toOthers).toMatchObject({ status: 404, error: { code: 'call_unknown' } });
    expect(JSON.parse(JSON.stringify(toOthers).replaceAll(call, unknown))).toEqual(ofNobody);
    expect((await fetch(new URL(`/api/receipts/${call}`, node.baseUrl))).status).toBe(401);
  });

  test('is printed by the command line as the node gives it, and proven far from the node', async () => {
    const call = await callOf(keys['caller']);
    const given = Buffer.from(await (await receiptOf(node.key, call)).arrayBuffer());
    const printed = await commonhold(home, ['receipt', call]);
    expect(printed).toMatchObject({ code: 0, errors: '', output: given.toString() });
    expect(given.toString()).not.toContain('secret');
    await writeFile(file, given);
    const checked = await commonhold(elsewhere, ['receipt', 'verify', file]);
    expect(checked).toMatchObject({ code: 0, errors: '' });
    expect(checked.output).toContain(`Proven, if the key is the node's. Call ${call}: completed.`);
    expect(checked.output).toContain('signed by the key that the receipt itself names');
    const { output } = await commonhold(elsewhere, ['receipt', 'verify', file, '--json']);
    expect(JSON.parse(output)).toMatchObject({
      verdict: 'proven',
      signedBy: 'stated-key',
      call: { id: call, attempts: [{ outcome: { leaf: { status: 'completed' } } }] },
    });
  });

  test('is proven under the key that the node publishes, and under no other', async () => {
    const { output } = await commonhold(home, ['receipt', 'key']);
    const key = output.trim();
    expect(await api(node, 'GET', '/api/receipts/key')).toEqual({ verifierKey: key });
    const trusted = await commonhold(elsewhere, ['receipt', 'verify', file, '--key', key]);
    expect(trusted).toMatchObject({ code: 0 });
    expect(trusted.output).toMatch(/^Proven\. [^]*is signed by a key that you gave as trusted/);
    const other = await newHome();
    const stranger = await startTestNode(other);
    const strange = (await commonhold(other, ['receipt', 'key'])).output.trim();
    await stranger.stop();
    await removeHome(other);
    const refused = await commonhold(elsewhere, ['receipt', 'verify', file, '--key', strange]);
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^Not proven\. .*is of the log/),
    });
    const none = await commonhold(elsewhere, ['receipt', 'verify', file, '--key', 'my key']);
    expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('This is no verifier key') });
  });

  test('is not proven when it was tampered with, is something else, or is not there', async () => {
    const text = await readFile(file, 'utf8');
    await writeFile(`${file}.tampered`, text.replace('"status":"completed"', '"status":"aborted"'));
    const tampered = await commonhold(elsewhere, ['receipt', 'verify', `${file}.tampered`]);
    expect(tampered).toMatchObject({ code: 1, output: expect.stringMatching(/^Not proven\. .*do not lead/) });
    await writeFile(`${file}.else`, 'Dear Sir or Madam,\n');
    const json = await commonhold(elsewhere, ['receipt', 'verify', `${file}.else`, '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.output)).toMatchObject({
      verdict: 'not-proven',
      reason: expect.stringContaining('first line') as string,
    });
    const missing = await commonhold(elsewhere, ['receipt', 'verify', `${file}.missing`]);
    expect(missing).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('cannot be read') });
    expect(await commonhold(home, ['receipt', 'nobody'])).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringContaining('No call "nobody" is on record'),
    });
  });
});
