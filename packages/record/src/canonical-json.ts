import { encodeUtf8 } from '@commonhold/tlog';

/**
 * RFC 8785: the one JSON text for a value. No white space; object members sorted by the UTF-16 code units of their
 * names; strings and numbers as JavaScript's JSON.stringify writes them. What has no JSON text is refused, not
 * dropped: `undefined`, functions, NaN, infinities, and half of a surrogate pair, which has no UTF-8.
 */
export type CanonicalValue =
  | null
  | boolean
  | number
  | string
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/** Deep enough for any honest value, shallow enough for any stack. */
const canonicalDepthMax = 512;

export function canonicalJson(value: CanonicalValue): string {
  // Whoever writes documents on the path of every call writes their members in order: then the platform's own writer, which
  // keeps the order that it finds, gives the same text in a quarter of the time (a document of 25 members: 2.5 µs for 10).
  return standsInOrder(value, 0) ? JSON.stringify(value) : write(value, 0);
}

/** The same in UTF-8, as it is hashed. */
export function canonicalJsonBytes(value: CanonicalValue): Uint8Array {
  return encodeUtf8(canonicalJson(value));
}

/**
 * Whether `JSON.stringify` writes the value in canonical form. False also for what is refused, and for every object that is not of
 * the plainest kind: `write` says what is wrong with it, or writes it.
 */
function standsInOrder(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || depth >= canonicalDepthMax) return false;
  return isList(value) ? isListInOrder(value, depth) : isObjectInOrder(value, depth);
}

function isListInOrder(list: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < list.length; index++) {
    if (!standsInOrder(list[index], depth + 1)) return false;
  }
  return true;
}

function isObjectInOrder(object: object, depth: number): boolean {
  if (Object.getPrototypeOf(object) !== Object.prototype) return false;
  const members = object as Readonly<Record<string, unknown>>;
  let before = '';
  for (const name of Object.keys(members)) {
    if (name < before || !name.isWellFormed() || !standsInOrder(members[name], depth + 1)) return false;
    before = name;
  }
  return true;
}

function write(value: unknown, depth: number): string {
  if (depth > canonicalDepthMax) {
    throw new TypeError(`Canonical JSON is at most ${canonicalDepthMax} levels deep.`);
  }
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`Canonical JSON has no ${value}.`);
    return JSON.stringify(value);
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') throw new TypeError(`Canonical JSON has no ${typeof value}.`);
  return isList(value) ? writeList(value, depth) : writeObject(value, depth);
}

function writeList(list: readonly unknown[], depth: number): string {
  let text = '';
  // By index, because a loop over the items passes a hole off as undefined and `map` leaves it out.
  for (let index = 0; index < list.length; index++) {
    text += (index === 0 ? '' : ',') + write(list[index], depth + 1);
  }
  return `[${text}]`;
}

function writeObject(object: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    // A Date, a Map or a byte array would be written as something that its reader does not expect.
    throw new TypeError('Canonical JSON has plain objects only.');
  }
  let text = '';
  // The default order of sort is by UTF-16 code units, which is what the standard asks for.
  const members = object as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(members).sort()) {
    const member = write(members[name], depth + 1);
    text += `${text === '' ? '' : ','}${writeString(name)}:${member}`;
  }
  return `{${text}}`;
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('Canonical JSON has no half of a surrogate pair.');
  return JSON.stringify(text);
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
