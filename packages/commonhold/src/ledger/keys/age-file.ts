/**
 * Key files that are encrypted are files of the age format (age-encryption.org), in its armour of text: the `age` tool
 * opens them without us. The library is loaded when the first one is met, because most starts meet none.
 */
import { passphraseIdentity, passphraseRecipient } from './age-passphrase.ts';

/**
 * The work that trying one passphrase costs, as the exponent of scrypt's N. 18 is what the `age` tool takes: 256 MiB of
 * memory and about a second of one core for each guess, and as much at each start.
 */
export const scryptWorkFactor = 18;

export type Sealing =
  | { readonly by: 'passphrase'; readonly passphrase: string; readonly workFactor?: number }
  | { readonly by: 'recipients'; readonly recipients: readonly string[] };

export type Opening =
  | { readonly by: 'passphrase'; readonly passphrase: string }
  | { readonly by: 'identities'; readonly identities: readonly string[] };

/** The text of an age file. */
export async function sealAgeFile(plain: string, sealing: Sealing): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  if (sealing.by === 'passphrase') {
    const { passphrase, workFactor = scryptWorkFactor } = sealing;
    encrypter.addRecipient(await passphraseRecipient(passphrase, workFactor));
  } else {
    for (const recipient of sealing.recipients) encrypter.addRecipient(recipient);
  }
  return armor.encode(await encrypter.encrypt(plain));
}

const armourBegin = '-----BEGIN AGE ENCRYPTED FILE-----';
const plainBegin = 'age-encryption.org/v1\n';

/** What the library says when a well-formed file has no stanza that opens. */
const noIdentityMatched = 'no identity matched';

/**
 * What was sealed; undefined when the passphrase or the identities are not those that it was sealed for. Throws an error
 * that says why the bytes are no age file, or a damaged one.
 */
export async function openAgeFile(file: Uint8Array, opening: Opening): Promise<Uint8Array | undefined> {
  const { armor, Decrypter } = await import('age-encryption');
  const text = Buffer.from(file).toString('latin1');
  const isArmoured = text.trimStart().startsWith(armourBegin);
  if (!isArmoured && !text.startsWith(plainBegin)) throw new Error('it is no age file');
  const decrypter = new Decrypter();
  if (opening.by === 'passphrase') decrypter.addIdentity(passphraseIdentity(opening.passphrase));
  else for (const identity of opening.identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(isArmoured ? armor.decode(text) : file);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.message.includes(noIdentityMatched)) return undefined;
    throw thrown;
  }
}

/** Why a text is no recipient that we take; undefined for one that is. */
export async function whyNotRecipient(text: string): Promise<string | undefined> {
  if (/^AGE-SECRET-KEY-/i.test(text)) {
    return 'it is an identity, which is secret; give the recipient that belongs to it, which begins with age1';
  }
  // X25519 alone: every tool that knows age knows it, and a recovery that needs a plugin is one more thing to lose.
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(text))
    return 'it is no X25519 recipient of age (age1 and 58 more characters)';
  try {
    const { Encrypter } = await import('age-encryption');
    new Encrypter().addRecipient(text);
    return undefined;
  } catch {
    return 'a character of it is wrong: its checksum does not fit';
  }
}

/** The identities in a file such as `age-keygen` writes: comments, and one identity a line. */
export function identitiesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
