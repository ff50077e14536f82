import type { Principal } from '#call';
import type { PreparedKey } from '#identity';
import type { Ledger } from '#ledger';
import { change } from './change.ts';

/**
 * Puts a new key in force: first what it may be used for, then the key. A crash in between leaves terms of a key that nobody
 * has, and never a key without its terms.
 */
export async function addKey(
  ledger: Pick<Ledger, 'change'>,
  actor: Principal,
  { id, terms, rows, apply }: PreparedKey,
): Promise<void> {
  if (terms !== undefined) {
    const only = { rows: [terms], apply: () => undefined };
    await change(ledger, actor, { subject: 'key', action: 'replace', target: id, ...only });
  }
  await change(ledger, actor, { subject: 'key', action: 'add', target: id, rows, apply });
}
