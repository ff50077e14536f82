import type { Principal } from '#call';
import type { PullView } from '../api/model-views.ts';
import type { ModelPulls } from '../models/model-pulls.ts';

/** How often a client is told how far a pull is; a person sees four times a second as live. */
const progressMs = 250;

type PullLine =
  | {
      readonly status: string;
      readonly digest?: string;
      readonly total?: number;
      readonly completed?: number;
    }
  | { readonly error: string; readonly code?: string };

type Pulls = Pick<ModelPulls, 'start' | 'isUnderWay' | 'of' | 'ended'>;

/** Begins a pull, or joins the one of this model that is under way. Throws what a pull cannot begin for. */
export function beginPull(pulls: Pulls, name: string, actor: Principal): void {
  if (!pulls.isUnderWay(name)) pulls.start(name, actor);
}

/**
 * How a pull goes on, in the lines that Ollama's clients read, until it has ended. Whoever stops reading stops only that: the pull
 * goes on in the node. What it failed with is the last line, because status 200 has been sent.
 */
export async function* pullProgress(
  pulls: Pulls,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<PullLine> {
  yield { status: 'pulling manifest' };
  let last = '';
  for (;;) {
    const pull = pulls.of(name);
    // It was taken off the list by somebody when it had ended.
    if (!pull) return;
    const line = lineOf(pull);
    const text = JSON.stringify(line);
    if (line !== undefined && text !== last) yield line;
    last = text;
    if (pull.progress.state === 'done') yield { status: 'success' };
    if (pull.endedAt !== undefined) return;
    await Promise.race([pulls.ended(name), after(progressMs, signal)]);
    signal.throwIfAborted();
  }
}

function lineOf({ progress }: PullView): PullLine | undefined {
  switch (progress.state) {
    case 'checking':
      return 'source' in progress ? { status: 'verifying sha256 digest' } : undefined;
    case 'waiting source':
    case 'receiving':
      return {
        status: `pulling from ${progress.source}`,
        total: progress.totalBytes,
        completed: progress.receivedBytes,
      };
    case 'done':
      return { status: 'writing manifest', digest: `sha256:${progress.sha256}`, total: progress.sizeBytes };
    case 'cancelled':
      return { error: 'The pull was cancelled. What has arrived is kept, and the next pull goes on there.' };
    case 'failed': {
      const { message, hint, code } = progress.error;
      return { error: `${message} ${hint}`, code };
    }
  }
}

function after(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
