import { CommonholdError } from '#base';

/** Smaller bodies are looked through in a few milliseconds, whatever is in them; a timer for each would cost more. */
const quickBytes = 65_536;

/**
 * Looks through a body within the time that the owner gives it. What was not looked through whole is not sent: rejects
 * with `labelling_timeout`, or with the signal's reason when the client is gone.
 */
export async function inLabellingTime<Result>(
  { length }: Uint8Array,
  limitMs: number,
  signal: AbortSignal,
  look: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (length < quickBytes) return look(signal);
  const over = AbortSignal.timeout(limitMs);
  try {
    return await look(AbortSignal.any([signal, over]));
  } catch (thrown) {
    if (!over.aborted || thrown !== over.reason) throw thrown;
    throw new CommonholdError('labelling_timeout', { limit: limitMs }, { cause: thrown });
  }
}
