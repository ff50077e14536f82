import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApprovalContentView, ApprovalDecisionsView, ApprovalView } from 'commonhold/api';
import { answerOf, api } from './client.ts';
import { withReason } from './openings.ts';
import { useSession } from './session.ts';

/** Requests that the reader may decide, and their own; live events say when to ask again. Auditors have none. */
export function useApprovals() {
  const session = useSession().data;
  return useQuery({
    queryKey: ['approvals', 'list'],
    queryFn: async (): Promise<readonly ApprovalView[]> => (await answerOf(api.approvals.$get())).approvals,
    enabled: session !== null && session !== undefined && session.role !== 'auditor',
  });
}

/** Requests to which this person could still say yes. */
export function waitingFor(approvals: readonly ApprovalView[], reader: string): readonly ApprovalView[] {
  return approvals.filter(
    ({ state, mayDecide, granted }) =>
      state === 'open' && mayDecide && granted.every(({ by }) => by.id !== reader),
  );
}

export function useApproval(id: string) {
  return useQuery({
    queryKey: ['approvals', 'one', id],
    queryFn: async (): Promise<ApprovalView> => answerOf(api.approvals[':id'].$get({ param: { id } })),
  });
}

export type ApprovalDecision =
  | { readonly type: 'grant' }
  | { readonly type: 'refuse'; readonly reason: string };

export function useApprovalDecision(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (decision: ApprovalDecision): Promise<ApprovalView> => {
      const { grant, refuse } = api.approvals[':id'];
      const param = { id };
      return decision.type === 'grant'
        ? answerOf(grant.$post({ param }))
        : answerOf(refuse.$post({ param, json: withReason(decision.reason) }));
    },
    // Also after a failure: most often somebody else was faster, and then the page should say who.
    onSettled: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
  });
}

/** Looks at the bytes that would leave. The node writes that down before it answers, so this is never done unasked. */
export function useApprovalContent(id: string) {
  return useMutation({
    mutationFn: async (reason: string): Promise<ApprovalContentView> =>
      answerOf(api.approvals[':id'].content.$post({ param: { id }, json: withReason(reason) })),
  });
}

/** Decisions on one page of the list of those before. */
const decisionsPage = 20;

export function useApprovalLog(before: number | undefined, isWanted: boolean) {
  return useQuery({
    queryKey: ['approvals', 'log', before ?? 'latest'],
    queryFn: async (): Promise<ApprovalDecisionsView> =>
      answerOf(
        api.approvals.log.$get({
          query: {
            limit: String(decisionsPage),
            ...(before === undefined ? {} : { before: String(before) }),
          },
        }),
      ),
    enabled: isWanted,
  });
}
