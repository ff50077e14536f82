/** The part of JSON that TypeScript's own description of it does not have yet. */
interface ExactJson {
  parse(text: string, revive: (key: string, value: unknown, place: Place) => unknown): unknown;
  rawJSON(text: string): unknown;
}

interface Place {
  /** The text of a value that is no object and no list. */
  readonly source?: string;
}

const exactJson = JSON as unknown as ExactJson;

/**
 * JSON whose whole numbers are beyond what a double holds, such as long ids in the arguments of a tool. They are kept as the digits
 * that they are, and `JSON.stringify` writes them so; as numbers they would come out as other ones, and nobody would know.
 */
export function parseExactly(text: string): unknown {
  return longDigits.test(text) ? exactJson.parse(text, keepDigits) : JSON.parse(text);
}

/** Every number that a double may change has as many digits; where there are none, nothing has to be looked at. */
const longDigits = /\d{16}/;
const longNumber = /^-?\d{16,}$/;

function keepDigits(_key: string, value: unknown, { source }: Place): unknown {
  const isChanged =
    typeof value === 'number' && source !== undefined && longNumber.test(source) && String(value) !== source;
  return isChanged ? exactJson.rawJSON(source) : value;
}

/** Whether such a number stands anywhere in a document outside of its strings. */
export function hasLongNumbers(document: Uint8Array): boolean {
  const text = decoder.decode(document);
  if (!longDigits.test(text)) return false;
  for (const [found] of text.matchAll(stringOrNumber)) {
    if (longNumber.test(found) && String(Number(found)) !== found) return true;
  }
  return false;
}

const decoder = new TextDecoder();
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
