import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything of one node is. */
export interface HomePaths {
  readonly home: string;
  readonly configuration: string;
  readonly database: string;
  readonly models: string;
  /** The owner's rules, in Cedar. */
  readonly policies: string;
  /** The secret files: `keys/` in the home folder, unless `COMMONHOLD_KEYS` names another folder. */
  readonly keys: string;
  /** The command line's door; whoever may open the home folder is the owner. */
  readonly socket: string;
  readonly lock: string;
  /** Written when the owner's key could not be shown on a terminal. */
  readonly ownerKey: string;
}

export function homePaths(environment: Readonly<Record<string, string | undefined>>): HomePaths {
  const asked = environment['COMMONHOLD_HOME'];
  // An empty variable is one that is not set, as with NO_COLOR; taken as a path it would be the current folder.
  const home = asked === undefined || asked === '' ? join(homedir(), '.commonhold') : resolve(asked);
  const keys = environment['COMMONHOLD_KEYS'];
  return {
    home,
    configuration: join(home, 'commonhold.yaml'),
    database: join(home, 'commonhold.db'),
    models: join(home, 'models'),
    policies: join(home, 'policies'),
    keys: keys === undefined || keys === '' ? join(home, 'keys') : resolve(keys),
    socket: join(home, 'node.sock'),
    lock: join(home, 'lock'),
    ownerKey: join(home, 'owner.key'),
  };
}
