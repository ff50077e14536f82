import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commonhold, newHome, providerYaml, removeHome, startTestNode } from './node/running-node.ts';

interface Examination {
  readonly verdict: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly {
    readonly check: string;
    readonly verdict: string;
    readonly seen: string;
    readonly advice: string;
  }[];
}

let home: string;
let server: Server | undefined;
beforeEach(async () => {
  home = await newHome();
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await removeHome(home);
});

/** What the doctor says, as `check verdict: what was seen -> what to do` a line, and its exit code. */
async function doctor(
  parameters: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly text: string; readonly examination: Examination }> {
  const ended = await commonhold(home, ['doctor', '--json', ...parameters], '', environment);
  expect(ended.errors).toBe('');
  const examination = JSON.parse(ended.output) as Examination;
  const text = examination.findings
    .map(({ check, verdict, seen, advice }) => `${check} ${verdict}: ${seen} -> ${advice}`)
    .join('\n');
  return { code: ended.code, text, examination };
}

describe('the doctor', () => {
  test('finds nothing broken in a healthy home with a running node, and after a crash says what a start will do', async () => {
    const asked: string[] = [];
    server = createServer((request, response) => {
      asked.push(
        `${request.method} ${request.url} ${request.headers.authorization ?? 'without a credential'}`,
      );
      response.writeHead(401).end();
    });
    const yaml = providerYaml(await portOf(server)).replace('none', 'stored');
    await writeFile(join(home, 'commonhold.yaml'), yaml);
    const node = await startTestNode(home, { withModel: true });

    const first = await doctor(['--thorough']);
    expect(first.text).not.toContain(' broken: ');
    expect(first.code).toBe(0);
    expect(first.examination.counts['broken']).toBe(0);
    expect(first.text).toContain(`node good: A node runs (process ${node.process.pid},`);
    expect(first.text).toContain(`port good: The node answers at ${new URL(node.baseUrl).origin}.`);
    expect(first.text).toMatch(/^engine good: The engine loads \(node-llama-cpp /m);
    expect(first.text).toMatch(/^models good: The default model smollm2-135m-instruct is here/m);
    expect(first.text).toMatch(/^models good: The SHA-256 of 1 of 1 model files .* was computed again/m);
    expect(first.text).toMatch(/^record good: Every page/m);
    expect(first.text).toMatch(/^credentials attention: .*provider upstream/m);
    expect(asked).toEqual([]);

    await commonhold(home, ['keys', 'provider', 'upstream'], 'sk-secret\n');
    const second = await doctor(['--connect']);
    expect(second.code).toBe(0);
    expect(second.text).toMatch(/^credentials good: /m);
    expect(second.text).toMatch(/^upstreams good: upstream .* with status 401/m);
    // The credential is stored, and does not go with the question.
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'HEAD /v1 without a credential'));

    await node.kill();
    const third = await doctor();
    expect(third.code).toBe(0);
    expect(third.text).toMatch(/^node attention: .*left its socket/m);
  });

  test('needs no node and says in plain text what there is, with the sum in the last line', async () => {
    const { code, output, errors } = await commonhold(home, ['doctor']);
    expect(errors).toBe('');
    expect(code).toBe(0);
    // A pipe has no width and shows no colours; a path is never broken.
    for (const line of output.split('\n')) {
      if (!line.includes(home)) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(output).toMatch(/^[\n\x20-\x7e]*$/);
    expect(output).toContain('No node runs for this home folder.');
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^It works; .* good, \d+ unknown\.$/);
  });

  test('explains a commonhold.yaml that is wrong, with its line and without what could steer a terminal', async () => {
    await writeFile(
      join(home, 'commonhold.yaml'),
      'server:\n  port: 1\nlabels:\n  own: ["a\\e[31m\u202e b"]\n',
    );
    const { code, output } = await commonhold(home, ['doctor']);
    expect(code).toBe(1);
    expect(output.replaceAll(/\s+/g, ' ')).toMatch(/broken configuration .*labels\.own\.0: .*\(line 4\)/);
    expect(output).toMatch(/^[\n\x20-\x7e]*$/);
    expect(output).toMatch(/^Something is broken: 1 broken, /m);
  });

  test('names who has the port, and a folder that others may enter with the command that closes it', async () => {
    server = createServer(
      (_, response) => void response.writeHead(200, { server: 'elsewhere/2' }).end('hello'),
    );
    const environment = { COMMONHOLD_PORT: String(await portOf(server)) };
    await chmod(home, 0o755);
    const { code, text } = await doctor([], environment);
    expect(code).toBe(1);
    expect(text).toMatch(/^port broken: The port is taken: .*named elsewhere\/2.*COMMONHOLD_PORT/m);
    expect(text).toContain(`-> Run "chmod 700 ${home}"`);
    const started = await commonhold(home, ['start', '--offline'], '', environment);
    expect(started).toMatchObject({ code: 1, errors: expect.stringContaining('in use by another program') });
  });
});

async function portOf(listening: Server): Promise<number> {
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}
