import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asCommonholdError, hasCode } from '#base';
import { areSealed, isCurrent, keysIn, readNodeKeys, readRecoveryState, sealedFile } from '#ledger';
import type { Check } from './check.ts';
import { isOpen, modeText } from './file-mode.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { Situation } from './situation.ts';
import type { World } from './world.ts';

const clearFiles = ['root.key', 'signing.key'] as const;

/** Whether the secret keys of the node are there, are this user's alone, and could come back if they were lost. */
export const keysCheck: Check = {
  name: 'keys',
  group: 'Home folder',
  async look(situation): Promise<Observation[]> {
    const { world, record } = situation;
    const folder = world.paths.keys;
    let names: readonly string[];
    try {
      names = await readdir(folder);
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) return [hidden(folder, thrown)];
      names = [];
    }
    const sealed = names.includes(sealedFile);
    const missing = sealed ? [] : clearFiles.filter((name) => !names.includes(name));
    if (missing.length > 0) {
      // Before the first start there are no keys, and nothing that needs them.
      return record.type === 'absent'
        ? [good('There are no keys yet: the first start makes them.')]
        : [lost(folder, missing)];
    }
    return [
      ...(await modes(world, names)),
      ...leftInClear(folder, sealed, names),
      ...(await elsewhere(world)),
      ...(await passphraseFile(world, sealed)),
      await recovery(situation),
    ];
  },
};

function hidden(folder: string, thrown: unknown): Observation {
  return unknown(
    `The folder of the keys, ${folder}, cannot be looked into: ${asCommonholdError(thrown).message}`,
    'Run as the user that it belongs to.',
  );
}

function lost(folder: string, missing: readonly string[]): Observation {
  return broken(
    `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing in ${folder}, and the record was made with them.`,
    'If they lie elsewhere, name the folder with COMMONHOLD_KEYS. Otherwise put them back with "commonhold key restore" or from a backup: without root.key no body can be opened, and without signing.key the node does not start.',
  );
}

async function modes(world: World, names: readonly string[]): Promise<Observation[]> {
  const folder = world.paths.keys;
  if (world.platform === 'win32') {
    return [
      unknown(
        `Who may read the keys in ${folder} cannot be told on Windows by the means of this version.`,
        'Make sure that only your own account may open the folder.',
      ),
    ];
  }
  const open: string[] = [];
  for (const path of [folder, ...names.map((name) => join(folder, name))]) {
    const { mode } = await stat(path);
    if (isOpen(mode)) open.push(`${path} (${modeText(mode)})`);
  }
  if (open.length > 0) {
    return [
      broken(
        `What should be readable by you alone is open to others: ${open.join(', ')}.`,
        `Run "chmod 700 ${folder} && chmod 600 ${join(folder, '*')}"; if others could reach them, count the keys as known.`,
      ),
    ];
  }
  const how = names.includes(sealedFile) ? 'sealed by a passphrase' : 'in clear';
  return [
    good(
      `The keys are in ${folder}, ${how}; its ${names.length} files are readable by you alone (mode 0600, in a folder of 0700).`,
    ),
  ];
}

function leftInClear(folder: string, sealed: boolean, names: readonly string[]): Observation[] {
  const clear = names.filter((name) => name.endsWith('.key'));
  if (!sealed || clear.length === 0) return [];
  return [
    attention(
      `${clear.join(' and ')} in ${folder} ${clear.length === 1 ? 'lies' : 'lie'} in clear beside ${sealedFile}: a sealing was cut off.`,
      clearFiles.every((name) => clear.includes(name))
        ? `Start the node: when the passphrase opens ${sealedFile}, it takes the others away. Who does not know the passphrase moves ${sealedFile} away instead, and everything is as before.`
        : `Start the node: when the passphrase opens ${sealedFile}, it takes the others away.`,
    ),
  ];
}

/** Keys that were copied to another folder and not taken away from the first one. */
async function elsewhere({ paths }: World): Promise<Observation[]> {
  const usual = join(paths.home, 'keys');
  if (usual === paths.keys) return [];
  const names = await readdir(usual).catch((): string[] => []);
  const left = names.filter((name) => name.endsWith('.key') || name === sealedFile);
  if (left.length === 0) return [];
  return [
    attention(
      `COMMONHOLD_KEYS names ${paths.keys}, and keys also lie in ${usual}: ${left.join(', ')}.`,
      'If they are the same, delete those in the home folder; keys apart help only when they are nowhere else.',
    ),
  ];
}

async function passphraseFile(world: World, sealed: boolean): Promise<Observation[]> {
  const path = world.environment['COMMONHOLD_PASSPHRASE_FILE'];
  if (!sealed || path === undefined || path === '' || world.platform === 'win32') return [];
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined || !facts.isFile() || !isOpen(facts.mode)) return [];
  return [
    broken(
      `The passphrase file ${path} has the mode ${modeText(facts.mode)}, so others can read it.`,
      `Run "chmod 600 ${path}", and set another passphrase if others could reach it.`,
    ),
  ];
}

async function recovery({ world, configuration }: Situation): Promise<Observation> {
  const folder = world.paths.keys;
  try {
    const state = await readRecoveryState(folder);
    switch (state.recovery) {
      case 'missing':
        return notSettled(configuration.type === 'valid' && asksForErasure(configuration.value.retention));
      case 'none':
        return good(
          `There is no recovery of the keys, as was said on ${state.since}; lost keys are a lost archive.`,
        );
      case 'recipients':
        // Sealed keys are not opened for a look.
        if ((await areSealed(folder)) || isCurrent(state, await readNodeKeys(keysIn(folder)))) {
          return good(`Two recipients can recover the keys (recovery.age, since ${state.since}).`);
        }
        return attention(
          'recovery.age holds other keys than those in use, so not everything could be recovered.',
          `Run "commonhold key recovery set ${state.recipients.join(' ')}" again, and give both the new file.`,
        );
    }
  } catch (thrown) {
    return broken(asCommonholdError(thrown).message, 'Run "commonhold key recovery set" again.');
  }
}

function notSettled(retentionWaits: boolean): Observation {
  const advice =
    'Name two with "commonhold key recovery set", or say "commonhold key recovery none"; docs/guide/keys-and-recovery.md shows how.';
  return retentionWaits
    ? attention('Retention is configured and waits: it is not settled who could recover the keys.', advice)
    : good('It is not settled who could recover the keys; until it is, nothing can be erased.', advice);
}

function asksForErasure({ bodyDays, bodyBytes, labelDays }: Retention): boolean {
  return bodyDays !== undefined || bodyBytes !== undefined || Object.keys(labelDays).length > 0;
}

type Retention = Extract<Situation['configuration'], { readonly type: 'valid' }>['value']['retention'];
