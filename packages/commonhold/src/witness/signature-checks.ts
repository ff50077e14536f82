import { createPublicKey, verify } from 'node:crypto';
import type { SignatureChecks } from '@commonhold/tlog';
import { verifySignature } from '#ledger';

/**
 * DER in front of a raw ML-DSA-44 public key, which `node:crypto` reads in no other form: its algorithm,
 * 2.16.840.1.101.3.4.3.17, and a bit string.
 */
const mlDsa44SpkiHeader = Buffer.from('30820532300b06096086480165030403110382052100', 'hex');

/** Both kinds of signatures that witnesses make. */
export const signatureChecks: Required<SignatureChecks> = {
  ed25519: verifySignature,
  mlDsa44: (publicKey, message, signature) => {
    const spki = Buffer.concat([mlDsa44SpkiHeader, publicKey]);
    return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
  },
};
