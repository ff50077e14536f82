import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** First words of query keys. What the node announces under a name makes every query under that name ask again. */
export type Subject = 'calls' | 'models' | 'configuration' | 'approvals' | 'imports';

const subjects: Record<Subject, readonly string[]> = {
  calls: ['calls', 'overview', 'status', 'keys'],
  models: ['models', 'status'],
  configuration: ['models', 'configuration', 'keys', 'status'],
  approvals: ['approvals'],
  imports: ['imports'],
};

/** A browser asks again by itself unless somebody in between answered; then it is asked again after this time. */
const againMs = 5000;

/**
 * One event stream for the whole page, while somebody looks at it: a browser keeps six connections to one address, and
 * pages in the background would use them up until the next one could not even be loaded. Says whether the node cannot
 * be reached at present. When it is there again, everything is asked anew.
 */
export function useLive(): boolean {
  const queries = useQueryClient();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    let stream: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let wasInterrupted = false;
    const close = (): void => {
      clearTimeout(again);
      stream?.close();
      stream = undefined;
    };
    const open = (): void => {
      close();
      const opening = new EventSource('/api/events');
      stream = opening;
      opening.addEventListener('open', () => {
        if (wasInterrupted) refreshAll(queries);
        wasInterrupted = false;
        setLost(false);
      });
      opening.addEventListener('error', () => {
        wasInterrupted = true;
        setLost(true);
        if (opening.readyState !== EventSource.CLOSED) return;
        // A sign-in that has ended shows itself by what this asks.
        refresh(queries, ['status']);
        again = setTimeout(open, againMs);
      });
      for (const subject of Object.keys(subjects) as Subject[]) {
        opening.addEventListener(subject, () => refresh(queries, subjects[subject]));
      }
    };
    const follow = (): void => {
      if (document.visibilityState === 'visible') open();
      else {
        close();
        wasInterrupted = true;
      }
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close();
    };
  }, [queries]);
  return isLost;
}

function refreshAll(queries: QueryClient): void {
  refresh(queries, Object.values(subjects).flat());
  // What was asked in vain under another name.
  void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
}

function refresh(queries: QueryClient, names: readonly string[]): void {
  for (const first of new Set(names)) void queries.invalidateQueries({ queryKey: [first] });
}
