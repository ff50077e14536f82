import { useQuery } from '@tanstack/react-query';
import { answerOf, api, errorOf, reached } from '../../api/client.ts';
import type { CheckedHead } from '../../proof/check-head.ts';

/** The newest signed head, as the note that anybody may keep. */
function useHead() {
  return useQuery({
    queryKey: ['calls', 'checkpoint'],
    queryFn: async () => {
      const response = await reached(api.checkpoint.$get());
      if (!response.ok) throw await errorOf(response);
      return response.text();
    },
  });
}

/** The key that everything of this log is checked with. It stays the same while the log goes on. */
export function useVerifierKey() {
  return useQuery({
    queryKey: ['verifier-key'],
    queryFn: async () => (await answerOf(api.receipts.key.$get())).verifierKey,
    staleTime: Infinity,
  });
}

/** The newest head, with what this browser found of its signature. */
export function useCheckedHead() {
  const head = useHead();
  const key = useVerifierKey();
  const [note, verifierKey] = [head.data ?? '', key.data ?? ''];
  const checked = useQuery({
    queryKey: ['head-checked', note, verifierKey],
    queryFn: async (): Promise<CheckedHead> => {
      const { checkHead } = await import('../../proof/check-head.ts');
      return checkHead(note, verifierKey);
    },
    enabled: note !== '' && verifierKey !== '',
    staleTime: Infinity,
    // While the next head is checked, the page keeps what it found of the last one.
    placeholderData: (before) => before,
  });
  return { head, key, checked };
}
