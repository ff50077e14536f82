import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseStrictJson } from '#base';

/** Every secret of a node that is a file, by what its file is called without `.key`; 32 bytes each. */
export const keyNames = ['root', 'signing', 'witness'] as const;
export type KeyName = (typeof keyNames)[number];
export type KeySet = Readonly<Partial<Record<KeyName, Uint8Array>>>;

export const keyBytes = 32;

/** The name of the file that holds one key in clear. */
export function keyFile(name: KeyName): string {
  return `${name}.key`;
}

/**
 * The text inside of every age file that we write, `docs/formats/keys.md`: small JSON, so that whoever opens one with
 * another tool, in another decade, sees what it is.
 */
export interface KeyDocument {
  /** The log that the keys are of. */
  readonly origin: string;
  readonly keys: KeySet;
}

const formatName = 'commonhold-keys/v1';

const keyText = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.byteLength === keyBytes) return new Uint8Array(bytes);
  context.addIssue({ code: 'custom', message: `is not ${keyBytes} bytes` });
  return z.NEVER;
});

const documentSchema = z.strictObject({
  format: z.literal(formatName),
  origin: z.string().min(1),
  keys: z.strictObject({ root: keyText, signing: keyText, witness: keyText.optional() }),
});

export function writeKeyDocument({ origin, keys }: KeyDocument): string {
  const texts = keyNames.flatMap((name) => {
    const key = keys[name];
    return key === undefined ? [] : [[name, Buffer.from(key).toString('base64')] as const];
  });
  return `${JSON.stringify({ format: formatName, origin, keys: Object.fromEntries(texts) }, null, 2)}\n`;
}

/** Throws an error that says what the text is instead. */
export function parseKeyDocument(bytes: Uint8Array): KeyDocument {
  const parsed = documentSchema.safeParse(parseStrictJson(bytes).value);
  // The complaint names fields and never a value.
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  const { origin, keys } = parsed.data;
  const { witness, ...needed } = keys;
  return { origin, keys: { ...needed, ...(witness === undefined ? {} : { witness }) } };
}

export function sameKeys(left: KeySet, right: KeySet): boolean {
  return keyNames.every((name) => sameKey(left[name], right[name]));
}

function sameKey(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.compare(left, right) === 0;
}

/** Whether every key of the first is in the second, and the same. */
export function areAmong(some: KeySet, all: KeySet): boolean {
  return keyNames.every((name) => some[name] === undefined || sameKey(some[name], all[name]));
}

/** Says which keys a recovery file holds and gives none away: a digest of 64 random bytes or more. */
export function keySetId(keys: KeySet): string {
  const hash = createHash('sha256').update('commonhold/key-set/v1\n');
  for (const name of keyNames) {
    const key = keys[name];
    if (key !== undefined) hash.update(`${name}\n`).update(key);
  }
  return hash.digest('base64url');
}
