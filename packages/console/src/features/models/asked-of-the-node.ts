import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ModelInspectionView, ModelsView, RecommendationView, RemovedModelView } from 'commonhold/api';
import { useEffect, useRef } from 'react';
import { answerOf, api } from '../../api/client.ts';

/** Calls begin and end without a word to this page, so while a model has some, it asks again this often. */
const busyMs = 1000;

export function useModels() {
  return useQuery({
    queryKey: ['models', 'overview'],
    queryFn: async ({ signal }): Promise<ModelsView> =>
      answerOf<ModelsView, number, string>(api.models.$get(undefined, { init: { signal } })),
    refetchInterval: ({ state }) => (isBusy(state.data) ? busyMs : false),
  });
}

/** A model has calls, or was loaded just now and has not said yet how much memory it holds. */
function isBusy(view: ModelsView | undefined): boolean {
  return (
    view?.scope === 'owner' &&
    view.here.some(
      ({ engine, memory }) =>
        engine.state === 'ready' && (engine.running + engine.waiting > 0 || memory.usesBytes === undefined),
    )
  );
}

export function useInspection(name: string) {
  return useQuery({
    queryKey: ['models', 'one', name],
    queryFn: async (): Promise<ModelInspectionView> =>
      answerOf(api.models[':name'].$get({ param: { name } })),
    // A file that cannot be read is an answer, whatever its status; the engine's process would only read it again.
    retry: false,
  });
}

const recommendationKey = ['models', 'recommendation'] as const;

export function useRecommendation() {
  return useQuery({
    queryKey: recommendationKey,
    queryFn: async (): Promise<RecommendationView> =>
      answerOf(api.models.recommendation.$get({ query: { measure: 'false' } })),
  });
}

/** Measures this machine. Stopping, and leaving the page, end the request, and with it the measurement. */
export function useMeasurement() {
  const queries = useQueryClient();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const measurement = useMutation({
    mutationFn: async (): Promise<RecommendationView> => {
      stop.current = new AbortController();
      return answerOf(
        api.models.recommendation.$get(
          { query: { measure: 'true' } },
          { init: { signal: stop.current.signal } },
        ),
      );
    },
    onSuccess: (view) => queries.setQueryData(recommendationKey, view),
  });
  return { measurement, stop: () => stop.current?.abort() };
}

/** Whatever was done, the page then asks how things are, in case that the event stream is down. */
function useAsksAgain(): { readonly onSettled: () => Promise<void> } {
  const queries = useQueryClient();
  return { onSettled: () => queries.invalidateQueries({ queryKey: ['models'] }) };
}

export type ModelAction = 'load' | 'unload' | 'verify';

export function useModelAction(name: string) {
  return useMutation({
    ...useAsksAgain(),
    mutationFn: async (action: ModelAction): Promise<void> => {
      const param = { name };
      if (action === 'load') await answerOf(api.models[':name'].load.$post({ param }));
      if (action === 'unload') await answerOf(api.models[':name'].unload.$post({ param }));
      if (action === 'verify') await answerOf(api.models[':name'].verify.$post({ param }));
    },
  });
}

export function useRemoval() {
  return useMutation({
    ...useAsksAgain(),
    mutationFn: async (name: string): Promise<RemovedModelView> =>
      answerOf(api.models[':name'].$delete({ param: { name } })),
  });
}

export function useStartingPull() {
  return useMutation({
    ...useAsksAgain(),
    mutationFn: (name: string) => answerOf(api.models.pulls.$post({ json: { name } })),
  });
}

/** Cancels a pull that is under way, or takes one that has ended off the list. */
export function useEndingPull() {
  return useMutation({
    ...useAsksAgain(),
    mutationFn: (name: string) => answerOf(api.models.pulls[':name'].$delete({ param: { name } })),
  });
}

/** Takes over the models folder as it is now. A file that is new there is read first. */
export function useLookIntoFolder() {
  return useMutation({ ...useAsksAgain(), mutationFn: () => answerOf(api.status.reload.$post()) });
}
