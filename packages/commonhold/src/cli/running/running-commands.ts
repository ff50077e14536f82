import { Command } from 'commander';
import type { Finish } from '../command.ts';
import { named } from '../terminal/named-options.ts';
import { wholeNumber } from '../terminal/option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold start`: the node of this home folder, until it is told to stop. */
export function startCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('start')
    .description('start the node of this home folder')
    .option('--offline', 'do not fetch the default model when it is missing', false)
    .option(
      '--trust-restored',
      'after a restore: nothing was signed after the backup, go on under its name',
      false,
    )
    .option('--json', 'print what the node serves as JSON', false)
    .action(async (options: { offline: boolean; trustRestored: boolean; json: boolean }) => {
      const { startCommand } = await import('./start.ts');
      await finish(startCommand(terminal, options));
    });
}

/** `commonhold console`: the way into the console from the machine that the node runs on. */
export function consoleCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('console')
    .description('print a link that opens the console and signs you in, once')
    .option('--sign-out', 'end the sessions of every browser that a link has signed in, instead', false)
    .option('--json', 'print JSON', false)
    .action(async (options: { signOut: boolean; json: boolean }) => {
      const { consoleCommand } = await import('./console.ts');
      await finish(consoleCommand(terminal, options));
    });
}

/** `commonhold backup`: the home folder copied whole beside a running node. */
export function backupCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('backup')
    .description('copy the home folder, also while its node runs')
    .argument('<folder>', 'where to; not there yet, or empty')
    .option('--models', 'copy the model files too', false)
    .option('--without-keys', 'leave the keys out, to be kept apart', false)
    .option('--json', 'print JSON', false)
    .action(async (folder: string, options) => {
      const { backupCommand } = await import('./backup.ts');
      await finish(backupCommand(terminal, { ...options, folder }));
    });
}

/** `commonhold restore`: an empty home folder filled from a backup. */
export function restoreCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('restore')
    .description('fill an empty home folder from a backup; starts nothing')
    .argument('<folder>', 'the backup')
    .option('--json', 'print JSON', false)
    .action(async (folder: string, options) => {
      const { restoreCommand } = await import('./restore.ts');
      await finish(restoreCommand(terminal, { ...options, folder }));
    });
}

/** `commonhold doctor`: what is wrong on this machine and how to mend it. */
export function doctorCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('doctor')
    .description('find what is wrong on this machine, and say how to mend it')
    .option('--thorough', 'also read everything: digests of models, pages of the database', false)
    .option('--connect', 'also ask the configured providers whether they can be reached', false)
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { doctorCommand } = await import('./doctor.ts');
      await finish(doctorCommand(terminal, options));
    });
}

/** `commonhold demo`: a folder of invented calls to look around in. */
export function demoCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('demo')
    .description('fill a new folder with invented calls, to look around in')
    .option('--home <folder>', 'where; ~/.commonhold-demo unless named')
    .option('--calls <count>', 'how many calls, up to a million', wholeNumber, 2000)
    .option('--days <count>', 'over how many days that end now', wholeNumber, 30)
    .option('--seed <number>', 'the same seed, the same story', wholeNumber, 1)
    .option('--json', 'print JSON', false)
    .action(async (options) => {
      const { demoCommand } = await import('./demo.ts');
      await finish(demoCommand(terminal, named(options, ['home'])));
    });
}
