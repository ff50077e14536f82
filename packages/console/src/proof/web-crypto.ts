import type { ReceiptTrust } from '@commonhold/record';

/** What checks in `tlog` and `record` are given, as they want it: their answers at once. */
type Tools = Pick<ReceiptTrust, 'hash' | 'verifySignature'>;

/**
 * Runs a check with the browser's own cryptography. The check wants its answers at once, and a browser gives them later;
 * so the check is run, broken off where an answer is missing, and run again when that is there. It ends because a check
 * asks the same questions in the same order each time. A receipt asks some fifty, so that takes milliseconds.
 */
export async function withWebCrypto<Result>(check: (tools: Tools) => Result): Promise<Result> {
  const digests = new Map<string, Uint8Array>();
  const signatures = new Map<string, boolean>();
  for (;;) {
    const missing: (() => Promise<unknown>)[] = [];
    const later = (answer: () => Promise<unknown>): never => {
      missing.push(answer);
      throw new Error('The answer comes later.');
    };
    const tools: Tools = {
      hash(bytes) {
        const input = new Uint8Array(bytes);
        const name = input.toBase64();
        return digests.get(name) ?? later(async () => digests.set(name, await sha256(input)));
      },
      verifySignature(publicKey, message, signature) {
        const name = [publicKey, message, signature].map((bytes) => new Uint8Array(bytes).toBase64()).join();
        return (
          signatures.get(name) ??
          later(async () => signatures.set(name, await verifyEd25519(publicKey, message, signature)))
        );
      },
    };
    const outcome = attempt(() => check(tools));
    // Whatever the check made of being broken off is worth nothing.
    if (missing.length === 0) return outcome();
    await missing[0]?.();
  }
}

function attempt<Result>(run: () => Result): () => Result {
  try {
    const result = run();
    return () => result;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}

async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
  } catch (thrown) {
    // Thirty-two bytes that are no point of the curve: nobody can have signed with that.
    if (thrown instanceof DOMException && thrown.name === 'DataError') return false;
    throw thrown;
  }
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
}

/** The base point of the curve: a public key that every implementation takes. */
const somePublicKey = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 0x58 : 0x66));

/**
 * Why this browser can check nothing: it is too old to read the encoding, it hides its cryptography from pages that came
 * over a connection that anybody can change, or it does not know signatures of this kind.
 */
export type Missing = 'encoding' | 'cryptography' | 'signatures';

/** Undefined when this browser can check receipts and heads. */
export async function whatIsMissing(): Promise<Missing | undefined> {
  if (!('toBase64' in Uint8Array.prototype) || !('fromBase64' in Uint8Array)) {
    return 'encoding';
  }
  if (!('subtle' in crypto)) return 'cryptography';
  try {
    await crypto.subtle.importKey('raw', somePublicKey, 'Ed25519', false, ['verify']);
    return undefined;
  } catch {
    return 'signatures';
  }
}
