import type { ErasureExtent, ErasureScope } from './terms.ts';

/**
 * What an erasure leaves, and what it cannot reach, in sentences for people. An erasure that names only what goes would
 * be read as more than it is. `docs/guide/erase.md` has the same sentences; a test holds the two together.
 */
const staysAlways = [
  'The leaves of the log: that the calls took place, when, with which result, by which wire, to which kind of destination, and token counts rounded up to a power of two.',
  'The salted hashes of what was said and of the index rows. Without the destroyed salts nobody can test a guess against them.',
] as const;

const staysOfLooks =
  'Who opened these texts before, and the reasons that they gave: those lie under the keys of the readers and go with them.';

const staysOfCalls =
  'The pseudonym of the caller. As long as other calls of the same person, project and month are kept, whoever holds keys/root.key can tell whose it is.';

const staysOfBodies =
  'The index rows: who called, which model, exact token counts and times. Only what was said goes.';

const staysOfPersons =
  'The keys of the person in the list of keys, with their names, until they are revoked; revoked ones lose their names.';

export const outOfReach = [
  'Backups of this home folder and copies of its files, such as snapshots: erase or expire them by themselves. A restored backup brings back what was erased after it was made, and the node cannot know of it. Copies of the key files alone bring nothing back: the keys that were destroyed are in none of them.',
  'What destinations received. Our own engine keeps words in the memory of its process until the model is unloaded.',
  'What clients and their users kept, and receipts that were handed out: a receipt holds no content and goes on proving its call.',
  'Texts that were exported, printed by "commonhold show" or copied out of the console by hand.',
  'What the file system and the disk keep of blocks that the database gave back; encrypt the disk.',
] as const;

export function stays(extent: ErasureExtent, kind: ErasureScope['kind']): readonly string[] {
  return [
    ...staysAlways,
    staysOfLooks,
    ...(extent === 'bodies' ? [staysOfBodies] : []),
    ...(extent === 'everything' && kind !== 'person' ? [staysOfCalls] : []),
    ...(extent === 'everything' && kind === 'person' ? [staysOfPersons] : []),
  ];
}
