import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface Given {
  readonly list: boolean;
  readonly undo: boolean;
  readonly print: boolean;
  readonly subscription: boolean;
  readonly hooks: boolean;
  readonly file?: string;
  readonly address?: string;
  readonly try?: string;
  readonly wait: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `commonhold connect`: points an app at this node, shows the change first, and takes it back. */
export function connectCommands(terminal: Terminal, finish: Finish): Command {
  return new Command('connect')
    .description('point an app at this node: show the change, write it, see a call arrive')
    .argument('[app]', 'one of those that --list shows')
    .option('--list', 'the apps that are known, and those that are connected', false)
    .option('--undo', 'put back what was there before, and revoke the key', false)
    .option('--print', 'only show what would be written', false)
    .option('--subscription', 'the app goes on showing its vendor its own credential', false)
    .option('--hooks', 'have the app tell the node of its tools, too', false)
    .option('--file <file>', "the app's file, where only you know it")
    .option('--address <url>', 'where the app reaches the node, if not where it listens')
    .option('--try <model>', 'make one call with the new key instead of waiting for one')
    .option('--no-wait', 'do not wait for the first call')
    .option('--yes', 'write without asking', false)
    .option('--json', 'print JSON', false)
    .action(async (app: string | undefined, given: Given, command: Command) => {
      if (given.list) {
        const { listConnectCommand } = await import('./undo.ts');
        return finish(listConnectCommand(terminal, given));
      }
      if (app === undefined) return command.error('error: name an app, or use --list');
      if (given.undo) {
        const { undoConnectCommand } = await import('./undo.ts');
        return finish(undoConnectCommand(terminal, { app, yes: given.yes, json: given.json }));
      }
      const { connectCommand } = await import('./connect.ts');
      const { file, address, try: tried } = given;
      return finish(connectCommand(terminal, { ...given, app, file, address, try: tried }));
    });
}
