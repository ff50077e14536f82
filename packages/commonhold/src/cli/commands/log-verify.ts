import { stat } from 'node:fs/promises';
import type { TileReader } from '@commonhold/tlog';
import { CommonholdError, createOutbound, describe } from '#base';
import { LogFolder, verifyPublished } from '#ledger';
import type { Action } from '../command.ts';
import { outboundReader } from '../outbound-reader.ts';
import { checkedKey } from '../verifier-key.ts';
import { version } from '../version.ts';
import { proveLog } from './verify.ts';

export interface VerifyLogOptions {
  readonly place: string;
  readonly key: string;
  readonly json: boolean;
}

/** `commonhold log verify`: needs the files and the key of whoever signed them, and no node. */
export const verifyLogCommand: Action<VerifyLogOptions> = async (terminal, options) => {
  const verifierKey = checkedKey(options.key);
  const outbound = createOutbound({ version, onContact: () => undefined, proxy: 'environment' });
  try {
    return await proveLog(terminal, options.json, async (signal, onProgress) => {
      const reader: TileReader = /^https?:\/\//.test(options.place)
        ? outboundReader(outbound, options.place, signal)
        : await folderReader(options.place);
      return verifyPublished({ reader, verifierKey, signal, onProgress });
    });
  } finally {
    await outbound.close();
  }
};

/** A folder that is not there is a mistake of whoever named it, and not a log without files. */
async function folderReader(folder: string): Promise<TileReader> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder');
  } catch (thrown) {
    throw new CommonholdError(
      'file_unreadable',
      { file: folder, detail: describe(thrown) },
      { cause: thrown },
    );
  }
  return new LogFolder(folder);
}
