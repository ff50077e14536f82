import {
  checkCommitment,
  type OpenableCommitment,
  openableCommitments,
  type OpenedField,
  type ReceiptCall,
  type ReceiptPart,
  type ReceiptTextOpening,
} from '@commonhold/record';
import { CommonholdError } from '#base';
import { sha256, type Store } from '#store';
import { AttemptSecret } from '../bodies/attempt-secret.ts';
import type { Domains } from '../bodies/domains.ts';
import { readBodies } from '../bodies/read-bodies.ts';

/**
 * The salts that open parts of a call for whoever gets its receipt. They are held against what is stored of the call
 * first, so nobody gets one that opens nothing. Throws `call_unknown`, `body_erased`,
 * `receipt_part_missing`.
 */
export async function readOpenings(
  store: Store,
  domains: Domains,
  home: string,
  call: ReceiptCall,
  parts: readonly ReceiptPart[],
): Promise<readonly ReceiptTextOpening[]> {
  const wanted = openableCommitments(call).filter(({ part }) => parts.includes(part));
  for (const part of parts) {
    if (!wanted.some((one) => one.part === part)) {
      // A receipt without it would look as if it had been opened.
      throw new CommonholdError('receipt_part_missing', { call: call.id, part });
    }
  }
  const bodies = await readBodies(store, domains, home, call.id);
  const secrets = await readSecrets(store, domains, call.id);
  return wanted.map((one) => {
    const salt = secrets.get(one.attempt)?.salt(one.field);
    if (salt === undefined) throw damaged(home, call.id, one);
    const stored = bodies.find(({ attempt, field }) => attempt === one.attempt && field === one.field);
    // What is not stored, as the answer that was delivered, only somebody who has it can check.
    if (stored !== undefined && !checkCommitment(sha256, one.commitment, salt, stored.bytes)) {
      throw damaged(home, call.id, one);
    }
    return { index: one.index, field: one.field, salt };
  });
}

/** What can be read with these salts, in the words of an `access` leaf: what was delivered is the answer too. */
export function fieldsOpened(
  openings: readonly ReceiptTextOpening[],
): readonly Exclude<OpenedField, 'replied'>[] {
  const fields = openings.map(({ field }) => (field === 'replied' ? 'received' : field));
  return [...new Set(fields)].sort();
}

async function readSecrets(
  store: Store,
  domains: Domains,
  call: string,
): Promise<ReadonlyMap<number, AttemptSecret>> {
  const rows = await store.read<{ number: number; domain: string; secret: Uint8Array }>(
    `SELECT number, domain, secret FROM attempt WHERE call = ?1
     UNION ALL SELECT 0, domain, secret FROM refusal WHERE call = ?1`,
    [call],
  );
  const secrets = new Map<number, AttemptSecret>();
  for (const { number, domain: id, secret: wrapped } of rows) {
    const domain = await domains.byId(id);
    const secret = domain && AttemptSecret.unwrap(domain, { call, attempt: number }, wrapped);
    if (secret !== undefined) secrets.set(number, secret);
  }
  return secrets;
}

function damaged(home: string, call: string, { attempt, field }: OpenableCommitment): CommonholdError {
  const detail = `the ${field} of call ${call}, attempt ${attempt}, is not what its entry commits to`;
  return new CommonholdError('home_damaged', { home, detail });
}
