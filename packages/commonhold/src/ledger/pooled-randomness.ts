import type { Randomness } from '#base';

/** Drawn at a time: enough for about ninety calls, so that the generator's own cost no longer shows. */
const poolBytes = 32 * 1024;

/**
 * Randomness drawn in large pieces, because every request to the generator costs more than the bytes. Each byte is
 * given out once; what is given out is a view that its taker alone uses.
 */
export function pooledRandomness(source: Randomness): Randomness {
  let pool = new Uint8Array(0);
  let used = 0;
  return (bytes) => {
    if (bytes > poolBytes) return source(bytes);
    if (used + bytes > pool.byteLength) {
      pool = Uint8Array.from(source(poolBytes));
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}
