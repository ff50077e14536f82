import {
  formatReceipt,
  type ReceiptCall,
  receiptLeavesMax,
  type ReceiptTextOpening,
  verifyReceipt,
} from '@commonhold/record';
import { CommonholdError } from '#base';
import { sha256, type Store } from '#store';
import type { StoredCheckpoint } from '../log/checkpoints.ts';
import { verifySignature } from '../keys/node-keys.ts';
import type { SubtreeRoots } from '../log/subtree-roots.ts';

/** Log indexes of the leaves that tell of a call, in log order. Throws `call_unknown`, `call_open`. */
export async function leavesOfCall(store: Store, call: string): Promise<readonly number[]> {
  const rows = await store.read<{ leaf: number | null }>(
    `SELECT intent AS leaf FROM attempt WHERE call = ?1 UNION ALL SELECT outcome FROM attempt WHERE call = ?1
     UNION ALL SELECT leaf FROM refusal WHERE call = ?1 ORDER BY 1`,
    [call],
  );
  if (rows.length === 0) throw new CommonholdError('call_unknown', { call: JSON.stringify(call) });
  const leaves = rows.flatMap(({ leaf }) => (leaf === null ? [] : [leaf]));
  if (leaves.length < rows.length) throw new CommonholdError('call_open', { call });
  return leaves;
}

/** A receipt, and the same with openings. */
export interface MadeReceipt {
  readonly bytes: Uint8Array;
  readonly call: ReceiptCall;
  opening(openings: readonly ReceiptTextOpening[]): Uint8Array;
}

/**
 * The receipt of a call whose leaves the checkpoint covers. It is checked as its reader will check it before anybody
 * gets it, so a disk that has lost or changed a leaf gives an error here and no worthless receipt.
 */
export async function makeReceipt(
  store: Store,
  roots: SubtreeRoots,
  checkpoint: Pick<StoredCheckpoint, 'size' | 'note'>,
  verifierKey: string,
  call: string,
  indexes: readonly number[],
): Promise<MadeReceipt> {
  const impossible = (detail: string): CommonholdError =>
    new CommonholdError('receipt_impossible', { call, detail });
  if (indexes.length > receiptLeavesMax) {
    throw impossible(`it has ${indexes.length} leaves, and a receipt at most ${receiptLeavesMax}`);
  }
  const proofs = await roots.proofs(indexes, checkpoint.size);
  if (proofs === undefined) throw impossible('leaves are missing on the disk');
  const rows = await store.read<{ bytes: Uint8Array }>(
    `SELECT bytes FROM leaf WHERE idx IN (${indexes.map(() => '?').join(', ')}) ORDER BY idx`,
    indexes,
  );
  const text = {
    call,
    verifierKey,
    leaves: rows.map(({ bytes }, at) => ({
      bytes,
      proof: { index: indexes[at] ?? 0, hashes: proofs[at] ?? [], checkpoint: checkpoint.note },
    })),
  };
  const bytes = formatReceipt({ ...text, openings: [] });
  const report = verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys: [verifierKey] });
  if (report.verdict === 'not-proven') throw impossible(report.reason);
  return { bytes, call: report.call, opening: (openings) => formatReceipt({ ...text, openings }) };
}
