import {
  cosignatureType,
  ed25519CosignatureVerifier,
  mlDsa44CosignatureType,
  mlDsa44CosignatureVerifier,
} from './cosignature.ts';
import type { CosignatureVerifier } from './cosignature.ts';
import type { Hash } from './hash.ts';
import { ed25519Type, ed25519Verifier, readVerifierKey } from './key.ts';
import type { SignatureCheck } from './key.ts';
import type { Verifier } from './note.ts';

/** The signature checks of the platform. Keys whose check is missing are keys that cannot be checked here. */
export interface SignatureChecks {
  readonly ed25519: SignatureCheck;
  readonly mlDsa44?: SignatureCheck;
}

/**
 * The verifier for any verifier key, by its type; undefined when signatures of that type cannot be checked here, so
 * that they are skipped as those of unknown keys. Throws when the text is no verifier key or its id is wrong.
 */
export function verifierFor(hash: Hash, verifierKey: string, checks: SignatureChecks): Verifier | undefined {
  return readVerifierKey(verifierKey).type === ed25519Type
    ? ed25519Verifier(hash, verifierKey, checks.ed25519)
    : cosignatureVerifierFor(hash, verifierKey, checks);
}

/** The same for keys of cosigners: undefined for a key of another kind, also when it could check notes. */
export function cosignatureVerifierFor(
  hash: Hash,
  verifierKey: string,
  checks: SignatureChecks,
): CosignatureVerifier | undefined {
  switch (readVerifierKey(verifierKey).type) {
    case cosignatureType:
      return ed25519CosignatureVerifier(hash, verifierKey, checks.ed25519);
    case mlDsa44CosignatureType:
      return checks.mlDsa44 && mlDsa44CosignatureVerifier(hash, verifierKey, checks.mlDsa44);
    default:
      return undefined;
  }
}
