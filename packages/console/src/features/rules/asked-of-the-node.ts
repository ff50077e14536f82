import { useQuery } from '@tanstack/react-query';
import type { PolicyFileView } from 'commonhold/api';
import { useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';

/** The rules in force and the sets before them. */
export function usePolicy() {
  return useQuery({
    queryKey: ['configuration', 'policy'],
    queryFn: () => answerOf(api.policy.$get()),
  });
}

/** The files as they are on disk now. */
export function useRuleFiles() {
  return useQuery({
    queryKey: ruleFilesKey,
    queryFn: () => answerOf(api.policy.files.$get()),
    // Whoever opens the editor must see the files as they are.
    staleTime: 0,
  });
}

export const ruleFilesKey = ['configuration', 'rule-files'];

export function useStarterSets() {
  return useQuery({
    queryKey: ['starter-sets'],
    queryFn: async () => (await answerOf(api.policy.starters.$get())).sets,
    staleTime: Infinity,
  });
}

/** Whoever types is not asked about after every letter. */
const pauseMs = 400;

/**
 * What the node says to these files, a moment after they have stopped changing. `isOf` says whether the answer is of exactly
 * these; until then it is of what was there before.
 */
export function useChecked(files: readonly PolicyFileView[]) {
  const [asked, setAsked] = useState(files);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(files), pauseMs);
    return () => clearTimeout(timer);
  }, [files]);
  const answer = useQuery({
    // Names of labels and providers, which a check knows, belong to the configuration too.
    queryKey: ['configuration', 'rules-checked', asked],
    queryFn: async ({ signal }) => ({
      of: asked,
      said: await answerOf(api.policy.check.$post({ json: { files: [...asked] } }, { init: { signal } })),
    }),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  return { answer, isOf: answer.data?.of === files && !answer.isPlaceholderData };
}
