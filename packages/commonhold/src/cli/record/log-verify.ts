import { stat } from 'node:fs/promises';
import type { Policy, TileReader } from '@commonhold/tlog';
import { CommonholdError, createOutbound, describe } from '#base';
import { LogFolder, verifyPublished } from '#ledger';
import type { Action } from '../command.ts';
import { outboundReader } from '../node/outbound-reader.ts';
import { judgeByPolicy, logKeysOf, readPolicyFile } from './witness-policy-file.ts';
import { checkedKey } from './verifier-key.ts';
import { version } from '../version.ts';
import { proveLog } from './verify.ts';

export interface VerifyLogOptions {
  readonly place: string;
  /** Undefined where the policy names the log. */
  readonly key: string | undefined;
  /** A policy file: who must have cosigned the head. */
  readonly policy: string | undefined;
  readonly json: boolean;
}

/** `commonhold log verify`: needs the files and the key of whoever signed them, and no node. */
export const verifyLogCommand: Action<VerifyLogOptions> = async (terminal, options) => {
  const policy = options.policy === undefined ? undefined : await readPolicyFile(options.policy);
  const verifierKey = keyOf(options.key, policy);
  const outbound = createOutbound({ version, onContact: () => undefined, proxy: 'environment' });
  try {
    return await proveLog(
      terminal,
      options.json,
      async (signal, onProgress) => {
        const reader: TileReader = /^https?:\/\//.test(options.place)
          ? outboundReader(outbound, options.place, signal)
          : await folderReader(options.place);
        return verifyPublished({ reader, verifierKey, signal, onProgress });
      },
      policy && ((note) => judgeByPolicy(policy, note, [verifierKey])),
    );
  } finally {
    await outbound.close();
  }
};

/** The key that was given, or the one of the only log that the policy names. */
function keyOf(key: string | undefined, policy: Policy | undefined): string {
  if (key !== undefined) return checkedKey(key);
  const [named, ...more] = policy === undefined ? [] : logKeysOf(policy);
  if (named !== undefined && more.length === 0) return checkedKey(named);
  const detail =
    policy === undefined
      ? 'without --key nobody has said whose log it is; --policy may say so too'
      : `the policy names ${more.length === 0 ? 'no' : more.length + 1} logs that sign with Ed25519; --key says which one it is`;
  throw new CommonholdError('request_invalid', { detail });
}

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
