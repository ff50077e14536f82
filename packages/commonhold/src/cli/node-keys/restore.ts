import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommonholdError, describe } from '#base';
import { homePaths } from '#home';
import {
  checkKeysFit,
  identitiesIn,
  type KeyDocument,
  openAgeFile,
  openHomeDatabase,
  type Opening,
  parseKeyDocument,
  restoreKeys,
} from '#ledger';
import { leaveKeyAct } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withLockedHome } from './key-acts.ts';
import { passphraseOf } from '../terminal/passphrase.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

export interface KeyRestoreOptions {
  readonly file: string;
  readonly identity: string | undefined;
  readonly json: boolean;
}

/** Key files have about a kilobyte; something larger is something else. */
const fileBytesMax = 64 * 1024;

/** `commonhold key restore`: the keys must be those of the database in this home folder. */
export const restoreKeysCommand: Action<KeyRestoreOptions> = async (terminal, options) => {
  const file = resolve(options.file);
  const { home, keys: folder } = homePaths(terminal.environment);
  const document = await openFile(terminal, file, options.identity);
  await withLockedHome(terminal, async () => {
    const database = openHomeDatabase(home);
    try {
      checkKeysFit(database, document);
    } finally {
      database.close();
    }
    // A crash from here on leaves some of the keys; the command given again finds the same ones and goes on.
    await leaveKeyAct(home, { target: 'restored', action: 'add' });
    await restoreKeys(folder, document);
  });
  if (options.json)
    printJson(terminal, { folder, origin: document.origin, keys: Object.keys(document.keys) });
  else {
    print(
      terminal,
      `The keys of ${printable(document.origin)} are in ${printable(folder)}, in clear (mode 0600).`,
    );
    print(
      terminal,
      '"commonhold key passphrase set" seals them; "commonhold verify --bodies" proves that all opens.',
    );
  }
  return exitCodes.done;
};

async function openFile(
  terminal: Terminal,
  file: string,
  identity: string | undefined,
): Promise<KeyDocument> {
  const bytes = await readSmall(file);
  const opening: Opening =
    identity === undefined
      ? { by: 'passphrase', passphrase: await passphraseOf(terminal, file) }
      : { by: 'identities', identities: identitiesIn((await readSmall(resolve(identity))).toString('utf8')) };
  let plain: Uint8Array | undefined;
  try {
    plain = await openAgeFile(bytes, opening);
    if (plain !== undefined) return parseKeyDocument(plain);
  } catch (cause) {
    throw refused(`${file} cannot be read (${describe(cause)})`, cause);
  }
  if (opening.by === 'passphrase') throw new CommonholdError('passphrase_wrong', { file });
  throw refused(`no identity in ${identity} opens ${file}`);
}

async function readSmall(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > fileBytesMax) throw new Error(`it has ${size} bytes and can have ${fileBytesMax}`);
    return await readFile(path);
  } catch (cause) {
    throw refused(`${path} cannot be read (${describe(cause)})`, cause);
  }
}

function refused(detail: string, cause?: unknown): CommonholdError {
  return new CommonholdError('key_act_refused', { detail }, { cause });
}
