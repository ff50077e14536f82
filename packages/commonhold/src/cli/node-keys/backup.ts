import { resolve } from 'node:path';
import { CommonholdError, isThere, writeFileDurably } from '#base';
import { openAgeFile, sealAgeFile, type Sealing, whyNotRecipient, writeKeyDocument } from '#ledger';
import { type Action, exitCodes } from '../command.ts';
import { recordKeyAct } from './key-acts.ts';
import { keyPlaceOf, newPassphrase } from '../terminal/passphrase.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { keyDocument } from './passphrase.ts';

export interface KeyBackupOptions {
  readonly to: string;
  readonly recipients: readonly string[];
  readonly passphraseFile: string | undefined;
  readonly json: boolean;
}

/** `commonhold key backup`. The log tells of the copy before there is one. */
export const backupKeysCommand: Action<KeyBackupOptions> = async (terminal, options) => {
  const file = resolve(options.to);
  if (await isThere(file)) throw refused(`${file} is there, and nothing is overwritten`);
  const sealing = await sealingOf(terminal, options);
  const place = keyPlaceOf(terminal);
  const plain = writeKeyDocument(await keyDocument(terminal, place));
  const text = await sealAgeFile(plain, sealing);
  if (sealing.by === 'passphrase' && (await openAgeFile(Buffer.from(text), sealing)) === undefined) {
    throw refused('what was encrypted does not open again');
  }
  await recordKeyAct(terminal, { target: 'copy', action: 'add' });
  await writeFileDurably(file, text);
  if (options.json) printJson(terminal, { file, by: sealing.by, recipients: options.recipients });
  else {
    print(terminal, `${printable(file)} holds every key of this node, encrypted.`);
    print(
      terminal,
      'Keep it apart from backups of the home folder. "commonhold key restore" puts the keys back, and',
    );
    print(
      terminal,
      `"age --decrypt${sealing.by === 'passphrase' ? '' : ' --identity IDENTITY'} FILE" shows them without this program.`,
    );
  }
  return exitCodes.done;
};

async function sealingOf(terminal: Terminal, options: KeyBackupOptions): Promise<Sealing> {
  const { recipients, passphraseFile } = options;
  if (recipients.length === 0) {
    return { by: 'passphrase', passphrase: await newPassphrase(terminal, passphraseFile) };
  }
  if (passphraseFile !== undefined) throw refused('an age file has recipients or a passphrase, not both');
  for (const recipient of recipients) {
    const why = await whyNotRecipient(recipient);
    if (why !== undefined) throw refused(`one of the recipients cannot be encrypted to: ${why}`);
  }
  return { by: 'recipients', recipients };
}

function refused(detail: string): CommonholdError {
  return new CommonholdError('key_act_refused', { detail });
}
