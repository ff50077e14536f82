import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { chat, commonhold, newHome, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

interface Arrived {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that speaks OpenAI's chat and remembers what reached it, byte for byte. */
async function startServer(): Promise<{
  readonly server: Server;
  readonly port: number;
  readonly arrived: Arrived[];
}> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      arrived.push({ headers: request.headers, body });
      const { model, stream } = JSON.parse(body) as { model: string; stream?: boolean };
      const answer = { id: 'x', object: 'chat.completion', created: 1, model };
      if (stream === true) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const choice = (delta: object, finish: string | null): string =>
          `data: ${JSON.stringify({ ...answer, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
        response.write(choice({ role: 'assistant', content: 'from ' }, null));
        response.end(`${choice({ content: model }, 'stop')}data: [DONE]\n\n`);
        return;
      }
      const message = { role: 'assistant', content: `from ${model}` };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...answer, choices: [{ index: 0, message, finish_reason: 'stop' }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0, arrived };
}

describe('a second destination', () => {
  let lab: Awaited<ReturnType<typeof startServer>>;
  let home: string;
  let node: TestNode;
  const configuration = (port: number): string => `
engine: { contextTokens: 512 }
providers:
  lab:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: stored
    destination: { legalEntity: The Lab, country: DE, retentionDays: 0, trainsOnData: false, local: declared }
    models: [lab-model]
  passing:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${port}/v1
    authentication: caller
    destination: { local: no }
    models: [callers-model]
  gone:
    wire: openai-chat
    baseUrl: http://127.0.0.1:1/v1
    authentication: none
    destination: { local: no }
routes:
  sure: [{ provider: gone, model: any }, { provider: lab, model: lab-model }]
  home-last: [{ provider: gone, model: any }, { provider: local, model: smollm2-135m-instruct }]
`;

  beforeAll(async () => {
    lab = await startServer();
    home = await newHome(configuration(lab.port));
    node = await startTestNode(home, { withModel: true });
  }, 120_000);
  afterAll(async () => {
    await node.stop();
    lab.server.close();
    await removeHome(home);
  });

  const asked = { messages: [{ role: 'user', content: 'Hello' }] };

  test('without its credential is passed over and says what is missing', async () => {
    const reply = await chat(node, { ...asked, model: 'lab-model' });
    expect(reply.status).toBe(503);
    expect(await reply.text()).toContain('commonhold keys provider lab');
  });

  test('gets the stored credential, the bytes of the client and none of its headers', async () => {
    const stored = await commonhold(home, ['keys', 'provider', 'lab'], 'sk-of-the-lab\n');
    expect(stored.code).toBe(0);
    const reply = await chat(node, { ...asked, model: 'lab-model', later: { deep: [1, 2] } });
    expect(await reply.json()).toMatchObject({ choices: [{ message: { content: 'from lab-model' } }] });
    const last = lab.arrived.at(-1);
    expect(last?.headers.authorization).toBe('Bearer sk-of-the-lab');
    expect(last?.body).toBe(JSON.stringify({ ...asked, model: 'lab-model', later: { deep: [1, 2] } }));
    expect(JSON.stringify(last?.headers)).not.toContain(node.key);
  });

  test("in caller mode gets the client's own credential, while ours stays here", async () => {
    const reply = await fetch(`${node.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer of-the-caller',
        'x-commonhold-key': node.key,
      },
      body: JSON.stringify({ ...asked, model: 'callers-model' }),
    });
    expect(reply.status).toBe(200);
    const last = lab.arrived.at(-1);
    expect(last?.headers.authorization).toBe('Bearer of-the-caller');
    expect(JSON.stringify(last?.headers)).not.toContain(node.key);
    const shown = await commonhold(home, ['show', reply.headers.get('x-commonhold-call') ?? '', '--json']);
    expect(shown.output).not.toContain('of-the-caller');
  });

  test('takes over when the one before it cannot be reached, under the name that the route gives', async () => {
    const reply = await chat(node, { ...asked, model: 'sure', stream: true });
    expect(reply.headers.get('x-commonhold-destination')).toBe('lab');
    expect(await reply.text()).toContain('"lab-model"');
    expect(lab.arrived.at(-1)?.body).toContain('"model":"lab-model"');
    const shown = await commonhold(home, ['show', reply.headers.get('x-commonhold-call') ?? '', '--json']);
    const { call } = JSON.parse(shown.output) as {
      call: { attempts: number; leaves: { leaf: { kind: string; status?: string } }[] };
    };
    // What cannot be reached is asked three times; each sending has its own intent and outcome.
    expect(call.attempts).toBe(4);
    expect(call.leaves.map(({ leaf }) => leaf.status ?? leaf.kind)).toEqual([
      'intent',
      'failed',
      'intent',
      'failed',
      'intent',
      'failed',
      'intent',
      'completed',
    ]);
  });

  test('that is gone leaves the work to the engine inside', async () => {
    const reply = await chat(node, { ...asked, model: 'home-last', max_tokens: 4 });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-commonhold-destination')).toBe('local');
  });

  test('that is taken out of commonhold.yaml is gone a moment later, and the record says that it changed', async () => {
    await writeFile(join(home, 'commonhold.yaml'), 'providers: { lab: broken\n');
    await new Promise((resolve) => setTimeout(resolve, 800));
    // A file with a mistake changes nothing.
    expect((await chat(node, { ...asked, model: 'lab-model' })).status).toBe(200);
    await writeFile(join(home, 'commonhold.yaml'), 'engine: { contextTokens: 512 }\n');
    const status = await eventually(async () => {
      const reply = await chat(node, { ...asked, model: 'lab-model' });
      await reply.text();
      return reply.status === 404 ? reply.status : undefined;
    });
    expect(status).toBe(404);
    expect(node.errors()).toContain('the old configuration holds');
  });

  test('leaves a record that verifies, with nothing in the log that names it', async () => {
    const verified = await commonhold(home, ['verify', '--bodies', '--json']);
    expect(JSON.parse(verified.output)).toMatchObject({ verdict: 'proved', findings: [] });
    const listed = await commonhold(home, ['calls', '--json']);
    const calls = JSON.parse(listed.output) as { id: string }[];
    const leaves: string[] = [];
    for (const { id } of calls) {
      const shown = await commonhold(home, ['show', id, '--no-bodies', '--json']);
      leaves.push(JSON.stringify((JSON.parse(shown.output) as { call: { leaves: unknown } }).call.leaves));
    }
    for (const named of [
      'The Lab',
      '"lab"',
      'lab-model',
      'callers-model',
      'home-last',
      'Hello',
      '127.0.0.1',
    ]) {
      expect(leaves.join('\n')).not.toContain(named);
    }
    await rm(join(home, 'test.key'));
  });
});
