import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** First words of query keys. What the node announces under a name makes every query under that name ask again. */
export type Subject = 'calls' | 'models' | 'configuration' | 'approvals' | 'imports';

const subjects: Record<Subject, readonly string[]> = {
  calls: ['calls', 'overview', 'status', 'keys'],
  models: ['models', 'status'],
  configuration: ['models', 'configuration', 'keys', 'status'],
  approvals: ['approvals'],
  imports: ['imports'],
};

/** One event stream for the whole page. The browser connects again by itself, and then everything is asked anew. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stream = new EventSource('/api/events');
    let opened = false;
    stream.addEventListener('open', () => {
      if (opened) refresh(queries, ['calls', 'models', 'configuration', 'approvals', 'imports']);
      opened = true;
    });
    for (const subject of Object.keys(subjects) as Subject[]) {
      stream.addEventListener(subject, () => refresh(queries, [subject]));
    }
    return () => stream.close();
  }, [queries]);
}

function refresh(queries: QueryClient, changed: readonly Subject[]): void {
  for (const first of new Set(changed.flatMap((subject) => subjects[subject]))) {
    void queries.invalidateQueries({ queryKey: [first] });
  }
}
