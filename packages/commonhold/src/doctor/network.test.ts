import { readFile, writeFile } from 'node:fs/promises';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findingsOf,
  lines,
  type Listening,
  listenWith,
  listenWithoutHttp,
  newHome,
  ourHealth,
  portOf,
  removeHome,
  statusOf,
  testClock,
  testTime,
  worldOf,
} from './doctor.fixture.ts';
import type { World } from './world.ts';

let home: string;
const listening: Listening[] = [];
beforeEach(async () => {
  home = await newHome();
});
afterEach(async () => {
  for (const server of listening.splice(0)) server.close();
  await removeHome(home);
});

function kept(server: Listening): number {
  listening.push(server);
  return server.port;
}

const configured = (text: string) => writeFile(join(home, 'commonhold.yaml'), text);

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = await listenWith(ourHealth);
  server.close();
  return server.port;
}

async function port(at: number, changes: Partial<World> = {}): Promise<string> {
  const environment = { COMMONHOLD_PORT: String(at) };
  return lines(await findingsOf(worldOf(home, { environment, ...changes }), 'port'));
}

describe('the port, without a node,', () => {
  test('is good when nobody is there', async () => {
    const free = await freePort();
    expect(await port(free)).toBe(
      `good: Nobody listens at http://127.0.0.1:${free}; a start can. -> Nothing to do.`,
    );
    expect(await port(0)).toMatch(/^good: The system will choose/);
  });

  test('is broken when another program has it, and that program is named by what it calls itself', async () => {
    const named = kept(
      await listenWith((_, response) => void response.writeHead(404, { server: 'other/1.0' }).end()),
    );
    expect(await port(named)).toMatch(
      /^broken: The port is taken: .*named other\/1\.0 \(status 404 for \/healthz\)/,
    );
    expect(await port(kept(await listenWithoutHttp()))).toMatch(/^broken: .*does not answer in HTTP/);
  });

  test('is broken when a node of another home has it', async () => {
    expect(await port(kept(await listenWith(ourHealth)))).toMatch(/^broken: Another Commonhold node/);
    const refusing = '{"error":{"code":"host_refused","message":"x"}}';
    const other = kept(await listenWith((_, response) => void response.writeHead(403).end(refusing)));
    expect(await port(other)).toMatch(/^broken: Another Commonhold node/);
  });

  test('is asked for health and nothing else, without a key', async () => {
    const asked: unknown[] = [];
    const at = kept(
      await listenWith((request, response) => {
        asked.push([request.method, request.url, Object.keys(request.headers).toSorted()]);
        response.end();
      }),
    );
    await port(at);
    expect(asked).toEqual([['GET', '/healthz', ['connection', 'host']]]);
  });

  test.each([
    ['EACCES', /^broken: This user may not listen/],
    ['EADDRNOTAVAIL', /^broken: 127\.0\.0\.1 is no address of this machine/],
    ['EADDRINUSE', /^broken: The port of .* is held by a program/],
    ['EMFILE', /^broken: .*EMFILE/],
  ])('that cannot be listened on for %s says why', async (code, sentence) => {
    expect(await port(await freePort(), { tryToListen: async () => code })).toMatch(sentence);
  });

  test('at an address that this machine does not have is found by really trying', async () => {
    await configured('server: { address: 192.0.2.1, behindProxy: true }\n');
    const askLocally = async () => ({ type: 'unreachable', detail: 'no route' }) as const;
    expect(await port(await freePort(), { askLocally })).toMatch(
      /^broken: 192\.0\.2\.1 is no address of this machine/,
    );
  });

  test('beyond loopback without a proxy is what a start refuses', async () => {
    await configured('server: { address: 0.0.0.0 }\n');
    expect(await port(1)).toMatch(/^broken: The address 0\.0\.0\.0 is reachable from other machines/);
  });

  test('cannot be told by a configuration that is wrong', async () => {
    await configured('server: [');
    expect(await port(1)).toMatch(/^unknown: /);
  });
});

describe('the port of a running node', () => {
  test('is good when the node answers there', async () => {
    const at = kept(await listenWith(ourHealth));
    expect(await port(at, { nodeStatus: async () => statusOf(at) })).toBe(
      `good: The node answers at http://127.0.0.1:${at}. -> Nothing to do.`,
    );
  });

  test('is broken when it does not', async () => {
    const at = await freePort();
    expect(await port(at, { nodeStatus: async () => statusOf(at) })).toMatch(/^broken: .*nobody listens/);
  });

  test('may differ from the one in the files, which holds from the next start on', async () => {
    const at = kept(await listenWith(ourHealth));
    expect(await port(7, { nodeStatus: async () => statusOf(at) })).toMatch(
      /^attention: By commonhold\.yaml and the environment of this command it would listen at http:\/\/127\.0\.0\.1:7\./m,
    );
  });
});

describe('the exposure', () => {
  const entry = (address: string, internal = false): NetworkInterfaceInfo => ({
    address,
    internal,
    netmask: '255.0.0.0',
    family: 'IPv4',
    mac: '00:00:00:00:00:00',
    cidr: null,
  });

  async function exposure(at: number, changes: Partial<World> = {}, status = {}): Promise<string> {
    // The whole of 127/8 is this machine, so that its other addresses can play those of a network.
    const interfaces = () => ({
      lo: [entry('127.0.0.1', true)],
      eth0: [entry('127.0.0.2'), entry('fe80::1')],
    });
    const nodeStatus = async () => statusOf(at, status);
    return lines(await findingsOf(worldOf(home, { interfaces, nodeStatus, ...changes }), 'exposure'));
  }

  test('of a node on loopback is none: its port refuses at the other addresses', async () => {
    const text = await exposure(kept(await listenWith(ourHealth)));
    expect(text).toMatch(/^good: The node listens on 127\.0\.0\.1, which is this machine alone/m);
    expect(text).toMatch(/^good: Port \d+ refuses connections at the 1 network address of this machine/m);
  });

  test('of a node behind a proxy is told with every address that answers and every host name', async () => {
    await configured('server: { address: 0.0.0.0, behindProxy: true, hosts: [ai.example] }\n');
    const text = await exposure(kept(await listenWith(ourHealth, '0.0.0.0')), {}, { address: '0.0.0.0' });
    expect(text).toMatch(/^attention: The node listens on 0\.0\.0\.0 in plain HTTP.*\(ai\.example beside/m);
    expect(text).toMatch(/^attention: A Commonhold node answers on port \d+ at 127\.0\.0\.2.*firewall/m);
  });

  test('through somebody who passes connections on is found, though the node listens on loopback', async () => {
    const at = kept(await listenWith(ourHealth, '127.0.0.2'));
    expect(await exposure(at)).toMatch(/^attention: A Commonhold node answers .*passes connections on/m);
  });

  test('names a stranger at the same port of another address', async () => {
    const at = kept(await listenWith((_, response) => void response.end('hello'), '127.0.0.2'));
    expect(await exposure(at)).toMatch(/^attention: Another program answers on port \d+ at 127\.0\.0\.2/m);
  });

  test('tells silence from a refusal', async () => {
    const askLocally = async () => ({ type: 'unreachable', detail: 'timeout' }) as const;
    expect(await exposure(1, { askLocally })).toMatch(
      /^unknown: Port 1 neither answers nor refuses at 127\.0\.0\.2/m,
    );
  });

  test('to other users of the machine is told and is no fault', async () => {
    const accounts = async () => [
      { name: 'ada', userId: 54_321 },
      { name: 'me', userId: 1 },
    ];
    const text = lines(await findingsOf(worldOf(home, { accounts, userId: 1 }), 'exposure'));
    expect(text).toMatch(/^good: 1 other user can log in to this machine \(ada\)/m);
    const untold = worldOf(home, { accounts: async () => undefined });
    expect(lines(await findingsOf(untold, 'exposure'))).toMatch(/^unknown: Who else can log in/m);
  });

  test('beyond this machine is always said to be unknown', async () => {
    expect(lines(await findingsOf(worldOf(home), 'exposure'))).toMatch(
      /^unknown: .*firewall, a router or a tunnel/m,
    );
  });
});

describe('upstreams', () => {
  const provider = (baseUrl: string): string =>
    `providers: { vendor: { wire: openai-chat, baseUrl: "${baseUrl}", authentication: stored, destination: { local: "no" } } }\n`;
  const upstreams = async (changes: Partial<World> = {}, connect = true) =>
    lines(await findingsOf(worldOf(home, changes), 'upstreams', { connect }));

  test('are asked three times for the head of their base address, with nothing else, and only when told to', async () => {
    const asked: unknown[] = [];
    const at = kept(
      await listenWith((request, response) => {
        asked.push([request.method, request.url, Object.keys(request.headers).toSorted()]);
        response.writeHead(401).end();
      }),
    );
    await configured(provider(`http://127.0.0.1:${at}/v1`));
    expect(await upstreams({}, false)).toMatch(/^unknown: 1 provider is configured and was not asked/);
    expect(asked).toEqual([]);
    expect(await upstreams()).toMatch(
      /^good: vendor \(.*\) answers in [\d.]+ ms \(the middle one of 3, with connecting\) with status 401/,
    );
    const head = ['HEAD', '/v1', ['accept-encoding', 'connection', 'host', 'user-agent']];
    expect(asked).toEqual([head, head, head]);
  });

  test('that redirect are not followed', async () => {
    let strangers = 0;
    const other = kept(await listenWith((_, response) => void (strangers++, response.end())));
    const at = kept(
      await listenWith(
        (_, response) => void response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end(),
      ),
    );
    await configured(provider(`http://127.0.0.1:${at}/v1`));
    expect(await upstreams()).toContain('with status 302');
    expect(strangers).toBe(0);
  });

  test('that are not there are broken, those in trouble are to be looked at', async () => {
    await configured(provider(`http://127.0.0.1:${await freePort()}/v1`));
    expect(await upstreams()).toMatch(/^broken: vendor .* cannot be reached: .*ECONNREFUSED/);
    const at = kept(await listenWith((_, response) => void response.writeHead(503).end()));
    await configured(provider(`http://127.0.0.1:${at}/v1`));
    expect(await upstreams()).toMatch(/^attention: .*status 503/);
  });

  test('beyond this machine are not asked over plain http', async () => {
    await configured(provider('http://vendor.example/v1'));
    expect(await upstreams()).toMatch(/^attention: .*plain http beyond this machine and was not asked/);
  });

  test('whose clock is far from ours show that one of the two is wrong', async () => {
    let date = testTime + 5 * 60_000;
    const at = kept(
      await listenWith((_, response) => {
        response.sendDate = false;
        response.setHeader('date', new Date(date).toUTCString()).end();
      }),
    );
    await configured(provider(`http://127.0.0.1:${at}/v1`));
    const clock = async () => lines(await findingsOf(worldOf(home), 'clock', { connect: true }));
    expect(await clock()).toMatch(/^attention: .*the clock of vendor is \d min .* ahead of it/);
    date = testTime - 2000;
    expect(await clock()).toMatch(/^good: .*the clock of vendor differs most .* behind it/);
  });

  test('with https are told with the days that are left to their certificate', async () => {
    const read = (name: string) => readFile(join(import.meta.dirname, 'fixtures', name), 'utf8');
    const cert = await read('localhost.crt');
    const server = createSecureServer({ cert, key: await read('localhost.key') }, ourHealth).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    listening.push({
      port: portOf(server),
      close: () => (server.closeAllConnections(), void server.close()),
    });
    await configured(provider(`https://127.0.0.1:${portOf(server)}/v1`));
    expect(await upstreams()).toMatch(/^broken: .*cannot be reached: .*self-signed certificate/);
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, cert]);
    expect(await upstreams()).toMatch(/^good: .*; its certificate holds for 2\d{4} more days/);
    const { validTo } = new (await import('node:crypto')).X509Certificate(cert);
    const late = { ...testClock, now: () => Date.parse(validTo) - 3.5 * 86_400_000 };
    expect(await upstreams({ clock: late })).toMatch(/^attention: .*; its certificate holds for 3 more days/);
    setDefaultCACertificates(before);
  });
});
