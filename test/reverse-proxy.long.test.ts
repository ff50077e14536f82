import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { userInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration } from '../packages/commonhold/src/config/index.ts';
import { eventually } from './node/eventually.ts';
import { newHome, providerYaml, removeHome, startTestNode, type TestNode } from './node/running-node.ts';

/**
 * deploy/nginx.conf and deploy/Caddyfile, each in its own program in front of a real node, with TLS by a certificate made
 * here. A program that is not installed is passed over.
 */
const deploy = join(import.meta.dirname, '..', 'deploy');
const site = 'ai.example.org';
const requestBytes = parseConfiguration('', 'commonhold.yaml').limits.requestBytes;

function has(program: string, parameter: string): boolean {
  try {
    execFileSync(program, [parameter], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Proxy {
  readonly name: string;
  readonly isHere: boolean;
  /** Writes what it needs into the folder; resolves to the command that runs it. */
  prepare(folder: string, port: number, nodePort: number): Promise<readonly string[]>;
}

const nginx: Proxy = {
  name: 'nginx',
  isHere: has('openssl', 'version') && has('nginx', '-v'),
  async prepare(folder, port, nodePort) {
    const text = await readFile(join(deploy, 'nginx.conf'), 'utf8');
    const here = text
      .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
      .replace(/ *listen \[::\]:443 ssl;\n/, '')
      .replace('server 127.0.0.1:7777;', `server 127.0.0.1:${nodePort};`)
      .replaceAll('/etc/ssl/commonhold/', `${folder}/`);
    await writeFile(join(folder, 'commonhold.conf'), here);
    await mkdir(join(folder, 'temporary'));
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    await writeFile(
      join(folder, 'nginx.conf'),
      `${userInfo().uid === 0 ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join('\n  ')}
  include ${folder}/commonhold.conf;
}
`,
    );
    const command = ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
    // Throws with what nginx says when the file is not one that it takes.
    execFileSync('nginx', [...command.slice(1), '-t'], { stdio: 'pipe' });
    return command;
  },
};

const caddy: Proxy = {
  name: 'caddy',
  isHere: has('openssl', 'version') && has('caddy', 'version'),
  async prepare(folder, port, nodePort) {
    const text = await readFile(join(deploy, 'Caddyfile'), 'utf8');
    const here = text
      // The certificate made here, and no place where another Caddy of this machine listens.
      .replace('\tauto_https disable_redirects', '\tauto_https disable_redirects\n\tadmin off')
      .replace(/^(\{\$SITE.*\{)$/m, `$1\n\ttls ${folder}/certificate.pem ${folder}/key.pem`)
      .replace('{$SITE:ai.example.org}', `${site}:${port}`)
      .replace('{$NODE:127.0.0.1:7777}', `127.0.0.1:${nodePort}`);
    expect(here).toContain('\ttls ');
    await writeFile(join(folder, 'Caddyfile'), here);
    execFileSync('caddy', ['validate', '--config', join(deploy, 'Caddyfile')], { stdio: 'pipe' });
    return ['caddy', 'run', '--config', join(folder, 'Caddyfile')];
  },
};

/** A provider that sends the first part of its stream and the rest only when told to. */
class SlowUpstream {
  readonly server: Server;
  #response: ServerResponse | undefined;
  gone = false;
  bodyBytes = 0;

  constructor() {
    this.server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (this.bodyBytes += chunk.byteLength));
      request.on('end', () => {
        this.gone = false;
        this.#response = response;
        response.on('close', () => (this.gone = !response.writableFinished));
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event('first'));
      });
    }).listen(0, '127.0.0.1');
  }

  finish(): void {
    this.#response?.end(`${event('second', 'stop')}data: [DONE]\n\n`);
  }
}

function event(content: string, reason: string | null = null): string {
  const choice = { index: 0, delta: { content }, finish_reason: reason };
  const chunk = { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [choice] };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('the limits in front are those of the node', async () => {
  const mebibytes = requestBytes / 1024 / 1024;
  expect(await readFile(join(deploy, 'nginx.conf'), 'utf8')).toContain(`client_max_body_size ${mebibytes}m;`);
  expect(await readFile(join(deploy, 'Caddyfile'), 'utf8')).toContain(`max_size ${mebibytes}MiB`);
});

describe.each([nginx, caddy])('$name in front of a node', (proxied) => {
  const { isHere } = proxied;
  let folder: string;
  let home: string;
  let node: TestNode;
  let proxy: ChildProcess;
  let said = '';
  let port: number;
  let certificate: string;
  const upstream = new SlowUpstream();

  beforeAll(async () => {
    if (!isHere) return;
    folder = await mkdtemp(join(tmpdir(), 'commonhold-proxy-'));
    const settings = await readFile(join(deploy, 'commonhold.yaml'), 'utf8');
    home = await newHome(`${settings}\n${providerYaml((upstream.server.address() as AddressInfo).port)}`);
    node = await startTestNode(home);
    const names = ['-subj', `/CN=${site}`, '-addext', `subjectAltName=DNS:${site}`];
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...names], { stdio: 'pipe' });
    certificate = await readFile(join(folder, 'certificate.pem'), 'utf8');
    port = await freePort();
    const [program = '', ...parameters] = await proxied.prepare(
      folder,
      port,
      Number(new URL(node.baseUrl).port),
    );
    proxy = spawn(program, parameters, {
      env: { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    proxy.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await eventually(async () => {
      const reply = await ask('/healthz').catch(() => undefined);
      return reply?.statusCode === 200 ? true : undefined;
    }).catch(() => {
      throw new Error(`the proxy does not answer: ${said}`);
    });
  });
  afterAll(async () => {
    upstream.server.closeAllConnections();
    upstream.server.close();
    if (!isHere) return;
    const ended = once(proxy, 'exit');
    proxy.kill('SIGTERM');
    await ended;
    await node.stop();
    await removeHome(home);
    await rm(folder, { recursive: true, force: true });
  });

  /** Asks over TLS as a client elsewhere would, checking the certificate against the name. */
  async function ask(
    path: string,
    body?: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: '127.0.0.1',
          port,
          path,
          ca: certificate,
          servername: site,
          agent: false,
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            host: `${site}:${port}`,
            authorization: `Bearer ${node.key}`,
            'content-type': 'application/json',
            ...headers,
          },
        },
        resolve,
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  const streamed = JSON.stringify({
    model: 'test-model',
    stream: true,
    messages: [{ role: 'user', content: 'Hello' }],
  });

  async function textOf(reply: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of reply) text += String(chunk);
    return text;
  }

  /** Asked through the proxy too: the node refuses the name 0.0.0.0. */
  async function statusOfLast(): Promise<string | undefined> {
    const reply = JSON.parse(await textOf(await ask('/api/calls?limit=1'))) as {
      calls: { status: string }[];
    };
    return reply.calls[0]?.status;
  }

  test.skipIf(!isHere)('passes a stream on while it is being written', async () => {
    const reply = await ask('/v1/chat/completions', streamed);
    expect(reply.statusCode).toBe(200);
    const parts = reply.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    let text = '';
    // Nothing more is written before this has arrived, so a proxy that waits for more makes this wait forever.
    while (!text.includes('first')) text += String((await parts.next()).value);
    upstream.finish();
    expect(text + (await textOf(reply))).toMatch(/first[\s\S]*second[\s\S]*\[DONE\]/);
  });

  test.skipIf(!isHere)('tells the node that a client has left, so that the call ends', async () => {
    const reply = await ask('/v1/chat/completions', streamed);
    await once(reply, 'data');
    reply.destroy();
    await eventually(async () => (upstream.gone ? true : undefined));
    const ended = async (): Promise<string | undefined> => {
      const status = await statusOfLast();
      return status === 'open' ? undefined : status;
    };
    expect(await eventually(ended)).toBe('aborted');
  });

  test.skipIf(!isHere)('passes on as much as the node takes, and no more', async () => {
    const frame = streamed.replace('Hello', '');
    const whole = streamed.replace('Hello', 'x'.repeat(requestBytes - frame.length));
    upstream.bodyBytes = 0;
    const reply = await ask('/v1/chat/completions', whole);
    expect(reply.statusCode).toBe(200);
    upstream.finish();
    await textOf(reply);
    expect(upstream.bodyBytes).toBe(requestBytes);
    const seen = upstream.bodyBytes;
    const status = await ask('/v1/chat/completions', `${whole} `).then(
      ({ statusCode }) => statusCode,
      // It may close the connection while the rest is still on its way.
      () => 413,
    );
    expect(status).toBe(413);
    expect(upstream.bodyBytes).toBe(seen);
  });

  test.skipIf(!isHere)(
    "passes the client's host on, which the node checks together with the origin",
    async () => {
      const own = await ask('/v1/models', undefined, { origin: `https://${site}:${port}` });
      expect(own.statusCode).toBe(200);
      await textOf(own);
      const foreign = await ask('/v1/models', undefined, { origin: 'https://elsewhere.example' });
      expect(foreign.statusCode).toBe(403);
      expect(await textOf(foreign)).toContain('origin_refused');
    },
  );
});
