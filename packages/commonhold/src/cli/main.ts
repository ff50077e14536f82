import { Command, CommanderError } from 'commander';
import { asCommonholdError } from '#base';
import { accessCommands, searchCommand } from './calls/access-commands.ts';
import { approvalCommands } from './rules/approval-commands.ts';
import { exitCodes, type ExitCode, type Finish } from './command.ts';
import { connectCommands } from './connect/connect-commands.ts';
import { costsCommand } from './calls/cost-commands.ts';
import { destinationCommands } from './providers/destination-commands.ts';
import { detectorCommands } from './rules/detector-commands.ts';
import { compactCommand, eraseCommand, holdCommands } from './record/erasure-commands.ts';
import { detectCommand } from './rules/label-commands.ts';
import { flowsCommand } from './calls/flow-commands.ts';
import { importCommand } from './import/import-command.ts';
import { logCommands } from './record/log-commands.ts';
import { hookCommands } from './connect/hook-commands.ts';
import { nodeKeyCommands } from './node-keys/node-key-commands.ts';
import { askCommand, chatCommand } from './asking/asking-commands.ts';
import { callsCommand, showCommand } from './calls/call-commands.ts';
import { keyCommands } from './keys/key-commands.ts';
import { modelCommands } from './models/model-commands.ts';
import { verifyCommand } from './record/verify-command.ts';
import {
  backupCommand,
  consoleCommand,
  demoCommand,
  doctorCommand,
  restoreCommand,
  startCommand,
} from './running/running-commands.ts';
import { NodeRefusal } from './node/node-client.ts';
import { sayDemo } from './running/say-demo.ts';
import { policyCommands } from './rules/policy-commands.ts';
import { providerCommands } from './providers/provider-commands.ts';
import { receiptCommands } from './record/receipt-commands.ts';
import { complain, processTerminal, type Terminal } from './terminal/terminal.ts';
import { printable } from './terminal/text.ts';
import { version } from './version.ts';
import { witnessCommands } from './witness/witness-commands.ts';

/**
 * The command line. Commands are loaded when they are called, so that a quick one does not wait for the rest. Every
 * command has `--json`; the exit code is 0 for done, 1 when the answer is no, 2 for a command that was not understood.
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const finish = async (running: Promise<ExitCode>): Promise<void> => {
    [exitCode] = await Promise.all([running, sayDemo(terminal)]);
  };
  const program = commands(terminal, finish);
  // The reader of a pipe may leave early, as `head` does; that is not a failure of ours, and nobody is left to tell.
  terminal.output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.done);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.misuse;
    report(terminal, thrown);
    return exitCodes.no;
  }
}

/** Where the width of a terminal is not known, as in a pipe. */
const helpWidth = 80;

type Definition = (terminal: Terminal, finish: Finish) => Command;

/** As `--help` lists them: what each is for, in the order in which somebody new comes to need it. */
const groups: readonly (readonly [string, readonly Definition[]])[] = [
  ['Run a node:', [startCommand, consoleCommand, doctorCommand, backupCommand, restoreCommand, demoCommand]],
  ['Talk with a model:', [askCommand, chatCommand]],
  ['Models and vendors:', [modelCommands, providerCommands, destinationCommands]],
  ['Your apps and your past:', [connectCommands, hookCommands, importCommand]],
  [
    'What was called:',
    [callsCommand, showCommand, searchCommand, flowsCommand, costsCommand, accessCommands],
  ],
  ['What may leave:', [policyCommands, approvalCommands, detectCommand, detectorCommands]],
  [
    'Proofs, and forgetting:',
    [
      verifyCommand,
      receiptCommands,
      logCommands,
      witnessCommands,
      eraseCommand,
      holdCommands,
      compactCommand,
    ],
  ],
  ['Keys:', [keyCommands, nodeKeyCommands]],
];

function commands(terminal: Terminal, finish: Finish): Command {
  const program = new Command('commonhold')
    .description('One gate and one record for every AI call, with a local open-weight model inside.')
    .version(version)
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(text),
      getOutHelpWidth: () => terminal.output.columns ?? helpWidth,
      getErrHelpWidth: () => terminal.output.columns ?? helpWidth,
    })
    .exitOverride()
    .showHelpAfterError('(commonhold --help lists the commands)');

  for (const [heading, members] of groups) {
    for (const define of members) program.addCommand(define(terminal, finish).helpGroup(heading));
  }
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput(program.configureOutput());
  }
  return program;
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}

function report(terminal: Terminal, thrown: unknown): void {
  if (thrown instanceof NodeRefusal) return complain(terminal, printable(thrown.message));
  const error = asCommonholdError(thrown);
  complain(terminal, printable(`${error.message}\n${error.hint}`));
  if (error.code === 'internal' && error.cause instanceof Error) complain(terminal, error.cause.stack ?? '');
}
