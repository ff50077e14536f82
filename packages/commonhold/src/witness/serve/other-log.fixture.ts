import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  consistencyProof,
  ed25519Signer,
  ed25519Type,
  formatAddCheckpoint,
  formatCheckpoint,
  formatVerifierKey,
  leafHash,
  type Signer,
  signNote,
  treeRoot,
} from '@commonhold/tlog';
import { sha256 } from '#store';

/** The log of somebody else, who may also sign what he should not. */
export interface OtherLog {
  readonly origin: string;
  readonly verifierKey: string;
  readonly signer: Signer;
  root(size: number): Uint8Array;
  note(size: number, changes?: NoteChanges): string;
  /** An `add-checkpoint` request; `changes` make it one that should be refused. */
  request(from: number, to: number, changes?: RequestChanges): string;
  /** The same log with other leaves from this size on: a second history. */
  forked(at: number): OtherLog;
}

interface NoteChanges {
  readonly origin?: string;
  readonly root?: Uint8Array;
  readonly signers?: readonly Signer[];
  readonly extension?: string;
}

interface RequestChanges extends NoteChanges {
  readonly proof?: readonly Uint8Array[];
}

const leavesMax = 64;
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');

export function otherLog(origin = 'log.example/other', seed = 7): OtherLog {
  const der = Buffer.concat([pkcs8Header, new Uint8Array(32).fill(seed)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const signer = ed25519Signer(sha256, origin, publicKey, (message) => sign(null, message, key));
  const verifierKey = formatVerifierKey(sha256, origin, ed25519Type, publicKey);
  return logOf(signer, verifierKey, leavesMax);
}

function logOf(signer: Signer, verifierKey: string, forkedAt: number): OtherLog {
  const origin = signer.name;
  const leaves = Array.from({ length: leavesMax }, (_, index) =>
    leafHash(sha256, Buffer.from(index < forkedAt ? `entry ${index}` : `other entry ${index}`)),
  );
  const root = (size: number): Uint8Array => new Uint8Array(treeRoot(sha256, leaves.slice(0, size)));
  const note = (size: number, changes: NoteChanges = {}): string => {
    const head = { origin: changes.origin ?? origin, size, root: changes.root ?? root(size) };
    return signNote(`${formatCheckpoint(head)}${changes.extension ?? ''}`, changes.signers ?? [signer]);
  };
  return {
    origin,
    verifierKey,
    signer,
    root,
    note,
    request: (from, to, changes = {}) =>
      formatAddCheckpoint({
        oldSize: from,
        proof: changes.proof ?? (from === 0 || from >= to ? [] : consistencyProof(sha256, leaves, from, to)),
        checkpoint: note(to, changes),
      }),
    forked: (at) => logOf(signer, verifierKey, at),
  };
}
