import { readFile, statfs } from 'node:fs/promises';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { readMachine } from '#models';
import { createAnalyzer, probeEngine } from '#providers';
import { askLocally } from './local-answer.ts';
import type { Account, World } from './world.ts';

/** The parts of the world that are the same for whoever asks; the command line adds what it alone knows. */
export function thisMachine(): Pick<
  World,
  | 'platform'
  | 'architecture'
  | 'nodeVersion'
  | 'userId'
  | 'machine'
  | 'fileSystem'
  | 'interfaces'
  | 'accounts'
  | 'askLocally'
  | 'tryToListen'
  | 'loadEngine'
  | 'askAnalyzer'
> {
  return {
    platform: process.platform,
    architecture: process.arch,
    nodeVersion: process.versions.node,
    userId: process.getuid?.() ?? -1,
    machine: readMachine,
    fileSystem: (path) => statfs(path),
    interfaces: networkInterfaces,
    accounts: () => accountsOf(process.platform),
    askLocally,
    tryToListen,
    loadEngine: (gpu, signal) => probeEngine(gpu, { signal }),
    askAnalyzer: (url, path, signal) => createAnalyzer(url).get(path, signal),
  };
}

/** From here on Linux counts people; below are services. */
const firstPerson = 1000;
/** The user that programs get who should be nobody; it logs in nowhere. */
const nobody = 65_534;

async function accountsOf(platform: NodeJS.Platform): Promise<Account[] | undefined> {
  // macOS keeps its users elsewhere, and Windows has no such file.
  if (platform !== 'linux') return undefined;
  const text = await readFile('/etc/passwd', 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseAccounts(text);
}

/** People in the form of passwd(5) whose shell lets them in. Those of a directory service are not in the file. */
export function parseAccounts(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , id, , , , shell] = line.split(':');
    const userId = Number(id);
    if (name === undefined || shell === undefined || !Number.isInteger(userId)) return [];
    if (userId < firstPerson || userId === nobody || /(?:nologin|false|sync)$/.test(shell)) return [];
    return [{ name, userId }];
  });
}

async function tryToListen(address: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  } finally {
    server.close();
  }
}
