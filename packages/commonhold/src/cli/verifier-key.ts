import { parseVerifierKey } from '@commonhold/tlog';
import { CommonholdError, describe } from '#base';
import { sha256 } from '#store';

/** A verifier key as somebody typed it. Throws `verifier_key_invalid`. */
export function checkedKey(key: string): string {
  try {
    parseVerifierKey(sha256, key);
    return key;
  } catch (thrown) {
    const detail = describe(thrown).replace(/\.$/, '');
    throw new CommonholdError('verifier_key_invalid', { detail }, { cause: thrown });
  }
}
