import { writeFile } from 'node:fs/promises';
import type { Clock, Randomness } from '#base';
import type { HomePaths } from '#home';
import { change } from '#gate';
import { type Keys, type KeySummary, newKeyOptions, ownerBySocket } from '#identity';

/** A node without any owner's key in force makes one, so that clients on the network can be let in. */
export async function makeOwnerKey(
  keys: Keys,
  ledger: Parameters<typeof change>[0],
  clock: Clock,
  randomness: Randomness,
): Promise<string | undefined> {
  const now = clock.now();
  const isIn = ({ revoked, expires }: KeySummary): boolean =>
    revoked === undefined && (expires === undefined || Date.parse(expires) > now);
  if (keys.list().some((key) => key.role === 'owner' && isIn(key))) return undefined;
  const prepared = keys.prepareAdd(
    newKeyOptions.parse({ name: 'owner', kind: 'person', role: 'owner' }),
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
