import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  consistencyProof,
  ed25519Signer,
  ed25519Type,
  formatAddCheckpoint,
  formatCheckpoint,
  formatVerifierKey,
  type Hash,
  leafHash,
  type Signer,
  signNote,
  treeRoot,
} from '@commonhold/tlog';

/** A log of a few leaves that no node keeps, for asking a witness. */
export interface OtherLog {
  readonly origin: string;
  readonly verifierKey: string;
  readonly signer: Signer;
  root(size: number): Uint8Array;
  /** An `add-checkpoint` request; `changes` make it one that should be refused. */
  request(from: number, to: number, changes?: RequestChanges): string;
}

interface RequestChanges {
  readonly origin?: string;
  readonly signers?: readonly Signer[];
  readonly proof?: readonly Uint8Array[];
}

export const sha256: Hash = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');
const leaves = Array.from({ length: 16 }, (_, index) => leafHash(sha256, Buffer.from(`entry ${index}`)));

export function otherLog(origin: string): OtherLog {
  const seed = sha256(Buffer.from(origin));
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Header, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const signer = ed25519Signer(sha256, origin, publicKey, (message) => sign(null, message, key));
  const root = (size: number): Uint8Array => new Uint8Array(treeRoot(sha256, leaves.slice(0, size)));
  return {
    origin,
    verifierKey: formatVerifierKey(sha256, origin, ed25519Type, publicKey),
    signer,
    root,
    request: (from, to, changes = {}) => {
      const head = { origin: changes.origin ?? origin, size: to, root: root(to) };
      return formatAddCheckpoint({
        oldSize: from,
        proof: changes.proof ?? (from === 0 || from >= to ? [] : consistencyProof(sha256, leaves, from, to)),
        checkpoint: signNote(formatCheckpoint(head), changes.signers ?? [signer]),
      });
    },
  };
}
