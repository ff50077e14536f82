import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, CommonholdError, createOutbound } from '#base';
import { homePaths } from '#home';
import { openLedger } from '#ledger';
import { openStore } from '#store';
import { type Examination, examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { thisMachine } from './this-machine.ts';
import type { FileSystemFacts, World } from './world.ts';

/** The moment in which the tests take place. */
export const testTime = Date.UTC(2026, 10, 22, 12);
export const testClock: Clock = { now: () => testTime, monotonic: () => performance.now() };

const gibibyte = 1024 ** 3;

/** An ext4 disk with plenty of everything. */
export const plentifulDisk: FileSystemFacts = {
  type: 0xef53,
  bsize: 4096,
  blocks: (100 * gibibyte) / 4096,
  bavail: (50 * gibibyte) / 4096,
  files: 1_000_000,
  ffree: 900_000,
};

/** A private home folder of its own. */
export async function newHome(configuration?: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'commonhold-doctor-'));
  await chmod(home, 0o700);
  if (configuration !== undefined) await writeFile(join(home, 'commonhold.yaml'), configuration);
  return home;
}

export async function removeHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true });
}

/** A real record in the home folder, of one session; `change` may alter the database before it is closed. */
export async function recordIn(home: string, clock: Clock = testClock): Promise<void> {
  const fail = (error: Error): never => {
    throw error;
  };
  const store = await openStore({
    path: homePaths({ COMMONHOLD_HOME: home }).database,
    spaceReserveBytes: 0,
    onFatal: fail,
  });
  const ledger = await openLedger({
    home,
    store,
    clock,
    randomness: (count) => randomBytes(count),
    software: 'commonhold test',
    onTrouble: fail,
  });
  await ledger.close();
  await store.close();
}

/** A machine on which everything is well and no node runs. Files, ports and servers are real. */
export function worldOf(home: string, changes: Partial<World> = {}): World {
  return {
    ...thisMachine(),
    paths: homePaths({ COMMONHOLD_HOME: home }),
    // The system chooses, so that a test never meets what else listens on this machine.
    environment: { COMMONHOLD_PORT: '0' },
    platform: 'linux',
    architecture: 'x64',
    software: 'commonhold/1.2.3',
    clock: testClock,
    machine: () => ({
      totalMemoryBytes: 16 * gibibyte,
      availableMemoryBytes: 8 * gibibyte,
      cores: 4,
      processor: 'a processor',
    }),
    fileSystem: async () => plentifulDisk,
    interfaces: () => ({}),
    accounts: async () => [],
    loadEngine: async () => ({ build: 'engine 1', gpu: 'none' }),
    nodeStatus: () => Promise.reject(new CommonholdError('node_not_running', { home })),
    openOutbound: (onCertificate) =>
      createOutbound({ version: '1.2.3', onContact: () => undefined, onCertificate }),
    ...changes,
  };
}

/** What a running node says of itself. */
export function statusOf(port: number, changes: object = {}): object {
  return {
    software: 'commonhold/1.2.3',
    runtime: `Node ${process.versions.node}`,
    process: 4242,
    address: '127.0.0.1',
    port,
    uptimeMs: 61_000,
    callsUnderWay: 2,
    log: { size: 7 },
    policy: { mode: 'enforce', rules: 0, builtIn: true },
    witnesses: { asked: 0, silent: 0, waits: false },
    models: [],
    ...changes,
  };
}

export async function examined(
  world: World,
  wishes: { readonly thorough?: boolean; readonly connect?: boolean } = {},
): Promise<Examination> {
  return examine(world, { thorough: false, connect: false, ...wishes }, new AbortController().signal);
}

/** What one check found. */
export async function findingsOf(
  world: World,
  check: string,
  wishes: { readonly thorough?: boolean; readonly connect?: boolean } = {},
): Promise<readonly Finding[]> {
  return (await examined(world, wishes)).findings.filter((finding) => finding.check === check);
}

/** As `verdict: sentence` a line, for tests that look for both. */
export function lines(findings: readonly Finding[]): string {
  return findings.map(({ verdict, seen, advice }) => `${verdict}: ${seen} -> ${advice}`).join('\n');
}

export interface Listening {
  readonly port: number;
  close(): void;
}

export async function listenWith(answer: RequestListener, address = '127.0.0.1'): Promise<Listening> {
  const server = createServer(answer).listen(0, address);
  await once(server, 'listening');
  return {
    port: portOf(server),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Something that speaks, and not in HTTP. */
export async function listenWithoutHttp(): Promise<Listening> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('220 mail.example ESMTP\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: portOf(server), close: () => void server.close() };
}

export const ourHealth: RequestListener = (_, response) => void response.end('{"status":"ok"}');

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
