import { cosignatureType, mlDsa44CosignatureType, mlDsa44PublicKeyBytes } from './cosignature.ts';
import type { Hash } from './hash.ts';
import { ed25519PublicKeyBytes, ed25519Type, parseVerifierKey, readVerifierKey } from './key.ts';
import type { VerifierKey } from './key.ts';
import { PolicyError } from './policy-error.ts';

export interface PolicyKey {
  readonly verifierKey: string;
  readonly key: VerifierKey;
}

/** Public keys of the types whose key ids and lengths are known here. */
const publicKeyBytes: ReadonlyMap<number, number> = new Map([
  [ed25519Type, ed25519PublicKeyBytes],
  [cosignatureType, ed25519PublicKeyBytes],
  [mlDsa44CosignatureType, mlDsa44PublicKeyBytes],
]);

/** A witness makes cosignatures, so its key is of one of their types. */
export function readWitnessKey(hash: Hash, verifierKey: string, line: number): PolicyKey {
  const read = readLogKey(hash, verifierKey, line);
  const { type } = read.key;
  if (type !== cosignatureType && type !== mlDsa44CosignatureType) {
    throw new PolicyError(line, `a key of type ${type} makes no cosignatures`);
  }
  return read;
}

/** A log may sign with any type of note signature; those that are not known here are kept and never verified. */
export function readLogKey(hash: Hash, verifierKey: string, line: number): PolicyKey {
  try {
    const unchecked = readVerifierKey(verifierKey);
    const length = publicKeyBytes.get(unchecked.type);
    if (length === undefined) return { verifierKey, key: unchecked };
    const key = parseVerifierKey(hash, verifierKey);
    if (key.publicKey.length === length) return { verifierKey, key };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PolicyError(line, `its verifier key is none (${error.message})`);
  }
  throw new PolicyError(line, 'its public key has the wrong length');
}
