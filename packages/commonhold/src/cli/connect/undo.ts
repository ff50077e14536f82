import { apps } from '#apps';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import { agreesTo } from '../terminal/agree.ts';
import { type Action, exitCodes } from '../command.ts';
import { type ConnectedFile, Connections, type FileState, restore, stateOf } from './connections.ts';
import { NodeRefusal, withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';
import { appCalled } from './connect.ts';

export interface UndoOptions {
  readonly app: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Puts files back byte for byte where nobody has changed them since, says of the others what is left, revokes the key. */
export const undoConnectCommand: Action<UndoOptions> = async (terminal, options) => {
  const app = appCalled(options.app);
  const connections = new Connections(homePaths(terminal.environment).home);
  const connection = await connections.get(app.id);
  if (connection === undefined) {
    throw new CommonholdError('request_invalid', {
      detail: `${app.title} was not connected by this command`,
    });
  }
  const states = await Promise.all(
    connection.files.map(async (file) => ({ file, state: await stateOf(file) })),
  );
  if (!options.json) for (const { file, state } of states) print(terminal, intention(file, state));
  const { id, name } = connection.key;
  if (!options.yes && !(await agreesTo(terminal, `Do this, and revoke the key ${name}?`))) {
    complain(terminal, 'Nothing was changed.');
    return exitCodes.no;
  }
  for (const { file, state } of states) if (state === 'as-written') await restore(file);
  const left = states.filter(({ state }) => state === 'changed').map(({ file }) => file.path);
  await withNode(terminal, async (node) => {
    try {
      await node.delete(`/api/keys/${encodeURIComponent(id)}`);
    } catch (thrown) {
      // Somebody has revoked it already, which is what was wanted.
      if (!(thrown instanceof NodeRefusal) || !thrown.isCode('key_not_listed')) throw thrown;
    }
  });
  await connections.remove(app.id);
  if (options.json) printJson(terminal, { app: app.id, key: id, left });
  else {
    print(terminal, `The key ${name} is no longer accepted.`);
    for (const path of left) {
      complain(
        terminal,
        printable(`${path} still holds what was written for ${app.title}: take it out by hand.`),
      );
    }
  }
  return left.length === 0 ? exitCodes.done : exitCodes.no;
};

function intention({ path, before }: ConnectedFile, state: FileState): string {
  switch (state) {
    case 'as-written':
      return printable(
        before === null
          ? `${path}: is removed; there was none before`
          : `${path}: gets its bytes of before back`,
      );
    case 'as-before':
      return printable(`${path}: is as it was before already`);
    case 'gone':
      return printable(`${path}: is gone, and stays so`);
    case 'changed':
      return printable(`${path}: was changed by somebody since, so it is left as it is`);
  }
}

export const listConnectCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) => {
  const connections = await new Connections(homePaths(terminal.environment).home).list();
  const byApp = new Map(connections.map((connection) => [connection.app, connection]));
  const rows = await Promise.all(
    apps.map(async ({ id, title, wire }) => {
      const connection = byApp.get(id);
      const states = await Promise.all(connection?.files.map(stateOf) ?? []);
      return { id, title, wire, connection, states };
    }),
  );
  if (json) {
    printJson(
      terminal,
      rows.map(({ id, title, wire, connection, states }) => ({
        id,
        title,
        wire,
        ...(connection === undefined
          ? {}
          : {
              key: connection.key,
              time: connection.time,
              files: connection.files.map(({ path }, at) => ({ path, state: states[at] })),
            }),
      })),
    );
    return exitCodes.done;
  }
  printRows(terminal, rows);
  return exitCodes.done;
};

function printRows(
  terminal: Terminal,
  rows: readonly {
    readonly id: string;
    readonly title: string;
    readonly wire: string;
    readonly connection: { readonly time: string; readonly key: { readonly name: string } } | undefined;
    readonly states: readonly FileState[];
  }[],
): void {
  print(
    terminal,
    table(
      ['app', 'what it is', 'protocol', 'connected', 'key', 'files'],
      rows.map(({ id, title, wire, connection, states }) => [
        id,
        title,
        wire,
        connection?.time.slice(0, 10) ?? '-',
        connection?.key.name ?? '-',
        states.length === 0 ? '-' : [...new Set(states)].join(', '),
      ]),
    ),
  );
}
