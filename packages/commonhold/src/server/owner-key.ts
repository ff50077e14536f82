import { writeFile } from 'node:fs/promises';
import type { Clock, Randomness } from '#base';
import type { HomePaths } from '#home';
import { change } from '#gate';
import { type Keys, ownerBySocket } from '#identity';

/** A node without any owner's key in force makes one, so that clients on the network can be let in. */
export async function makeOwnerKey(
  keys: Keys,
  ledger: Parameters<typeof change>[0],
  clock: Clock,
  randomness: Randomness,
): Promise<string | undefined> {
  if (keys.list().some((key) => key.role === 'owner' && key.revoked === undefined)) return undefined;
  const prepared = keys.prepareAdd(
    { name: 'owner', kind: 'person', role: 'owner', project: 'default', labels: [] },
    clock,
    randomness,
  );
  await change(ledger, ownerBySocket, {
    subject: 'key',
    action: 'add',
    target: prepared.id,
    rows: prepared.rows,
    apply: prepared.apply,
  });
  return prepared.key;
}

/** Keeps the owner's key where only the owner of the home folder can read it. */
export async function writeOwnerKey(paths: HomePaths, key: string): Promise<void> {
  await writeFile(paths.ownerKey, `${key}\n`, { mode: 0o600, flag: 'w' });
}
