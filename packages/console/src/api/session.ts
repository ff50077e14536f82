import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SessionView } from 'commonhold/api';
import { answerOf, api, ApiError } from './client.ts';

/** Who is signed in; null for nobody. */
export function useSession() {
  return useQuery<SessionView | null>({
    queryKey: ['session'],
    queryFn: async () => {
      try {
        return (await answerOf(api.session.$get())).session;
      } catch (thrown) {
        if (thrown instanceof ApiError && thrown.status === 401) return null;
        throw thrown;
      }
    },
    staleTime: Infinity,
    retry: false,
  });
}

export type Credentials = { readonly code: string } | { readonly key: string };

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => answerOf(api.session.$post({ json: credentials })),
    onSuccess: ({ session }) => queries.setQueryData(['session'], session),
  });
}

/** In this browser, or in every one that signed in by the same key or by a link. */
export function useSignOut(where: 'here' | 'everywhere') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      if (where === 'here') await answerOf(api.session.$delete());
      else await answerOf(api.session.all.$delete());
    },
    onSuccess: () => {
      // First the door closes; then what was behind it is forgotten, so that the next person here sees none of it.
      queries.setQueryData(['session'], null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}
