import { appendFile, open, readFile, stat, truncate } from 'node:fs/promises';

/** The header of a write-ahead log, and of each page in it; facts of SQLite's file format. */
const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const pageBytes = 4096;
const frameBytes = frameHeaderBytes + pageBytes;

/**
 * What a loss of power may leave at the end of a write-ahead log, beyond what was synced: the last page in part, one with
 * the right header and other content, zeros, or nothing of what was still in memory.
 */
export type Torn = 'cut' | 'half a page' | 'a page with other content' | 'zeros';

/** `synced` is the size up to which everything had been acknowledged; `draw` gives numbers from 0 to below 1. */
export async function tear(wal: string, synced: number, how: Torn, draw: () => number): Promise<void> {
  const { size } = await stat(wal);
  const lastFrame = walHeaderBytes + Math.floor((size - walHeaderBytes) / frameBytes - 1) * frameBytes;
  switch (how) {
    case 'cut':
      return truncate(wal, synced + Math.floor(draw() * (size - synced + 1)));
    case 'half a page': {
      const frame = (await readFile(wal)).subarray(lastFrame, lastFrame + frameBytes);
      return appendFile(wal, frame.subarray(0, 1 + Math.floor(draw() * (frameBytes - 1))));
    }
    case 'a page with other content': {
      const frame = Buffer.from((await readFile(wal)).subarray(lastFrame, lastFrame + frameBytes));
      const at = frameHeaderBytes + Math.floor(draw() * pageBytes);
      frame[at] = (frame[at] ?? 0) ^ 1;
      return appendFile(wal, frame);
    }
    case 'zeros': {
      await using handle = await open(wal, 'a');
      await handle.writeFile(new Uint8Array(frameBytes));
      return;
    }
  }
}
