import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  commonhold,
  newHome,
  providerYaml,
  removeHome,
  startTestNode,
  type TestNode,
} from './node/running-node.ts';

/** What the owner changes while the node runs, by command and over the network, with bodies of every kind. */
describe('the API of a running node', () => {
  let home: string;
  let node: TestNode;
  beforeAll(async () => {
    home = await newHome(providerYaml(9));
    node = await startTestNode(home);
  });
  afterAll(async () => {
    await node.stop();
    expect(node.errors()).toBe('');
    await removeHome(home);
  });

  async function send(
    method: string,
    path: string,
    body?: string | Uint8Array | ReadableStream,
  ): Promise<{ status: number; code: string | undefined }> {
    const reply = await fetch(new URL(path, node.baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${node.key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
    const { error } = (await reply.json()) as { error?: { code: string } };
    return { status: reply.status, code: error?.code };
  }

  /** A body whose length nobody announces. */
  const chunked = (text: string): ReadableStream => new Blob([text]).stream();

  test('makes a key and takes it back by its name', async () => {
    const added = await commonhold(home, ['keys', 'add', 'app', '--json']);
    expect(added).toMatchObject({ code: 0, errors: '' });
    expect(await commonhold(home, ['keys', 'revoke', 'app'])).toMatchObject({ code: 0, errors: '' });
    expect(await commonhold(home, ['keys', 'revoke', 'app'])).toMatchObject({ code: 1, output: '' });
  });

  test('gives a key only labels that the node knows', async () => {
    const misspelt = await commonhold(home, ['keys', 'add', 'clinic', '--label', 'personel']);
    expect(misspelt).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringContaining('The label personel is not known'),
    });
    expect(await commonhold(home, ['keys', 'add', 'clinic', '--label', 'personal', 'special'])).toMatchObject(
      { code: 0 },
    );
    expect((await commonhold(home, ['keys', 'list'])).output).toMatch(
      /clinic .* personal,special +- +- +in force/,
    );
    expect((await commonhold(home, ['keys', 'list'])).output).not.toContain('personel');
  });

  test('stores a credential and forgets it', async () => {
    const stored = await commonhold(home, ['keys', 'provider', 'upstream'], 'secret\n');
    expect(stored).toMatchObject({ code: 0, errors: '' });
    expect(await commonhold(home, ['keys', 'provider', 'upstream', '--remove'])).toMatchObject({
      code: 0,
      errors: '',
    });
    expect(await commonhold(home, ['keys', 'provider', 'upstream', '--remove'])).toMatchObject({ code: 1 });
    expect(await commonhold(home, ['keys', 'provider', 'nobody'], 'secret\n')).toMatchObject({ code: 1 });
  });

  test('reads a body in chunks as it reads any other', async () => {
    expect(await send('POST', '/api/keys', chunked('{"name":"chunked"}'))).toEqual({
      status: 201,
      code: undefined,
    });
    expect(await send('DELETE', '/api/keys/chunked')).toEqual({ status: 200, code: undefined });
    expect(await send('POST', '/api/status/reload')).toEqual({ status: 200, code: undefined });
  });

  test.each([
    ['that is too large', 'body_too_large', `{"name":"${'x'.repeat(1024 * 1024)}"}`],
    ['that is no JSON', 'json_invalid', '{"name":'],
    ['that says one thing twice', 'json_duplicate_key', '{"name":"a","name":"b"}'],
    ['that is not UTF-8', 'json_not_utf8', Buffer.from([0x22, 0xff, 0x22])],
    ['with a field that there is not', 'request_invalid', '{"name":"a","admin":true}'],
    ['that is empty', 'json_invalid', ''],
  ])('refuses a body %s', async (_, code, body) => {
    expect((await send('POST', '/api/keys', body)).code).toBe(code);
    if (typeof body === 'string') expect((await send('POST', '/api/keys', chunked(body))).code).toBe(code);
  });
});
