import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReplacedPolicyView } from 'commonhold/api';
import { answerOf, api, ApiError } from '../../api/client.ts';
import { ruleFilesKey } from './asked-of-the-node.ts';
import type { Draft } from './draft.ts';

/** Puts a draft into the files and in force, if they still are what its author saw. */
export function useAdoption(onDone: (view: ReplacedPolicyView) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ base, files }: Draft) =>
      answerOf(api.policy.files.$put({ json: { files: [...files], before: base.digest } })),
    onSuccess: async (view) => {
      const { folder, files, digest } = view;
      queries.setQueryData(ruleFilesKey, { folder, files, digest });
      onDone(view);
      await queries.invalidateQueries({ queryKey: ['configuration', 'policy'] });
      await queries.invalidateQueries({ queryKey: ['status'] });
    },
    onError: async (error) => {
      // What they are by now is what the page has to show beside the draft.
      if (error instanceof ApiError && error.code === 'policies_changed') {
        await queries.invalidateQueries({ queryKey: ruleFilesKey });
      }
    },
  });
}

export type Adoption = ReturnType<typeof useAdoption>;
