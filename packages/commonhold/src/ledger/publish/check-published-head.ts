import { rename } from 'node:fs/promises';
import { checkpointPath, decodeUtf8, openNote, parseCheckpoint } from '@commonhold/tlog';
import { CommonholdError, describe, syncFolder } from '#base';
import type { Store } from '#store';
import type { EndedName } from '../log/log-names.ts';
import { signingKeyOf } from '../keys/node-keys.ts';
import { LogFolder, logFolderOf } from './log-folder.ts';
import { sameHead } from './signed-heads.ts';

export interface PublishedHeadCheck {
  readonly home: string;
  readonly store: Store;
  /** Of the key that signs heads, whatever the log is called. */
  readonly seed: Uint8Array;
  readonly origin: string;
  readonly ended: readonly EndedName[];
  /** The name that ended last, while nothing is written yet under the one after it. */
  readonly continues: EndedName | undefined;
}

/**
 * A head is in the database before it is in the folder. One in the folder that this node signed and the database does
 * not have shows that the database is an older copy, put back: to go on would sign a second history under the same
 * name. Under a new name there is nothing to contradict, and the folder is evidence of what the copy lacks, so it is kept
 * under another name. A head that somebody else signed says nothing about this log; the folder is then written anew.
 */
export async function checkPublishedHead(check: PublishedHeadCheck): Promise<void> {
  const { home, store, seed, origin, ended, continues } = check;
  const folder = logFolderOf(home);
  const bytes = await new LogFolder(folder).read(checkpointPath);
  if (bytes === undefined) return;
  let note: string;
  let signed: { readonly origin: string; readonly size: number };
  try {
    note = decodeUtf8(bytes);
    const claimed = note.slice(0, note.indexOf('\n'));
    signed = parseCheckpoint(openNote(note, [signingKeyOf(seed, claimed).verifier]).text);
  } catch {
    return;
  }
  if ((await sameHead(store, note)) !== undefined) return;
  if (continues !== undefined && signed.origin !== origin) return keep(home, folder, signed.origin);
  // What was published of a name that ended is no threat to the present one, however much it was.
  if (ended.some((name) => name.origin === signed.origin)) return;
  throw new CommonholdError('home_damaged', {
    home,
    detail:
      `log/${checkpointPath} has a head over ${signed.size} leaves that this node signed and the database does not ` +
      'know, so the database is an older copy; put the newer one back, or read about "commonhold log continue" in ' +
      'docs/guide/witnesses.md',
  });
}

/** A crash after this leaves nothing to keep. The name of a log ends with 12 characters that no other log has. */
async function keep(home: string, folder: string, origin: string): Promise<void> {
  const kept = `${folder}.${origin.slice(origin.lastIndexOf('/') + 1).replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;
  try {
    await rename(folder, kept);
  } catch (thrown) {
    const detail = `${folder} cannot be kept as ${kept}: ${describe(thrown)}; move it away by hand`;
    throw new CommonholdError('home_damaged', { home, detail }, { cause: thrown });
  }
  await syncFolder(home);
}
