import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CommonholdError, describe, hasCode, parseStrictJson, syncFolder, writeFileDurably } from '#base';
import { ownerBySocket } from '#identity';
import type { Ledger } from '#ledger';

/**
 * Acts with the keys of the node while it does not run. They cannot be written into the log at once: only a start asks
 * whether this log may be signed at all. So they wait in the home folder, and the next start writes them down.
 */
const actsFile = 'key-acts.json';

/** Far more than anybody does between two starts; beyond it the file is something else. */
const actsMax = 1000;

const actSchema = z.strictObject({
  target: z.enum(['passphrase', 'recovery', 'copy', 'restored']),
  action: z.enum(['add', 'replace', 'remove']),
});

export type KeyAct = Readonly<z.output<typeof actSchema>>;

const actsSchema = z.strictObject({
  format: z.literal('commonhold-key-acts/v1'),
  acts: z.array(actSchema).max(actsMax),
});

/** Leaves an act for the next start to write down; whoever calls holds the lock of the home folder. */
export async function leaveKeyAct(home: string, act: KeyAct): Promise<void> {
  const acts = [...(await readActs(home)), act];
  const text = JSON.stringify({ format: 'commonhold-key-acts/v1', acts }, null, 2);
  await writeFileDurably(join(home, actsFile), `${text}\n`);
}

/**
 * Writes down what was left. A crash between an act and the end leaves the file, and the next start writes its acts once
 * more: an act that is told of twice misleads nobody, and one that is told of never would.
 */
export async function recordWaitingKeyActs(home: string, ledger: Pick<Ledger, 'change'>): Promise<void> {
  const acts = await readActs(home);
  if (acts.length === 0) return;
  for (const { target, action } of acts) {
    await ledger.change({ actor: ownerBySocket, subject: 'node-keys', action, target }, []);
  }
  const path = join(home, actsFile);
  await rm(path);
  await syncFolder(dirname(path));
}

async function readActs(home: string): Promise<readonly KeyAct[]> {
  try {
    return actsSchema.parse(parseStrictJson(await readFile(join(home, actsFile))).value).acts;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    const detail = `${actsFile} cannot be read (${describe(thrown)}), and it says what was done with the keys`;
    throw new CommonholdError('home_damaged', { home, detail }, { cause: thrown });
  }
}
