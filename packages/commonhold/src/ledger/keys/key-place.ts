import { join } from 'node:path';
import { CommonholdError } from '#base';

/** Where the secret files of a node lie, and who is asked when they are sealed. */
export interface KeyPlace {
  /** `keys/` in the home folder, or the folder that `COMMONHOLD_KEYS` names. */
  readonly folder: string;
  /** Gives the passphrase. Asked only when the keys are sealed, and as often as they are opened. */
  readonly passphrase: () => Promise<string>;
}

/** The place of a home folder that nothing else was said about. */
export function keysInHome(home: string): KeyPlace {
  return keysIn(join(home, 'keys'));
}

/** Key files in a folder, and nobody who could be asked for a passphrase. */
export function keysIn(folder: string): KeyPlace {
  return {
    folder,
    passphrase: () => Promise.reject(new CommonholdError('passphrase_needed', { folder })),
  };
}
