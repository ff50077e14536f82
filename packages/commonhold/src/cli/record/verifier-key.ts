import { ed25519Verifier } from '@commonhold/tlog';
import { CommonholdError, describe } from '#base';
import { verifySignature } from '#ledger';
import { sha256 } from '#store';

/** A verifier key of a log as somebody typed it; that of a witness signs other things. Throws `verifier_key_invalid`. */
export function checkedKey(key: string): string {
  try {
    ed25519Verifier(sha256, key, verifySignature);
    return key;
  } catch (thrown) {
    const detail = describe(thrown).replace(/\.$/, '');
    throw new CommonholdError('verifier_key_invalid', { detail }, { cause: thrown });
  }
}
