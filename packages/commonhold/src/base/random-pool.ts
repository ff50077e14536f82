import type { Randomness } from './id.ts';

/** One system call fills this much; a call on the gate takes some 400 bytes of it. */
const poolBytes = 64 * 1024;

/**
 * Randomness in small pieces at a fraction of the cost: each request to the system's generator costs microseconds
 * whatever its size, so it is asked for much at a time. A byte is handed out once and wiped from the pool.
 */
export function pooledRandomness(fill: (bytes: Uint8Array) => void): Randomness {
  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  return (bytes) => {
    const piece = new Uint8Array(bytes);
    if (bytes > poolBytes) {
      fill(piece);
      return piece;
    }
    if (used + bytes > poolBytes) {
      fill(pool);
      used = 0;
    }
    piece.set(pool.subarray(used, used + bytes));
    pool.fill(0, used, used + bytes);
    used += bytes;
    return piece;
  };
}
