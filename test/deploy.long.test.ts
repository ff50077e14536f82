import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './node/eventually.ts';
import { newHome, removeHome, startTestNode } from './node/running-node.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

function has(program: string, ...parameters: string[]): boolean {
  try {
    execFileSync(program, parameters, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commonhold-deploy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts what a supervisor would start and waits until the node in it can be asked; resolves to how it ends. */
async function startAsTold(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly output: () => string; readonly stop: () => Promise<number | null> }> {
  const home = environment['COMMONHOLD_HOME'] ?? '';
  const [program = '', ...parameters] = command;
  const child = spawn(program, [...parameters, '--offline'], {
    env: { PATH: process.env['PATH'], COMMONHOLD_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await eventually(async () => (existsSync(join(home, 'owner.key')) ? true : undefined));
  await eventually(async () => (output.includes('Try it') ? true : undefined));
  return {
    output: () => output,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

describe('the unit for systemd', () => {
  const hasSystemd = has('systemd-analyze', '--version');
  let unit: string;
  beforeAll(async () => {
    // Where the clone is here, because the checks look for the program.
    unit = (await read('deploy/commonhold.service')).replaceAll('/opt/commonhold', root);
    await writeFile(join(folder, 'commonhold.service'), unit);
  });

  test.skipIf(!hasSystemd)('is one that systemd takes without a word', async () => {
    const { stdout, stderr } = await run('systemd-analyze', ['verify', join(folder, 'commonhold.service')]);
    expect(stdout + stderr).toBe('');
  });

  test.skipIf(!hasSystemd)('leaves the node little that it does not need, as systemd sees it', async () => {
    // 15 stands for 1.5 of 10; an exposure above it is a failure of the command.
    const file = join(folder, 'commonhold.service');
    const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--threshold=15', file]);
    expect(stdout).toMatch(/Overall exposure level .* 1\.\d OK/);
  });

  test('starts a node that keeps its key out of the journal and ends with 0 when told to stop', async () => {
    const settings = settingsOf(unit);
    const place = (text: string): string =>
      text.replaceAll('%S', join(folder, 'state')).replaceAll('%C', join(folder, 'cache'));
    const environment = Object.fromEntries(
      (settings.get('Environment') ?? []).map((line) => place(line).split('=') as [string, string]),
    );
    await mkdir(join(folder, 'state'));
    const [command = ''] = settings.get('ExecStart') ?? [];
    const node = await startAsTold(command.split(' '), environment);
    const key = await readFile(join(folder, 'state', 'commonhold', 'owner.key'), 'utf8');
    expect(node.output()).not.toContain(key.trim());
    expect(existsSync(join(folder, 'cache', 'commonhold'))).toBe(true);
    expect(await node.stop()).toBe(0);
  });

  test('starts a node again after a crash, but not when the record could not be written', async () => {
    const settings = settingsOf(unit);
    expect(settings.get('Restart')).toEqual(['on-failure']);
    const codes = (await read('docs/reference/command-line.md')).match(/^\| (\d+) \| `start` only/m);
    expect(settings.get('RestartPreventExitStatus')).toEqual([codes?.[1]]);
  });

  function settingsOf(text: string): Map<string, string[]> {
    const settings = new Map<string, string[]>();
    for (const [, name = '', value = ''] of text.matchAll(/^(\w+)=(.*)$/gm)) {
      settings.set(name, [...(settings.get(name) ?? []), value]);
    }
    return settings;
  }
});

describe('hold-after-failure.sh', () => {
  const script = join(root, 'deploy/hold-after-failure.sh');

  async function start(program: string): Promise<{
    readonly said: () => string;
    readonly exitCode: () => number | null;
    readonly signal: () => void;
    readonly ended: Promise<number | null>;
  }> {
    const child = spawn('sh', [script, process.execPath, '--eval', program], { stdio: 'pipe' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    }
    return {
      said: () => said,
      exitCode: () => child.exitCode,
      signal: () => child.kill('SIGTERM'),
      ended: new Promise((resolve) => child.once('exit', resolve)),
    };
  }

  test('ends as the node ended', async () => {
    for (const code of [0, 1, 3]) expect(await (await start(`process.exit(${code})`)).ended).toBe(code);
    // Killed: what a shell makes of it, and a failure for every supervisor.
    expect(await (await start('process.kill(process.pid, "SIGKILL")')).ended).toBe(137);
  });

  test('passes the order to stop on to the node, and waits for it', async () => {
    const program = `process.on('SIGTERM', () => setTimeout(() => { console.log('done'); process.exit(0); }, 200));
      setInterval(() => {}, 1000); console.log('ready');`;
    const child = await start(program);
    await eventually(async () => (child.said().includes('ready') ? true : undefined));
    child.signal();
    expect(await child.ended).toBe(0);
    expect(child.said()).toBe('ready\ndone\n');
  });

  test('holds still after 70 until it is told to stop, and says why', async () => {
    const child = await start('process.exit(70)');
    await eventually(async () => (child.said().includes('ends it with 70') ? true : undefined));
    expect(child.exitCode()).toBeNull();
    child.signal();
    expect(await child.ended).toBe(70);
  });
});

interface Instruction {
  readonly name: string;
  readonly text: string;
}

function instructionsOf(containerfile: string): Instruction[] {
  const lines = containerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', text = ''] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { name, text };
    });
}

describe('the Containerfile', () => {
  let instructions: Instruction[];
  const of = (name: string): string[] =>
    instructions.filter((found) => found.name === name).map(({ text }) => text);
  beforeAll(async () => {
    instructions = instructionsOf(await read('deploy/Containerfile'));
  });

  test('has only instructions that there are', () => {
    const known = 'FROM WORKDIR ENV COPY RUN VOLUME USER EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD';
    expect(instructions.filter(({ name }) => !known.split(' ').includes(name))).toEqual([]);
  });

  test('is built on the very Node that the clone pins', async () => {
    const { dependencies } = JSON.parse(await read('package.json')) as { dependencies: { node: string } };
    const images = of('FROM').map((text) => text.split(' ')[0]);
    expect(new Set(images)).toEqual(new Set([`docker.io/library/node:${dependencies.node}-slim`]));
  });

  test('copies only what the clone has and .dockerignore lets through', async () => {
    const ignored = (await read('.dockerignore')).split('\n').filter((line) => /^[^#]/.test(line));
    for (const text of of('COPY')) {
      const isBuilt = text.startsWith('--from=build ');
      const sources = text.replace('--from=build ', '').split(/\s+/).slice(0, -1);
      for (const source of sources) {
        // What the first stage holds is the clone, below this folder.
        const path = isBuilt ? source.replace('/opt/commonhold/', '') : source;
        expect(existsSync(join(root, path)), source).toBe(true);
        if (!isBuilt) expect(ignored).not.toContain(path);
      }
    }
    expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', '**/dist', '.git', '.cache']));
  });

  test('does not run as root, and gives the home folder to whom it runs as, alone', () => {
    expect(of('USER')).toEqual(['1000:1000']);
    expect(of('RUN').join()).toContain('install -d -o 1000 -g 1000 -m 0700 /var/lib/commonhold ');
    expect(of('VOLUME')).toEqual(['/var/lib/commonhold']);
    expect(of('ENV').join(' ')).toContain('COMMONHOLD_HOME=/var/lib/commonhold');
  });

  test('has a health check that tells a node that runs from one that does not', async () => {
    const [check = ''] = of('HEALTHCHECK');
    const command = JSON.parse(check.slice(check.indexOf('['))) as string[];
    const home = await newHome();
    const node = await startTestNode(home);
    const port = new URL(node.baseUrl).port;
    const ask = (): Promise<number> =>
      new Promise((resolve) => {
        const parameters = command.slice(1).map((text) => text.replace(':7777', `:${port}`));
        spawn(process.execPath, parameters, { stdio: 'ignore' }).once('exit', (code) => resolve(code ?? -1));
      });
    expect(await ask()).toBe(0);
    await node.stop();
    expect(await ask()).toBe(1);
    await removeHome(home);
  });

  test('starts what the clone has, by the script that holds still after 70', () => {
    const [script, command] = (JSON.parse(of('ENTRYPOINT')[0] ?? '') as string[]).slice(1);
    expect(existsSync(join(root, (script ?? '').replace('/opt/commonhold/', '')))).toBe(true);
    const [, target, link] = /ln -s (\S+) (\S+)/.exec(of('RUN').join('\n')) ?? [];
    expect(link).toBe(command);
    expect(existsSync(join(root, (target ?? '').replace('/opt/commonhold/', '')))).toBe(true);
  });
});

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly restart: string;
  readonly read_only?: boolean;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
}

describe('compose.yaml', () => {
  // The package that the node reads its settings with; the tests have none of their own.
  const requireOfNode = createRequire(join(root, 'packages/commonhold/package.json'));
  const yaml = requireOfNode('yaml') as { parse(text: string, options: object): unknown };
  let compose: { services: { node: Service; proxy: Service }; volumes: Record<string, unknown> };
  beforeAll(async () => {
    compose = yaml.parse(await read('deploy/compose.yaml'), { strict: true }) as typeof compose;
  });

  test('builds the node from this clone and gives it nothing to write to but its home and backups', async () => {
    const { node } = compose.services;
    const context = join(root, 'deploy', node.build?.context ?? '');
    expect(existsSync(join(context, node.build?.dockerfile ?? ''))).toBe(true);
    const { version } = JSON.parse(await read('packages/commonhold/package.json')) as { version: string };
    expect(node.image).toBe(`commonhold:${version}`);
    expect(node).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' });
    expect(node.volumes).toEqual(['home:/var/lib/commonhold', 'backups:/var/backups/commonhold']);
  });

  test('publishes no port of the node, only the proxy', () => {
    expect(compose.services.node.ports).toBeUndefined();
    expect(compose.services.proxy.ports).toEqual(['443:443', '80:80']);
  });

  test('pins every image and lets no container gain rights', () => {
    for (const service of Object.values(compose.services)) {
      expect(service.image).toMatch(/:\d+\.\d+\.\d+$/);
      expect(service.security_opt).toContain('no-new-privileges:true');
    }
  });

  test('names volumes that there are and files that the clone has', async () => {
    for (const { volumes } of Object.values(compose.services)) {
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('.')) expect((await stat(join(root, 'deploy', source))).isFile()).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
  });

  test('sets what the Caddyfile asks for', async () => {
    const asked = [...(await read('deploy/Caddyfile')).matchAll(/\{\$(\w+)/g)].map(([, name]) => name);
    expect(new Set(asked)).toEqual(new Set(Object.keys(compose.services.proxy.environment ?? {})));
  });
});

describe('the plist for launchd', () => {
  test.skipIf(!has('python3', '--version'))('is a property list, and what it starts is a node', async () => {
    const home = await mkdtemp(join(tmpdir(), 'commonhold-mac-'));
    const text = (await read('deploy/org.commonhold.node.plist'))
      .replaceAll('CLONE/', `${root}/`)
      .replaceAll('HOME/', `${home}/`);
    const parse =
      'import json, plistlib, sys; json.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)';
    const parsing = run('python3', ['-c', parse]);
    parsing.child.stdin?.end(text);
    const plist = JSON.parse((await parsing).stdout) as {
      ProgramArguments: string[];
      EnvironmentVariables: Record<string, string>;
      KeepAlive: unknown;
      Umask: number;
    };
    expect(plist.KeepAlive).toEqual({ SuccessfulExit: false });
    expect(plist.Umask).toBe(0o077);
    const node = await startAsTold(plist.ProgramArguments, plist.EnvironmentVariables);
    expect(existsSync(join(home, '.commonhold', 'owner.key'))).toBe(true);
    expect(await node.stop()).toBe(0);
    await removeHome(home);
  });
});
