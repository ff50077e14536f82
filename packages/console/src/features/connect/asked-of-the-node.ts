import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppByHand } from 'commonhold/api';
import { answerOf, api } from '../../api/client.ts';
import { freeName } from './connect-address.ts';

export interface MadeKey {
  /** Whose calls are made with it. */
  readonly principal: string;
  readonly name: string;
  readonly key: string;
}

/** What every app is told. Names of models stand in it, so it is asked for anew when they change. */
export function useApps(address: string | undefined) {
  return useQuery({
    queryKey: ['models', 'apps', address ?? ''],
    queryFn: () => answerOf(api.apps.$get({ query: address === undefined ? {} : { address } })),
    placeholderData: keepPreviousData,
  });
}

export function useMakeKey(onMade: (app: string, key: MadeKey) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, kind }: AppByHand): Promise<MadeKey> => {
      const { keys } = await answerOf(api.keys.$get());
      const name = freeName(id, new Set(keys.map((key) => key.name)));
      const made = await answerOf(api.keys.$post({ json: { name, kind } }));
      return { principal: made.principal, name, key: made.key };
    },
    onSuccess: async (made, { id }) => {
      onMade(id, made);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
}

/** The first call of somebody since a moment. Live events make it ask again; when it is here, nothing more is asked. */
export function useFirstCall(principal: string, from: string | undefined, isWanted: boolean) {
  return useQuery({
    queryKey: ['calls', 'first', principal, from ?? ''],
    queryFn: async () => {
      const query = { principal, limit: '1', ...(from === undefined ? {} : { from }) };
      // Places of the log begin at 0, so that this goes forward from the beginning.
      const { calls } = await answerOf(api.calls.$get({ query: { ...query, after: '-1' } }));
      return calls[0] ?? null;
    },
    enabled: isWanted,
  });
}
