import { CommonholdError } from '#base';
import { homePaths } from '#home';
import {
  areSealed,
  type KeyDocument,
  type KeyPlace,
  openHomeDatabase,
  originOf,
  removeClearKeys,
  requireNodeKeys,
  scryptWorkFactor,
  writeClearKeys,
  writeSealedKeys,
} from '#ledger';
import { leaveKeyAct } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withLockedHome } from './key-acts.ts';
import { keyPlaceOf, newPassphrase } from '../terminal/passphrase.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

/**
 * `commonhold key passphrase set`. That it was done is left for the log first; a crash before the sealed file has its name leaves the keys as
 * they were, and one after it leaves both, of which the sealed file counts: the next start takes the others away.
 */
export async function setPassphraseCommand(
  terminal: Terminal,
  options: { readonly file: string | undefined; readonly json: boolean },
  workFactor = scryptWorkFactor,
) {
  const place = keyPlaceOf(terminal);
  const { folder } = place;
  const passphrase = await newPassphrase(terminal, options.file);
  await withLockedHome(terminal, async (home) => {
    const action = (await areSealed(folder)) ? 'replace' : 'add';
    const document = await keyDocument(terminal, place);
    await leaveKeyAct(home, { target: 'passphrase', action });
    await writeSealedKeys(folder, document, passphrase, workFactor);
    await removeClearKeys(folder, document.keys);
  });
  if (options.json) printJson(terminal, { folder, sealed: true });
  else {
    print(terminal, `The keys in ${printable(folder)} are sealed; each start asks for the passphrase.`);
    print(
      terminal,
      'A copy from before, also in a backup or in unused parts of an SSD, is not. Who forgets the',
    );
    print(
      terminal,
      'passphrase loses every call, unless "commonhold key recovery status" names who can help.',
    );
  }
  return exitCodes.done;
}

/** `commonhold key passphrase remove`. */
export const removePassphraseCommand: Action<{ readonly json: boolean }> = async (terminal, options) => {
  const place = keyPlaceOf(terminal);
  const { folder } = place;
  await withLockedHome(terminal, async (home) => {
    if (!(await areSealed(folder))) {
      throw new CommonholdError('key_act_refused', { detail: `the keys in ${folder} have no passphrase` });
    }
    const { keys } = await keyDocument(terminal, place);
    await leaveKeyAct(home, { target: 'passphrase', action: 'remove' });
    await writeClearKeys(folder, keys);
  });
  if (options.json) printJson(terminal, { folder, sealed: false });
  else print(terminal, `The keys in ${printable(folder)} lie in clear again, readable by you alone.`);
  return exitCodes.done;
};

/** All keys, and the log that they are of. */
export async function keyDocument(terminal: Terminal, place: KeyPlace): Promise<KeyDocument> {
  const keys = await requireNodeKeys(place);
  const database = openHomeDatabase(homePaths(terminal.environment).home);
  try {
    return { origin: originOf(database), keys };
  } finally {
    database.close();
  }
}
