/**
 * Identifiers that sort by time: 10 characters of milliseconds and 16 of randomness in Crockford's base 32
 * (the ULID layout). 80 random bits make a collision within one millisecond out of the question, so a clock
 * that is set back costs the order of ids and nothing else.
 */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

export type Randomness = (bytes: number) => Uint8Array;

/** A new id, 26 characters. */
export function newId(nowMs: number, randomness: Randomness): string {
  let time = '';
  let rest = Math.floor(nowMs);
  for (let digit = 0; digit < 10; digit++) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  const random = randomness(10);
  let tail = '';
  let bits = 0;
  let held = 0;
  for (const byte of random) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      tail += alphabet.charAt((held >>> bits) & 31);
    }
    held &= 0xff;
  }
  return time + tail;
}
