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

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.session.$delete()),
    onSuccess: () => {
      // First the door closes; then what was behind it is forgotten, so that the next person here sees none of it.
      queries.setQueryData(['session'], null);
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}
