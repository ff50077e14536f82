import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CommonholdError, describe, hasCode, isThere, parseStrictJson } from '#base';
import { writeSecretFile } from './secret-file.ts';
import { sealAgeFile, whyNotRecipient } from './age-file.ts';
import { type KeyDocument, type KeySet, keySetId, writeKeyDocument } from './key-set.ts';

/** What an owner has settled about recovery; beside the keys, because it is about them and goes where they go. */
const recoveryStateFile = 'recovery.json';
/** The keys, for the recovery recipients; either of them can open it. */
const recoveryFile = 'recovery.age';

const stateSchema = z.discriminatedUnion('recovery', [
  z.strictObject({
    format: z.literal('commonhold-recovery/v1'),
    recovery: z.literal('recipients'),
    since: z.iso.datetime(),
    /** Public: they can only be encrypted to. */
    recipients: z.tuple([z.string(), z.string()]),
    /** `keySetId` of what the file holds. */
    keys: z.string(),
  }),
  z.strictObject({
    format: z.literal('commonhold-recovery/v1'),
    recovery: z.literal('none'),
    since: z.iso.datetime(),
  }),
]);

export type RecoveryState =
  | Readonly<z.output<typeof stateSchema>>
  /** Nobody has said anything yet. */
  | { readonly recovery: 'missing' };

/** Throws `keys_damaged`. */
export async function readRecoveryState(folder: string): Promise<RecoveryState> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, recoveryStateFile));
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return { recovery: 'missing' };
    throw thrown;
  }
  try {
    const state = stateSchema.parse(parseStrictJson(bytes).value);
    if (state.recovery === 'recipients' && !(await isThere(join(folder, recoveryFile)))) {
      throw new Error(`it names recipients and ${recoveryFile} is missing`);
    }
    return state;
  } catch (cause) {
    const detail = `${recoveryStateFile}: ${describe(cause)}; "commonhold key recovery set" writes it anew`;
    throw new CommonholdError('keys_damaged', { folder, detail }, { cause });
  }
}

/** Whether the recovery file holds exactly these keys; true for an owner who wants none. */
export function isCurrent(state: RecoveryState, keys: KeySet): boolean {
  return state.recovery !== 'recipients' || state.keys === keySetId(keys);
}

/** Throws `key_act_refused` unless both can be encrypted to and are two. */
export async function checkRecipients(recipients: readonly [string, string]): Promise<void> {
  for (const recipient of recipients) {
    const why = await whyNotRecipient(recipient);
    // An identity that was given by mistake must not come back in a message that may be kept in a log.
    const shown = recipient.startsWith('age1')
      ? `${recipient.slice(0, 'age1'.length + 8)}…`
      : 'what was given';
    if (why !== undefined) {
      throw new CommonholdError('key_act_refused', { detail: `${shown} cannot be encrypted to: ${why}` });
    }
  }
  if (recipients[0] === recipients[1]) {
    const detail =
      'both recipients are the same; recovery that hangs on one person or place is what this is against';
    throw new CommonholdError('key_act_refused', { detail });
  }
}

/**
 * Writes the keys for both recipients, and then that it was done: a crash between leaves an answer that is older than the
 * file, or none, and the command is given again.
 */
export async function writeRecovery(
  folder: string,
  document: KeyDocument,
  recipients: readonly [string, string],
  since: string,
): Promise<void> {
  const text = await sealAgeFile(writeKeyDocument(document), { by: 'recipients', recipients });
  await writeSecretFile(join(folder, recoveryFile), Buffer.from(text));
  await writeState(folder, {
    format: 'commonhold-recovery/v1',
    recovery: 'recipients',
    since,
    recipients: [...recipients],
    keys: keySetId(document.keys),
  });
}

/** Settles that there shall be no recovery. A file for recipients of before stays: it may be the last one. */
export async function declineRecovery(folder: string, since: string): Promise<void> {
  await writeState(folder, { format: 'commonhold-recovery/v1', recovery: 'none', since });
}

async function writeState(folder: string, state: z.output<typeof stateSchema>): Promise<void> {
  const text = `${JSON.stringify(state, null, 2)}\n`;
  await writeSecretFile(join(folder, recoveryStateFile), Buffer.from(text));
}

/** Throws `recovery_missing` while nobody has settled how the keys could be recovered. */
export async function requireRecovery(folder: string): Promise<void> {
  const { recovery } = await readRecoveryState(folder);
  if (recovery === 'missing') throw new CommonholdError('recovery_missing');
}
