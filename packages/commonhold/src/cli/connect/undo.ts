import { isDeepStrictEqual } from 'node:util';
import { apps } from '#apps';
import { CommonholdError } from '#base';
import { homePaths } from '#home';
import { agreesTo } from '../terminal/agree.ts';
import { type Action, exitCodes } from '../command.ts';
import { Connections, type FileState, stateOf } from './connections.ts';
import { NodeRefusal, withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';
import { lineDiff } from '../terminal/line-diff.ts';
import { appCalled } from './connect.ts';
import { planUndo, type UndoStep, undoFile } from './undo-file.ts';

export interface UndoOptions {
  readonly app: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Puts files back byte for byte where nobody has changed them since, takes its own lines out of others, revokes the key. */
export const undoConnectCommand: Action<UndoOptions> = async (terminal, options) => {
  const app = appCalled(options.app);
  const connections = new Connections(homePaths(terminal.environment).home);
  const connection = await connections.get(app.id);
  if (connection === undefined) {
    throw new CommonholdError('request_invalid', {
      detail: `${app.title} was not connected by this command`,
    });
  }
  const steps = await Promise.all(connection.files.map(planUndo));
  if (!options.json) for (const line of steps.flatMap(intention)) print(terminal, printable(line));
  const { id, name } = connection.key;
  if (!options.yes && !(await agreesTo(terminal, `Do this, and revoke the key ${name}?`))) {
    complain(terminal, 'Nothing was changed.');
    return exitCodes.no;
  }
  // Apps write their settings at any time, also while somebody reads the question.
  if (!isDeepStrictEqual(await Promise.all(connection.files.map(planUndo)), steps)) {
    throw new CommonholdError('request_invalid', {
      detail: `a file of ${app.title} was changed while you were asked, so nothing was done; look again`,
    });
  }
  for (const step of steps) await undoFile(step);
  const left = steps.filter(({ does }) => does === 'leave').map(({ file }) => file.path);
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

function intention(step: UndoStep): string[] {
  const { path } = step.file;
  switch (step.does) {
    case 'restore':
      return [`${path}: gets its bytes of before back`];
    case 'remove':
      return [`${path}: is removed; there was none before`];
    case 'nothing':
      return [
        step.state === 'gone' ? `${path}: is gone, and stays so` : `${path}: is as it was before already`,
      ];
    case 'take-out':
      return [
        `${path}: was changed by somebody since; that stays, and what was written goes`,
        ...lineDiff(step.now, step.text).map((line) => `  ${line}`),
      ];
    case 'leave':
      return [
        `${path}: was changed by somebody since, in the same lines, so it is left as it is.`,
        ...(step.written === undefined ? [] : ['  This was written, and what it replaced:']),
        ...(step.written === undefined ? [] : lineDiff(step.before, step.written)).map((line) => `  ${line}`),
      ];
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
