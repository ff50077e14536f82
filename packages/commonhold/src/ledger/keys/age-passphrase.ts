import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import type { Identity, Recipient, Stanza } from 'age-encryption';

/**
 * The passphrase stanza of age v1, by the scrypt of `node:crypto`. The library has one too, in JavaScript: it takes twice as
 * long, on the thread that does everything else, and its 256 MiB stay with the process until a collector thinks of them.
 */
const kind = 'scrypt';
const label = 'age-encryption.org/v1/scrypt';
const saltBytes = 16;
const keyBytes = 32;
const fileKeyBytes = 16;
const tagBytes = 16;
/** Beyond this a file asks for more memory than the machines have that we are made for: 1 GiB. */
const workFactorMax = 20;

export async function passphraseRecipient(passphrase: string, workFactor: number): Promise<Recipient> {
  const { Stanza } = await import('age-encryption');
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(saltBytes);
      const key = await derive(passphrase, salt, workFactor);
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagBytes });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza([kind, withoutPadding(salt), String(workFactor)], new Uint8Array(body))];
    },
  };
}

export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args }) => args[0] === kind);
      // A file for recipients: no passphrase opens it.
      if (stanza === undefined) return null;
      if (stanzas.length !== 1)
        throw new Error('a passphrase is not the only way into it, which age forbids');
      const { salt, workFactor } = parametersOf(stanza);
      const key = await derive(passphrase, salt, workFactor);
      return openFileKey(key, stanza.body);
    },
  };
}

function parametersOf({ args, body }: Stanza): { readonly salt: Uint8Array; readonly workFactor: number } {
  const [, saltText = '', factorText = ''] = args;
  const salt = Buffer.from(saltText, 'base64');
  const isWhole = args.length === 3 && salt.byteLength === saltBytes && withoutPadding(salt) === saltText;
  if (!isWhole || body.byteLength !== fileKeyBytes + tagBytes || !/^[1-9]\d?$/.test(factorText)) {
    throw new Error('its passphrase stanza is not one of age');
  }
  const workFactor = Number(factorText);
  if (workFactor > workFactorMax)
    throw new Error(`its work factor is ${workFactor}, more than ${workFactorMax}`);
  return { salt, workFactor };
}

/** The key of one use has no need of a nonce. */
const nonce = new Uint8Array(12);
const blockSize = 8;

function derive(passphrase: string, salt: Uint8Array, workFactor: number): Promise<Uint8Array> {
  const N = 2 ** workFactor;
  // Twice of what scrypt says that it takes, because the library underneath counts a little more.
  const options = { N, r: blockSize, p: 1, maxmem: 2 * 128 * N * blockSize + 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(label), salt]), keyBytes, options, (failure, key) =>
      failure === null ? resolve(key) : reject(failure),
    );
  });
}

function openFileKey(key: Uint8Array, body: Uint8Array): Uint8Array | null {
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(body.subarray(fileKeyBytes));
  const fileKey = decipher.update(body.subarray(0, fileKeyBytes));
  try {
    decipher.final();
  } catch {
    // The tag does not fit: another passphrase.
    return null;
  }
  return new Uint8Array(fileKey);
}

function withoutPadding(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
