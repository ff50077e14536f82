import { access, constants, stat } from 'node:fs/promises';
import { hasCode } from '#base';
import type { Check } from './check.ts';
import { isOpen, modeText } from './file-mode.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { World } from './world.ts';

/** The socket's path must fit into the kernel's address structure, as `start` demands. */
const socketPathBytesMax = 103;

/** Whether the home folder and what else than keys is secret in it are this user's alone. */
export const homeCheck: Check = {
  name: 'home',
  group: 'Home folder',
  async look({ world }): Promise<Observation[]> {
    const { paths } = world;
    if (Buffer.byteLength(paths.socket) > socketPathBytesMax) {
      return [
        broken(
          `The path ${paths.socket} has ${Buffer.byteLength(paths.socket)} bytes; a socket may have ${socketPathBytesMax}.`,
          'Choose a shorter home folder with COMMONHOLD_HOME.',
        ),
      ];
    }
    const facts = await stat(paths.home).catch((thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return undefined;
      throw thrown;
    });
    if (facts === undefined) {
      return [
        good(`There is no home folder at ${paths.home} yet.`, 'Run "commonhold start", which makes it.'),
      ];
    }
    if (!facts.isDirectory()) {
      return [broken(`${paths.home} is not a folder.`, 'Choose another place with COMMONHOLD_HOME.')];
    }
    if (world.platform === 'win32') {
      return [
        unknown(
          `Who may read ${paths.home} cannot be told on Windows by the means of this version.`,
          'Make sure that only your own account may open the folder.',
        ),
      ];
    }
    if (facts.uid !== world.userId) return [othersFolder(world, facts.uid)];
    return [await folder(world, facts.mode), ...(await socket(world)), ...(await ownerKey(world))];
  },
};

/** What else is in it is its owner's business, and most of it could not be looked at. */
function othersFolder(world: World, owner: number): Observation {
  return broken(
    `The home folder ${world.paths.home} belongs to the user with the number ${owner}, and this command runs as ${world.userId}.`,
    'Run as the user that it belongs to, or choose another folder with COMMONHOLD_HOME.',
  );
}

async function folder(world: World, mode: number): Promise<Observation> {
  const { home } = world.paths;
  if (isOpen(mode)) {
    const who = (mode & 0o007) === 0 ? 'the members of its group' : 'every user of this machine';
    return broken(
      `The home folder ${home} has the mode ${modeText(mode)}, which lets in ${who}; it should be 0700.`,
      `Run "chmod 700 ${home}"; others who use this machine may have read the database meanwhile, in which bodies are encrypted.`,
    );
  }
  const isWritable = await access(home, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    return broken(
      `The home folder ${home} cannot be written (mode ${modeText(mode)}).`,
      `Run "chmod 700 ${home}", and check that the disk is not mounted read-only.`,
    );
  }
  return good(`The home folder ${home} is yours alone (mode ${modeText(mode)}).`);
}

async function socket(world: World): Promise<Observation[]> {
  const facts = await stat(world.paths.socket).catch(() => undefined);
  if (facts === undefined || !isOpen(facts.mode)) return [];
  return [
    broken(
      `The socket ${world.paths.socket} has the mode ${modeText(facts.mode)}; whoever can open it owns the node.`,
      `Run "chmod 600 ${world.paths.socket}", or start the node again.`,
    ),
  ];
}

async function ownerKey(world: World): Promise<Observation[]> {
  const { ownerKey } = world.paths;
  const facts = await stat(ownerKey).catch(() => undefined);
  if (facts === undefined) return [];
  const seen = `${ownerKey} is still there: it holds the owner's key in clear, because no terminal could show it at the first start.`;
  const advice = `Take the key over to where you keep passwords, then run "rm ${ownerKey}".`;
  return [
    isOpen(facts.mode)
      ? broken(`${seen} Its mode is ${modeText(facts.mode)}, so others may have read it.`, advice)
      : attention(seen, advice),
  ];
}
