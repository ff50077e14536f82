import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommonholdError, hasCode } from '#base';

const ownerMayWrite = 0o200;

/** Looked at before a key is made: who keeps such files elsewhere, or has closed one, has a reason for it. */
export async function requireWritable(path: string): Promise<void> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new CommonholdError(
      'request_invalid',
      { detail: `${path} cannot be written: ${why}. With --print you see what to write yourself` },
      { cause },
    );
  };
  const found = await lstat(path).catch(absent);
  if (found === undefined) {
    await access(await nearestFolder(path), constants.W_OK).catch((thrown: unknown) =>
      refuse('its folder takes no files of yours', thrown),
    );
    return;
  }
  const target = await realpath(path).catch(absent);
  if (target === undefined) return refuse('it is a link to a file that is not there');
  const { mode } = await stat(target);
  // Its folder would let it be replaced all the same, and some people could write it: neither is what it says of itself.
  if ((mode & ownerMayWrite) === 0) refuse('it is read-only');
  await access(dirname(target), constants.W_OK).catch((thrown: unknown) =>
    refuse(`the folder ${dirname(target)} takes no files of yours`, thrown),
  );
}

async function nearestFolder(path: string): Promise<string> {
  const folder = dirname(path);
  return (await stat(folder).catch(absent)) === undefined && folder !== path ? nearestFolder(folder) : folder;
}

function absent(thrown: unknown): undefined {
  if (hasCode(thrown, 'ENOENT') || hasCode(thrown, 'ENOTDIR')) return undefined;
  throw thrown;
}
