/**
 * SHA-256 (FIPS 180-4), here because a browser gives its own digest later, and a check of a whole log asks for millions,
 * one after the other. A receipt, which asks for some fifty, uses the browser's.
 */
export function sha256(input: Uint8Array): Uint8Array {
  const state = Uint32Array.from(initial);
  const whole = input.length - (input.length % blockBytes);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  for (let at = 0; at < whole; at += blockBytes) compress(state, view, at);
  // What is left of the input, one bit, zeros, and the length in bits.
  const rest = input.length - whole;
  const last = new Uint8Array(rest + 1 + lengthBytes <= blockBytes ? blockBytes : 2 * blockBytes);
  last.set(input.subarray(whole));
  last[rest] = 0x80;
  const lastView = new DataView(last.buffer);
  lastView.setUint32(last.length - 8, Math.floor(input.length / 2 ** 29));
  lastView.setUint32(last.length - 4, (input.length * 8) >>> 0);
  for (let at = 0; at < last.length; at += blockBytes) compress(state, lastView, at);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [at, word] of state.entries()) digest.setUint32(at * 4, word);
  return new Uint8Array(digest.buffer);
}

const blockBytes = 64;
const lengthBytes = 8;

const schedule = new Uint32Array(64);

function compress(state: Uint32Array, view: DataView, offset: number): void {
  for (let at = 0; at < 16; at++) schedule[at] = view.getUint32(offset + at * 4);
  for (let at = 16; at < 64; at++) {
    const [two, fifteen] = [word(schedule, at - 2), word(schedule, at - 15)];
    const small0 = turned(fifteen, 7) ^ turned(fifteen, 18) ^ (fifteen >>> 3);
    const small1 = turned(two, 17) ^ turned(two, 19) ^ (two >>> 10);
    schedule[at] = word(schedule, at - 16) + small0 + word(schedule, at - 7) + small1;
  }
  let a = word(state, 0);
  let b = word(state, 1);
  let c = word(state, 2);
  let d = word(state, 3);
  let e = word(state, 4);
  let f = word(state, 5);
  let g = word(state, 6);
  let h = word(state, 7);
  for (let round = 0; round < 64; round++) {
    const large1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const choice = (e & f) ^ (~e & g);
    const one = (h + large1 + choice + word(constants, round) + word(schedule, round)) | 0;
    const large0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + large0 + majority) | 0;
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = word(state, at) + value;
}

function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

function turned(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** The first so many primes, of whose roots the standard takes the constants. */
function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let next = 2; found.length < count; next++) {
    if (found.every((prime) => next % prime !== 0)) found.push(next);
  }
  return found;
}

/** The first 32 bits behind the point of a root. Doubles hold enough of them; a test compares with another program. */
function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

const initial = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const constants = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
