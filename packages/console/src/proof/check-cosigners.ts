import { encodeUtf8, judgeCheckpoint, NoteError, parsePolicy } from '@commonhold/tlog';
import type { HeadSigner } from './read-head.ts';
import { withWebCrypto } from './web-crypto.ts';

export interface CheckedSigners {
  readonly signers: readonly HeadSigner[];
  /** What is wrong with a signature of somebody whose key is known. */
  readonly problem: string | undefined;
}

/**
 * Checks the cosignatures on a head by the keys that a policy file names, as far as this browser knows their kind
 * (Ed25519). Whose keys those are is the word of whoever gave the file.
 */
export async function checkCosigners(
  note: string,
  signers: readonly HeadSigner[],
  policyFile: string,
): Promise<CheckedSigners> {
  try {
    const { cosigned } = await withWebCrypto(({ hash, verifySignature }) =>
      judgeCheckpoint({
        hash,
        policy: parsePolicy(hash, encodeUtf8(policyFile)),
        note,
        checks: { ed25519: verifySignature },
      }),
    );
    const checked = signers.map((signer): HeadSigner => {
      if (signer.type !== 'cosigner') return signer;
      const found = cosigned.find(({ name, keyId }) => name === signer.name && keyId === signer.keyId);
      return found === undefined ? signer : { ...signer, witness: found.witness };
    });
    return { signers: checked, problem: undefined };
  } catch (thrown) {
    if (thrown instanceof NoteError) return { signers, problem: thrown.message };
    throw thrown;
  }
}
