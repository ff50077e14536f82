import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import {
  type App,
  apps,
  type ConnectFacts,
  type ConnectPlan,
  type FileEdit,
  isAddress,
  keyStandIn,
  modelStandIn,
  type Saying,
  shellWords,
} from '#apps';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import type { KeySummary } from '#identity';
import { agreesTo } from '../terminal/agree.ts';
import { type Action, exitCodes } from '../command.ts';
import { firstCall, keyWorks, makeCall } from './arrival.ts';
import { askedNamesOf, warningsAbout } from './asked-names.ts';
import {
  type Connection,
  Connections,
  digestOf,
  programMode,
  readText,
  replaceFile,
  secretMode,
} from './connections.ts';
import { lineDiff } from '../terminal/line-diff.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { requireWritable } from './writable.ts';
import { type NodeClient, withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

export interface ConnectOptions {
  readonly app: string;
  readonly subscription: boolean;
  readonly hooks: boolean;
  readonly file: string | undefined;
  /** Where the app reaches the node, if not where it listens. */
  readonly address: string | undefined;
  readonly print: boolean;
  readonly yes: boolean;
  readonly wait: boolean;
  readonly try: string | undefined;
  readonly json: boolean;
}

export const connectCommand: Action<ConnectOptions> = async (terminal, options) => {
  const app = appCalled(options.app);
  refuseUnfit(app, options);
  const connections = new Connections(homePaths(terminal.environment).home);
  return withNode(terminal, async (node) => {
    const facts = await factsOf(terminal, node, options);
    const plan = app.plan(facts);
    const asked = await askedNamesOf(node, app, options.subscription);
    const warned = asked === undefined ? [] : await warningsAbout(node, app, asked, options.subscription);
    if (options.print) {
      for (const line of warned) complain(terminal, printable(line));
      for (const line of [...(await changes(plan.edits, facts.userHome)), ...linesOf(plan.say)])
        print(terminal, printable(line));
      return exitCodes.done;
    }
    if ((await connections.get(app.id)) !== undefined) {
      throw new CommonholdError('request_invalid', {
        detail: `${app.title} is connected already; "commonhold connect ${app.id} --undo" takes that back`,
      });
    }
    await requireFolder(app, plan.folder);
    for (const { path } of plan.edits) await requireWritable(path);
    // Also where nobody looks: a file that cannot be read is found here, before a key is made.
    const shown = await changes(plan.edits, facts.userHome);
    if (!options.json) for (const line of shown) print(terminal, printable(line));
    for (const line of options.json ? [] : warned) complain(terminal, printable(line));
    const what =
      plan.edits.length === 0
        ? `Make a key for ${app.title}?`
        : `Make a key for ${app.title} and write this?`;
    if (!options.yes && !(await agreesTo(terminal, what))) {
      complain(terminal, 'Nothing was changed.');
      return exitCodes.no;
    }
    const { connection, key, principal } = await connect(node, app, facts, connections);
    if (options.json) {
      const { files } = connection;
      const paths = files.map(({ path }) => path);
      printJson(terminal, {
        app: app.id,
        key: connection.key,
        files: paths,
        ...(asked === undefined ? {} : { asked }),
      });
      return exitCodes.done;
    }
    for (const { path } of connection.files) print(terminal, `Written: ${printable(path)}`);
    print(terminal, `Its key is ${connection.key.name} (${connection.key.id}).`);
    const written = app.plan({ ...facts, key });
    for (const line of linesOf(written.say)) print(terminal, printable(line));
    if (namesNoModel(written)) {
      print(
        terminal,
        `This node lists no model by its whole name: put one where ${modelStandIn} stands. "commonhold models list" and "commonhold providers list" show what there is.`,
      );
    }
    return arrives(terminal, node, app, { address: facts.address, key, principal }, options);
  });
};

export function appCalled(id: string): App {
  const app = apps.find((one) => one.id === id);
  if (app !== undefined) return app;
  const known = apps.map((one) => one.id).join(', ');
  throw new CommonholdError('request_invalid', {
    detail: `no app called ${id} is known; there are ${known}`,
  });
}

function refuseUnfit(app: App, options: ConnectOptions): void {
  const refuse = (detail: string): never => {
    throw new CommonholdError('request_invalid', { detail });
  };
  if (options.subscription && app.subscription !== true)
    refuse(`${app.title} has no subscription whose credential could go through`);
  if (options.hooks && app.hooks !== true) refuse(`no hooks of ${app.title} are known here`);
  if (options.file !== undefined && app.needsFile !== true)
    refuse(`the files of ${app.title} are where it looks for them; --file means nothing here`);
}

async function factsOf(terminal: Terminal, node: NodeClient, options: ConnectOptions): Promise<ConnectFacts> {
  const status = await node.get<{ url: string }>('/api/status');
  const listed = await node.get<{ data: { id: string }[] }>('/v1/models');
  const { environment } = terminal;
  const address = options.address ?? status.url;
  if (!isAddress(address)) {
    throw new CommonholdError('request_invalid', {
      detail: '--address is where the app reaches the node: http://NAME:PORT or https://NAME',
    });
  }
  return {
    address: address.replace(/\/$/, ''),
    key: keyStandIn,
    models: listed.data.map(({ id }) => id),
    userHome: environment['HOME'] ?? environment['USERPROFILE'] ?? homedir(),
    environment,
    subscription: options.subscription,
    hooks: options.hooks,
    command: shellWords([process.execPath, process.argv[1] ?? 'commonhold'], process.platform),
    file: options.file === undefined ? undefined : resolve(options.file),
  };
}

function namesNoModel({ edits, say }: ConnectPlan): boolean {
  const texts = [...edits.map(({ edit }) => edit('')), ...linesOf(say)];
  return texts.some((text) => text.includes(modelStandIn));
}

/** Lines to copy stand apart from sentences. */
function linesOf(say: readonly Saying[]): string[] {
  return say.flatMap((one) => (typeof one === 'string' ? [one] : one.copy.map((line) => `  ${line}`)));
}

/** What would change, file by file, with the stand-in where the key will be. */
async function changes(edits: readonly FileEdit[], userHome: string): Promise<string[]> {
  const shown: string[] = [];
  for (const { path, edit } of edits) {
    const before = (await readText(path)) ?? '';
    const name = path.startsWith(`${userHome}/`) ? `~${path.slice(userHome.length)}` : path;
    const difference = lineDiff(before, edit(before)).map((line) => `  ${line}`);
    shown.push(`${name}${before === '' ? ' (new)' : ''}`, ...difference, '');
  }
  return shown;
}

async function requireFolder(app: App, folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  try {
    await access(folder);
  } catch {
    throw new CommonholdError('request_invalid', {
      detail: `there is no folder ${folder}, so ${app.title} has not run here yet; start it once, or make the folder`,
    });
  }
}

/**
 * The key first, then what was there before, then the app's files: a crash in between leaves a key that nobody has, or a
 * memory of files that are still as they were, and `--undo` clears both.
 */
async function connect(node: NodeClient, app: App, facts: ConnectFacts, connections: Connections) {
  const name = await freeName(node, app.id);
  const added = await node.post<{ id: string; key: string; principal: string }>('/api/keys', {
    name,
    kind: app.kind,
  });
  const { key, principal } = added;
  const written = await Promise.all(
    app.plan({ ...facts, key }).edits.map(async ({ path, edit, isProgram }) => {
      const before = await readText(path);
      const text = edit(before ?? '');
      const kept = before === undefined ? null : inBase64(before);
      return {
        text,
        isProgram,
        file: { path, before: kept, after: digestOf(text), written: inBase64(text) },
      };
    }),
  );
  const connection: Connection = {
    app: app.id,
    key: { id: added.id, name },
    time: new Date().toISOString(),
    files: written.map(({ file }) => file),
  };
  await connections.put(connection);
  for (const { text, isProgram, file } of written) {
    await replaceFile(file.path, text, isProgram === true ? programMode : secretMode);
  }
  return { connection, key, principal };
}

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The app's name, or that with a number behind it where it is taken. */
async function freeName(node: NodeClient, wanted: string): Promise<string> {
  const { keys } = await node.get<{ keys: KeySummary[] }>('/api/keys');
  const taken = new Set(keys.map(({ name }) => name));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}

interface AppKey {
  readonly address: string;
  readonly key: string;
  /** Whose calls are made with it. */
  readonly principal: string;
}

async function arrives(
  terminal: Terminal,
  node: NodeClient,
  app: App,
  { address, key, principal }: AppKey,
  options: ConnectOptions,
) {
  const trouble = await keyWorks(address, key);
  if (trouble !== undefined) {
    complain(terminal, printable(`The node could not be reached at ${address} with this key: ${trouble}.`));
    return exitCodes.no;
  }
  print(terminal, `Checked: the key works at ${address} (a list of models was asked for, which is no call).`);
  if (options.try !== undefined) {
    const outcome = await makeCall(address, key, options.try);
    print(
      terminal,
      printable(
        `One call to ${options.try} with that key, made by this command and not by the app: ${outcome}.`,
      ),
    );
    return outcome === 'answered' ? exitCodes.done : exitCodes.no;
  }
  if (!options.wait || terminal.errors.isTTY !== true) return exitCodes.done;
  await firstCall(terminal, node, principal, app.title, stopOnInterrupt());
  return exitCodes.done;
}
