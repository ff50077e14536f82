import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OpeningRequestView } from 'commonhold/api';
import { answerOf, api } from './client.ts';

/** Somebody in another browser agrees or refuses, and nothing tells of it. */
const requestsEveryMs = 5000;

/** What waits for a second person, where opening a call takes two: of one call, or everything. */
export function useOpeningRequests(call?: string) {
  return useQuery({
    queryKey: ['opening-requests', call ?? ''],
    queryFn: async (): Promise<readonly OpeningRequestView[]> => {
      const { requests } = await answerOf(api.accesses.requests.$get());
      return call === undefined ? requests : requests.filter((request) => request.call === call);
    },
    refetchInterval: requestsEveryMs,
  });
}

export type OpeningDecision =
  | { readonly type: 'ask'; readonly call: string; readonly reason: string }
  | { readonly type: 'agree' | 'refuse'; readonly request: string };

export function useOpeningDecision() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (decision: OpeningDecision) => {
      const { requests } = api.accesses;
      switch (decision.type) {
        case 'ask': {
          const { call, reason } = decision;
          return answerOf(requests.$post({ json: { call, ...withReason(reason) } }));
        }
        case 'agree':
          return answerOf(requests[':id'].agree.$post({ param: { id: decision.request } }));
        case 'refuse':
          return answerOf(requests[':id'].$delete({ param: { id: decision.request } }));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['opening-requests'] }),
  });
}

/** An empty field is no reason. */
export function withReason(reason: string): { readonly reason?: string } {
  return reason.trim() === '' ? {} : { reason };
}
