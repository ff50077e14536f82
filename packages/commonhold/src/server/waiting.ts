import { setTimeout as sleep } from 'node:timers/promises';

/** Approvals that calls wait for do not keep a stopping process alive. */
export function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // It rejects for the signal alone, with an error of its own; who ended the call says why.
    signal.throwIfAborted();
  }
}
