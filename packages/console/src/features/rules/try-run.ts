import type { PolicyFileView, TryLine, TryProgress, TryResult } from 'commonhold/api';
import { useEffect, useRef, useState } from 'react';
import { ApiError, errorOf, reached } from '../../api/client.ts';
import { readLines } from './read-lines.ts';

/** Trying rules on calls of the past, as far as it has come. */
export type TryState =
  | { readonly type: 'idle' }
  | { readonly type: 'stopped' }
  | { readonly type: 'running'; readonly progress: TryProgress | undefined }
  | { readonly type: 'done'; readonly result: TryResult }
  | { readonly type: 'failed'; readonly error: unknown };

export interface TryRun {
  readonly state: TryState;
  /** The files of the last run. */
  readonly files: readonly PolicyFileView[] | undefined;
  readonly start: (files: readonly PolicyFileView[], since: string) => void;
  readonly stop: () => void;
}

export function useTryRun(): TryRun {
  const [state, setState] = useState<TryState>({ type: 'idle' });
  const [files, setFiles] = useState<readonly PolicyFileView[]>();
  const running = useRef<AbortController>(undefined);
  // Nobody waits for an answer once the page is left.
  useEffect(() => () => running.current?.abort(), []);
  const start = (asked: readonly PolicyFileView[], since: string): void => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setFiles(asked);
    setState({ type: 'running', progress: undefined });
    const tell = (next: TryState): void => {
      if (running.current === mine) setState(next);
    };
    ask(asked, since, mine.signal, (progress) => tell({ type: 'running', progress })).then(
      (result) => tell({ type: 'done', result }),
      (error: unknown) => tell(mine.signal.aborted ? { type: 'stopped' } : { type: 'failed', error }),
    );
  };
  return { state, files, start, stop: () => running.current?.abort() };
}

async function ask(
  files: readonly PolicyFileView[],
  since: string,
  signal: AbortSignal,
  onProgress: (progress: TryProgress) => void,
): Promise<TryResult> {
  const response = await reached(
    fetch('/api/policy/try', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ files: files.map(({ name, text }) => ({ file: name, text })), since }),
      signal,
    }),
  );
  if (!response.ok || response.body === null) throw await errorOf(response);
  for await (const line of readLines(response.body)) {
    const said = JSON.parse(line) as TryLine;
    switch (said.type) {
      case 'progress':
        onProgress(said);
        break;
      case 'result':
        return said;
      case 'failed':
        throw new ApiError(response.status, said.error.code, said.error.message);
    }
  }
  throw new ApiError(0, 'try_broken', '');
}

/** Whether a run was of these very texts; the way by which somebody came back to them does not matter. */
export function areSame(
  one: readonly PolicyFileView[] | undefined,
  other: readonly PolicyFileView[],
): boolean {
  return one?.length === other.length && one.every((file, at) => isSame(file, other[at]));
}

function isSame({ name, text }: PolicyFileView, other: PolicyFileView | undefined): boolean {
  return other !== undefined && name === other.name && text === other.text;
}
