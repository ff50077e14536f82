import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { asCommonholdError } from '#base';
import { accessCommands, searchCommand } from './access-commands.ts';
import { approvalCommands } from './approval-commands.ts';
import { exitCodes, type ExitCode } from './command.ts';
import { connectCommands } from './connect-commands.ts';
import { costsCommand } from './cost-commands.ts';
import { destinationCommands } from './destination-commands.ts';
import { detectorCommands } from './detector-commands.ts';
import { compactCommand, eraseCommand, holdCommands } from './erasure-commands.ts';
import { detectCommand } from './label-commands.ts';
import { flowsCommand } from './flow-commands.ts';
import { importCommand } from './import-command.ts';
import { logCommands } from './log-commands.ts';
import { keyTermsOf, withKeyTerms } from './key-terms.ts';
import { hookCommands } from './hook-commands.ts';
import { nodeKeyCommands } from './key-commands.ts';
import { NodeRefusal } from './node-client.ts';
import { sayDemo } from './say-demo.ts';
import { policyCommands } from './policy-commands.ts';
import { providerCommands } from './provider-commands.ts';
import { receiptCommands } from './receipt-commands.ts';
import { complain, processTerminal, type Terminal } from './terminal.ts';
import { printable } from './text.ts';
import { version } from './version.ts';
import { witnessCommands } from './witness-commands.ts';

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

type Finish = (running: Promise<ExitCode>) => Promise<void>;

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

  program
    .command('start')
    .description('start the node of this home folder')
    .option('--offline', 'do not fetch the default model when it is missing', false)
    .option(
      '--trust-restored',
      'after a restore: nothing was signed after the backup, go on under its name',
      false,
    )
    .option('--json', 'print what the node serves as JSON', false)
    .action(async (options: { offline: boolean; trustRestored: boolean; json: boolean }) => {
      const { startCommand } = await import('./commands/start.ts');
      await finish(startCommand(terminal, options));
    });

  program
    .command('console')
    .description('print a link that opens the console and signs you in, once')
    .option('--sign-out', 'end the sessions of every browser that a link has signed in, instead', false)
    .option('--json', 'print JSON', false)
    .action(async (options: { signOut: boolean; json: boolean }) => {
      const { consoleCommand } = await import('./commands/console.ts');
      await finish(consoleCommand(terminal, options));
    });

  program
    .command('ask')
    .description('ask one question; what is piped in becomes its context')
    .argument('<question>')
    .option('-m, --model <name>', 'the model or route to ask')
    .option('-s, --system <text>', 'instructions that go before the question')
    .option('--max-tokens <count>', 'longest answer, in tokens', wholeNumber)
    .option('--temperature <number>', '0 for the likeliest words', decimalNumber)
    .option('--seed <number>', 'the same seed, the same answer (local models)', wholeNumber)
    .option('--deterministic', 'run alone and bit-reproducibly (local models)', false)
    .option('--json', 'print the answer and its facts as JSON', false)
    .action(async (question: string, options) => {
      const { askCommand } = await import('./commands/ask.ts');
      await finish(
        askCommand(terminal, {
          ...defaults(options, ['model', 'system', 'maxTokens', 'temperature', 'seed']),
          question,
        }),
      );
    });

  program
    .command('chat')
    .description('talk with a model')
    .option('-m, --model <name>', 'the model or route to talk to')
    .option('-s, --system <text>', 'instructions that go before the conversation')
    .option('--json', 'print each answer and its facts as one line of JSON', false)
    .action(async (options) => {
      const { chatCommand } = await import('./commands/chat.ts');
      await finish(chatCommand(terminal, defaults(options, ['model', 'system'])));
    });

  program
    .command('calls')
    .description('list the calls on record, latest first')
    .option('-n, --limit <count>', 'how many', wholeNumber, 20)
    .option('--before <call>', 'only calls before this one: the next page')
    .option('-m, --model <name>', 'only calls that asked for this model')
    .addOption(
      new Option('--status <status>', 'only calls that ended so').choices([
        'open',
        'completed',
        'failed',
        'aborted',
        'unknown',
        'refused',
      ]),
    )
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { callsCommand } = await import('./commands/calls.ts');
      await finish(callsCommand(terminal, defaults(options, ['before', 'model', 'status'])));
    });

  program
    .command('show')
    .description('show one call; opening its content is itself written down')
    .argument('<call>')
    .option('--no-bodies', 'leave the content closed')
    .option('--reason <text>', 'why you open the content; kept for owners and auditors')
    .option('--json', 'print JSON', false)
    .action(async (call: string, options) => {
      const { showCommand } = await import('./commands/show.ts');
      await finish(showCommand(terminal, { ...defaults(options, ['reason']), call }));
    });

  program.addCommand(importCommand(terminal, finish));
  program
    .command('verify')
    .description('prove the record, from the files alone')
    .option('--bodies', 'also open every body and compare it with its commitment', false)
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { verifyCommand } = await import('./commands/verify.ts');
      await finish(verifyCommand(terminal, options));
    });

  program
    .command('backup')
    .description('copy the home folder, also while its node runs')
    .argument('<folder>', 'where to; not there yet, or empty')
    .option('--models', 'copy the model files too', false)
    .option('--without-keys', 'leave the keys out, to be kept apart', false)
    .option('--json', 'print JSON', false)
    .action(async (folder: string, options) => {
      const { backupCommand } = await import('./commands/backup.ts');
      await finish(backupCommand(terminal, { ...options, folder }));
    });

  program
    .command('restore')
    .description('fill an empty home folder from a backup; starts nothing')
    .argument('<folder>', 'the backup')
    .option('--json', 'print JSON', false)
    .action(async (folder: string, options) => {
      const { restoreCommand } = await import('./commands/restore.ts');
      await finish(restoreCommand(terminal, { ...options, folder }));
    });

  program
    .command('doctor')
    .description('find what is wrong on this machine, and say how to mend it')
    .option('--thorough', 'also read everything: digests of models, pages of the database', false)
    .option('--connect', 'also ask the configured providers whether they can be reached', false)
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      await finish(doctorCommand(terminal, options));
    });

  program.addCommand(connectCommands(terminal, finish));
  program.addCommand(hookCommands(terminal, finish));
  program.addCommand(flowsCommand(terminal, finish));
  program.addCommand(costsCommand(terminal, finish));
  program.addCommand(providerCommands(terminal, finish));
  program.addCommand(destinationCommands(terminal, finish));
  program.addCommand(searchCommand(terminal, finish));
  program.addCommand(accessCommands(terminal, finish));
  program.addCommand(approvalCommands(terminal, finish));
  program.addCommand(receiptCommands(terminal, finish));
  program.addCommand(policyCommands(terminal, finish));
  program.addCommand(detectCommand(terminal, finish));
  program.addCommand(detectorCommands(terminal, finish));
  program.addCommand(logCommands(terminal, finish));
  program.addCommand(witnessCommands(terminal, finish));
  program.addCommand(eraseCommand(terminal, finish));
  program.addCommand(holdCommands(terminal, finish));
  program.addCommand(compactCommand(terminal, finish));
  program
    .command('demo')
    .description('fill a new folder with invented calls, to look around in')
    .option('--home <folder>', 'where; ~/.commonhold-demo unless named')
    .option('--calls <count>', 'how many calls, up to a million', wholeNumber, 2000)
    .option('--days <count>', 'over how many days that end now', wholeNumber, 30)
    .option('--seed <number>', 'the same seed, the same story', wholeNumber, 1)
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { demoCommand } = await import('./commands/demo.ts');
      await finish(demoCommand(terminal, defaults(options, ['home'])));
    });

  program.addCommand(modelCommands(terminal, finish));
  program.addCommand(keyCommands(terminal, finish));
  program.addCommand(nodeKeyCommands(terminal, finish));
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput(program.configureOutput());
  }
  return program;
}

function modelCommands(terminal: Terminal, finish: Finish): Command {
  const models = new Command('models').description('the open models on this machine');
  const load = () => import('./commands/models.ts');
  models
    .command('list')
    .description('models that are here')
    .option('--all', 'the whole catalog as well', false)
    .option('--json', 'print JSON', false)
    .action(async (options) => finish((await load()).listModelsCommand(terminal, options)));
  models
    .command('pull')
    .description('fetch a model of the catalog')
    .argument('<name>')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish((await load()).pullModelCommand(terminal, { ...options, name })),
    );
  models
    .command('add')
    .description('take a GGUF file into the models folder')
    .argument('<file>')
    .option('--name <name>', 'the name that clients call it by')
    .option('--link', 'link the file instead of copying it', false)
    .option('--json', 'print JSON', false)
    .action(async (file: string, options) =>
      finish((await load()).addModelCommand(terminal, { ...defaults(options, ['name']), file })),
    );
  models
    .command('remove')
    .description('delete a model from the models folder')
    .argument('<name>')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish((await load()).removeModelCommand(terminal, { ...options, name })),
    );
  models
    .command('inspect')
    .description('what a model file declares, apart from what was verified')
    .argument('<name>', 'a model of the models folder, or a GGUF file')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish(
        (await import('./commands/models-inspect.ts')).inspectModelCommand(terminal, { ...options, name }),
      ),
    );
  models
    .command('recommend')
    .description('measure this machine and name the best open models that fit')
    .option('--json', 'print JSON', false)
    .action(async (options) =>
      finish((await import('./commands/models-recommend.ts')).recommendModelsCommand(terminal, options)),
    );
  return models;
}

function keyCommands(terminal: Terminal, finish: Finish): Command {
  const keys = new Command('keys').description('who may call, and credentials for providers');
  const load = () => import('./commands/keys.ts');
  withKeyTerms(keys.command('add').description('make a key and show it once').argument('<name>'))
    .addOption(new Option('--kind <kind>', 'who will use it').choices(['person', 'app', 'agent']))
    .addOption(new Option('--role <role>', 'what it may do').choices(['owner', 'member', 'auditor']))
    .option('--project <name>', 'the project that its calls belong to')
    .option('--label <label...>', 'labels that everything sent with it carries')
    .option('--json', 'print JSON', false)
    .action(async (name: string, options) =>
      finish(
        (await load()).addKeyCommand(terminal, {
          name,
          kind: options.kind,
          role: options.role,
          project: options.project,
          labels: options.label ?? [],
          ...keyTermsOf(options),
          json: options.json,
        }),
      ),
    );
  withKeyTerms(
    keys
      .command('change')
      .description('change until when a key holds, what it may be used for, and how much')
      .argument('<key>', 'its id or name'),
  )
    .option('--json', 'print JSON', false)
    .action(async (key: string, options) =>
      finish((await load()).changeKeyCommand(terminal, { key, ...keyTermsOf(options), json: options.json })),
    );
  keys
    .command('rotate')
    .description('make another key for the same caller; the old one ends after a while')
    .argument('<key>', 'its id or name')
    .option(
      '--grace <time>',
      'how long the old one is still accepted, such as 24h or 7d; 0h ends it at once',
      '24h',
    )
    .option('--json', 'print JSON', false)
    .action(async (key: string, options) =>
      finish((await load()).rotateKeyCommand(terminal, { ...options, key })),
    );
  keys
    .command('list')
    .description('keys that were made, in force or revoked')
    .option('--json', 'print JSON', false)
    .action(async (options) => finish((await load()).listKeysCommand(terminal, options)));
  keys
    .command('revoke')
    .description('stop accepting a key')
    .argument('<key>', 'its id or name')
    .option('--json', 'print JSON', false)
    .action(async (key: string, options) =>
      finish((await load()).revokeKeyCommand(terminal, { ...options, key })),
    );
  keys
    .command('provider')
    .description('store the credential for a provider, read from standard input')
    .argument('<provider>', 'a row under providers: in commonhold.yaml')
    .option('--remove', 'forget the credential', false)
    .option('--json', 'print JSON', false)
    .action(async (provider: string, options) =>
      finish((await load()).providerKeyCommand(terminal, { ...options, provider })),
    );
  return keys;
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}

/** commander leaves out options that were not given; our actions want them named. */
function defaults<Options extends object, Name extends string>(
  options: Options,
  names: readonly Name[],
): Options & Record<Name, never> {
  const named = Object.fromEntries(names.map((name) => [name, undefined]));
  return { ...named, ...options } as Options & Record<Name, never>;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function decimalNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

function report(terminal: Terminal, thrown: unknown): void {
  if (thrown instanceof NodeRefusal) return complain(terminal, printable(thrown.message));
  const error = asCommonholdError(thrown);
  complain(terminal, printable(`${error.message}\n${error.hint}`));
  if (error.code === 'internal' && error.cause instanceof Error) complain(terminal, error.cause.stack ?? '');
}
