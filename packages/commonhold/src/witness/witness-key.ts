import {
  cosignatureType,
  ed25519Type,
  mlDsa44CosignatureType,
  mlDsa44PublicKeyBytes,
  parseVerifierKey,
  type VerifierKey,
} from '@commonhold/tlog';
import { sha256 } from '#store';

const ed25519PublicKeyBytes = 32;

/** Why a text is no key of a witness; undefined when it is one. */
export function whyNotWitnessKey(text: string): string | undefined {
  const key = readKey(text);
  if (typeof key === 'string') return key;
  switch (key.type) {
    case cosignatureType:
      return whyNotLength(key, ed25519PublicKeyBytes);
    case mlDsa44CosignatureType:
      return whyNotLength(key, mlDsa44PublicKeyBytes);
    case ed25519Type:
      return 'is the key of a log; the key of a witness makes cosignatures, and its owner has both';
    default:
      return `is of type ${key.type}, and cosignatures of types 4 and 6 can be checked here`;
  }
}

/** Why a text is no key of a log whose signatures can be checked here; undefined when it is one. */
export function whyNotLogKey(text: string): string | undefined {
  const key = readKey(text);
  if (typeof key === 'string') return key;
  if (key.type === ed25519Type) return whyNotLength(key, ed25519PublicKeyBytes);
  return key.type === cosignatureType || key.type === mlDsa44CosignatureType
    ? 'is the key of a witness; the key of the log is what "commonhold receipt key" prints there'
    : `is of type ${key.type}, and signatures of logs of type 1 can be checked here`;
}

function readKey(text: string): VerifierKey | string {
  try {
    return parseVerifierKey(sha256, text);
  } catch (thrown) {
    if (thrown instanceof Error) return `is no verifier key: ${thrown.message}`;
    throw thrown;
  }
}

function whyNotLength({ publicKey }: VerifierKey, length: number): string | undefined {
  return publicKey.length === length
    ? undefined
    : `has a public key of ${publicKey.length} bytes, and such keys have ${length}`;
}
