import { type BodyReport, checkBody, type ReceiptReport, verifyReceipt } from '@commonhold/record';
import { checkCosigners } from './check-cosigners.ts';
import { type HeadSigner, readHead } from './read-head.ts';
import { type Missing, sha256, whatIsMissing, withWebCrypto } from './web-crypto.ts';

export type CheckedReceipt =
  /** This browser can check nothing. */
  | { readonly type: 'missing'; readonly missing: Missing }
  | {
      readonly type: 'checked';
      readonly report: ReceiptReport;
      readonly bytes: number;
      /** Of the file, in hexadecimal, as other programs print it. */
      readonly sha256: string;
      /** Who is named on the head that the receipt is proved against. */
      readonly signers: readonly HeadSigner[];
      /** What is wrong with a cosignature on that head. */
      readonly problem: string | undefined;
    };

/**
 * Checks a receipt in this browser; the cosignatures on its head too, where a policy file names the keys of witnesses.
 * Throws when a trusted key is none.
 */
export async function checkReceipt(
  bytes: Uint8Array,
  trustedKeys: readonly string[],
  policyFile?: string,
): Promise<CheckedReceipt> {
  const missing = await whatIsMissing();
  if (missing !== undefined) return { type: 'missing', missing };
  const report = await withWebCrypto((tools) => verifyReceipt(bytes, { ...tools, trustedKeys }));
  const read = report.verdict === 'proven' ? readHead(report.checkpoint).signers : [];
  const { signers, problem } =
    report.verdict === 'proven' && policyFile !== undefined
      ? await checkCosigners(report.checkpoint, read, policyFile)
      : { signers: read, problem: undefined };
  return {
    type: 'checked',
    report,
    bytes: bytes.length,
    sha256: (await sha256(bytes)).toHex(),
    signers,
    problem,
  };
}

/** Whether these bytes are what a proven receipt opens. */
export function checkOpenedBody(
  report: Extract<ReceiptReport, { verdict: 'proven' }>,
  bytes: Uint8Array,
  part: 'request' | 'answer',
): Promise<BodyReport> {
  return withWebCrypto(({ hash }) => checkBody(report, bytes, hash, part));
}
