import {
  cosignatureTime,
  encodeBase64,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
} from '@commonhold/tlog';

/** A signed head as it reads; nothing of it is checked by reading it. */
export interface ReadHead {
  readonly origin: string;
  /** Entries that it covers. */
  readonly size: number;
  /** base64. */
  readonly root: string;
  readonly signers: readonly HeadSigner[];
}

export type HeadSigner =
  | { readonly type: 'log'; readonly name: string }
  /** Milliseconds since 1970, as the cosigner says. */
  | {
      readonly type: 'cosigner';
      readonly name: string;
      readonly keyId: number;
      readonly time: number;
      /** What the node calls it, once its signature was found right by the key that the node names for it. */
      readonly witness?: string;
    }
  | { readonly type: 'other'; readonly name: string };

/** Reads the checkpoint in a note. Throws when it is none. */
export function readHead(note: string): ReadHead {
  const { text, signatures } = parseNote(note);
  const { origin, size, root } = parseCheckpoint(text);
  return {
    origin,
    size,
    root: encodeBase64(root),
    signers: signatures.map((signature) => signerOf(signature, origin)),
  };
}

/** An Ed25519 signature alone has so many bytes; what is longer begins with a time. */
const plainSignatureBytes = 64;

function signerOf({ name, keyId, signature }: NoteSignature, origin: string): HeadSigner {
  if (signature.length === plainSignatureBytes) return { type: name === origin ? 'log' : 'other', name };
  const seconds = cosignatureTime(signature);
  return seconds === undefined || seconds === 0
    ? { type: 'other', name }
    : { type: 'cosigner', name, keyId, time: seconds * 1000 };
}
