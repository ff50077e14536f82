import { stat } from 'node:fs/promises';
import type { TileReader } from '@commonhold/tlog';
import { CommonholdError, createOutbound, describe } from '#base';
import { LogFolder, verifyPublished } from '#ledger';
import { type Action, exitCodes } from '../command.ts';
import { outboundReader } from '../outbound-reader.ts';
import { printJson } from '../terminal.ts';
import { checkedKey } from '../verifier-key.ts';
import { version } from '../version.ts';
import { showReport } from './verify.ts';

export interface VerifyLogOptions {
  readonly place: string;
  readonly key: string;
  readonly json: boolean;
}

/** `commonhold log verify`: needs the files and the key of whoever signed them, and no node. */
export const verifyLogCommand: Action<VerifyLogOptions> = async (terminal, options) => {
  const verifierKey = checkedKey(options.key);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const outbound = createOutbound({ version, onContact: () => undefined, proxy: 'environment' });
  try {
    const reader: TileReader = /^https?:\/\//.test(options.place)
      ? outboundReader(outbound, options.place, stop.signal)
      : await folderReader(options.place);
    const report = await verifyPublished({
      reader,
      verifierKey,
      signal: stop.signal,
      onProgress: (done, total) => {
        if (terminal.errors.isTTY) terminal.errors.write(`\r${done} of ${total} entries`);
      },
    });
    if (terminal.errors.isTTY) terminal.errors.write('\r\u001b[K');
    if (options.json) printJson(terminal, report);
    else showReport(terminal, report);
    return report.verdict === 'proved' ? exitCodes.done : exitCodes.no;
  } finally {
    process.off('SIGINT', interrupt);
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
