import { Command } from 'commander';
import type { Finish } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold key`: the secrets of the node itself, which `keys`, for clients, is not about. */
export function nodeKeyCommands(terminal: Terminal, finish: Finish): Command {
  const key = new Command('key').description(
    'the secret keys of the node itself: passphrase, recovery, copies',
  );
  key
    .command('backup')
    .description('write all keys into one encrypted file')
    .requiredOption('--to <file>', 'a file that is not there yet')
    .option('--recipient <recipient...>', 'who can open it: recipients of age; without any, a passphrase')
    .option('--passphrase-file <file>', 'holds the passphrase, where nobody can be asked')
    .option('--json', 'print JSON', false)
    .action(async (options: { to: string; recipient?: string[]; passphraseFile?: string; json: boolean }) => {
      const { backupKeysCommand } = await import('./backup.ts');
      const { to, recipient: recipients = [], passphraseFile, json } = options;
      await finish(backupKeysCommand(terminal, { to, recipients, passphraseFile, json }));
    });
  key
    .command('restore')
    .description('put keys back from an encrypted file; the node must not run, and nothing is overwritten')
    .argument('<file>', 'from "key backup", or a recovery.age')
    .option('--identity <file>', 'the identity of a recipient; without it, a passphrase')
    .option('--json', 'print JSON', false)
    .action(async (file: string, options: { identity?: string; json: boolean }) => {
      const { restoreKeysCommand } = await import('./restore.ts');
      await finish(restoreKeysCommand(terminal, { file, identity: options.identity, json: options.json }));
    });
  key.addCommand(passphraseCommands(terminal, finish));
  key.addCommand(recoveryCommands(terminal, finish));
  return key;
}

function passphraseCommands(terminal: Terminal, finish: Finish): Command {
  const passphrase = new Command('passphrase').description(
    'let the keys lie on the disk under a passphrase that each start asks for',
  );
  const load = () => import('./passphrase.ts');
  passphrase
    .command('set')
    .description('put the keys under a passphrase, or under another one; the node must not run')
    .option('--file <file>', 'holds the new passphrase, where nobody can be asked')
    .option('--json', 'print JSON', false)
    .action(async (options: { file?: string; json: boolean }) =>
      finish((await load()).setPassphraseCommand(terminal, { file: options.file, json: options.json })),
    );
  passphrase
    .command('remove')
    .description('let the keys lie in clear again; the node must not run')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await load()).removePassphraseCommand(terminal, options)),
    );
  return passphrase;
}

function recoveryCommands(terminal: Terminal, finish: Finish): Command {
  const recovery = new Command('recovery').description('who can bring the keys back when they are lost');
  const load = () => import('./recovery.ts');
  recovery
    .command('set')
    .description('name two recipients of age; either of them can open keys/recovery.age')
    .argument('<first>', 'an X25519 recipient: age1…')
    .argument('<second>', 'of another person, or at another place')
    .option('--json', 'print JSON', false)
    .action(async (first: string, second: string, options: { json: boolean }) =>
      finish(
        (await load()).setRecoveryCommand(terminal, { recipients: [first, second], json: options.json }),
      ),
    );
  recovery
    .command('none')
    .description('say, on the record, that there shall be no recovery: lost keys are then a lost archive')
    .option('--yes', 'do it without asking', false)
    .option('--json', 'print JSON', false)
    .action(async (options: { yes: boolean; json: boolean }) =>
      finish((await load()).declineRecoveryCommand(terminal, options)),
    );
  recovery
    .command('status')
    .description('where the keys are, whether they are sealed, and who can recover them')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean }) =>
      finish((await load()).recoveryStatusCommand(terminal, options)),
    );
  return recovery;
}
