import { checkpointPath, decodeUtf8, openNote, parseCheckpoint } from '@commonhold/tlog';
import { CommonholdError } from '#base';
import type { Store } from '#store';
import type { SigningKey } from '../node-keys.ts';
import { LogFolder, logFolderOf } from './log-folder.ts';
import { sameHead } from './signed-heads.ts';

/**
 * A head is in the database before it is in the folder. One in the folder that this node signed and the database does
 * not have shows that the database is an older copy, put back: to go on would sign a second history under the same
 * name. A head that somebody else signed says nothing about this log; the folder is then written anew.
 */
export async function checkPublishedHead(store: Store, key: SigningKey, home: string): Promise<void> {
  const bytes = await new LogFolder(logFolderOf(home)).read(checkpointPath);
  if (bytes === undefined) return;
  let note: string;
  let size: number;
  try {
    note = decodeUtf8(bytes);
    ({ size } = parseCheckpoint(openNote(note, [key.verifier]).text));
  } catch {
    return;
  }
  if ((await sameHead(store, note)) !== undefined) return;
  throw new CommonholdError('home_damaged', {
    home,
    detail:
      `log/${checkpointPath} has a head over ${size} leaves that this node signed and the database does not know, ` +
      'so the database is an older copy; docs/guide/publish-the-log.md says what to do',
  });
}
