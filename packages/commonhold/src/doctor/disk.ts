import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { bytesText } from '#base';
import { builtInCatalog } from '#models';
import { spaceReserveDefaultBytes } from '#store';
import type { Check } from './check.ts';
import { kindOf } from './file-system-kind.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { Situation } from './situation.ts';
import type { FileSystemFacts } from './world.ts';

/** Below this a day of busy work, or one small model, could reach the reserve. */
const comfortableBytes = 1024 ** 3;
/** The record needs a handful of files; with fewer free than this, something else on the disk is using them up. */
const comfortableFiles = 1000;

/** Room for the record and for models, and whether the file system keeps what was written. */
export const diskCheck: Check = {
  name: 'disk',
  group: 'This machine',
  async look(situation) {
    const place = nearestFolder(situation.world.paths.home);
    const facts = await situation.world.fileSystem(place);
    return [space(situation, facts), ...files(facts), kind(situation, facts)];
  },
};

/** The home folder, or the folder that it will be made in. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function space(situation: Situation, facts: FileSystemFacts): Observation {
  const free = facts.bavail * facts.bsize;
  const total = facts.blocks * facts.bsize;
  const reserve = bytesText(spaceReserveDefaultBytes);
  const modelBytes = situation.models.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const seen = `${bytesText(free)} of ${bytesText(total)} are free for the home folder; the models in it take ${bytesText(modelBytes)}`;
  if (free < spaceReserveDefaultBytes) {
    return broken(
      `${seen}. The node takes no calls below ${reserve}, which it keeps for ending what was begun.`,
      'Make room on that disk; "commonhold models remove" frees what a model takes.',
    );
  }
  const missing = missingDefaultModelBytes(situation);
  if (missing !== undefined && free < spaceReserveDefaultBytes + missing) {
    return attention(
      `${seen}. The default model is not here and needs ${bytesText(missing)} beside the reserve of ${reserve}.`,
      'Make room on that disk before the model is fetched.',
    );
  }
  if (free < comfortableBytes) {
    return attention(
      `${seen}. Below ${reserve} the node takes no calls.`,
      'Make room on that disk before it comes to that.',
    );
  }
  return good(`${seen}; the node keeps ${reserve} in reserve.`);
}

function missingDefaultModelBytes({ configuration, models }: Situation): number | undefined {
  if (configuration.type === 'invalid') return undefined;
  const { defaultModel } = configuration.value.engine;
  if (models.known.some(({ name }) => name === defaultModel)) return undefined;
  return builtInCatalog().find(({ name }) => name === defaultModel)?.sizeBytes;
}

function files(facts: FileSystemFacts): Observation[] {
  // Some file systems make room for files as they come and count none.
  if (facts.files === 0 || facts.ffree >= comfortableFiles) return [];
  const seen = `The disk has room for ${facts.ffree} more files (inodes) of ${facts.files}.`;
  const advice =
    'Delete files that are not needed on that disk: it can be full of files while bytes are free.';
  return [facts.ffree === 0 ? broken(seen, advice) : attention(seen, advice)];
}

function kind({ world }: Situation, facts: FileSystemFacts): Observation {
  if (world.platform !== 'linux') {
    return unknown(
      `Which kind of file system holds the home folder cannot be told on ${world.platform}.`,
      'Make sure that it is a disk of this machine and no network share.',
    );
  }
  const { name, nature } = kindOf(facts.type);
  switch (nature) {
    case 'disk':
      return good(`The home folder is on ${name}, a file system of this machine.`);
    case 'network':
      return broken(
        `The home folder is on ${name}, a file system of another machine, whose locks the database cannot rely on.`,
        'Stop the node and move the home folder to a disk of this machine; COMMONHOLD_HOME names the place.',
      );
    case 'memory':
      return attention(
        `The home folder is on ${name}, which is memory: the record and the keys are gone when the machine restarts.`,
        'Move the home folder to a disk unless it is only for a trial; COMMONHOLD_HOME names the place.',
      );
    case 'layer':
      return attention(
        `The home folder is on ${name}, the own layer of a container, which goes when the container is removed.`,
        'Put the home folder on a volume; COMMONHOLD_HOME names the place.',
      );
    case 'program':
      return attention(
        `The home folder is on a file system that a program provides (${name}); it may lead to another machine.`,
        'If it does, move the home folder to a disk of this machine: the database cannot rely on locks over a network.',
      );
    case 'unknown':
      return unknown(
        `The home folder is on a file system of the type ${name}, which this version does not know.`,
        'Make sure that it is a disk of this machine and no network share.',
      );
  }
}
