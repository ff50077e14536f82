import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { BodySearchView, CallsPage, CallValuesView, CallView } from 'commonhold/api';
import { answerOf, api } from '../../api/client.ts';
import { withReason } from '../../api/openings.ts';
import type { Filters, Place } from './list-address.ts';
import { bytesOfBase64 } from './stored-bytes.ts';

/** Calls on one page: as many as a person looks through before asking for more. */
const pageCalls = 50;
/** New calls are counted up to here; “more than” says enough beyond. */
const newCallsMax = 100;

/** A page of the list. While another is fetched, the one before stays, so that nothing jumps. */
export function useCallsPage(filters: Filters, place: Place) {
  return useQuery({
    queryKey: ['calls', 'page', filters, place],
    queryFn: ({ signal }) => fetchPage(filters, place, pageCalls, signal),
    placeholderData: keepPreviousData,
  });
}

/** What came after a place in the log while somebody reads. */
export function useCallsSince(filters: Filters, since: number | undefined) {
  return useQuery({
    queryKey: ['calls', 'since', filters, since],
    queryFn: ({ signal }) => fetchPage(filters, { type: 'after', index: since ?? 0 }, newCallsMax, signal),
    enabled: since !== undefined,
  });
}

async function fetchPage(
  filters: Filters,
  place: Place,
  limit: number,
  signal: AbortSignal,
): Promise<CallsPage> {
  const query = {
    ...filters,
    limit: String(limit),
    ...(place.type === 'latest' ? {} : { [place.type]: String(place.index) }),
  };
  return answerOf(api.calls.$get({ query }, { init: { signal } }));
}

/**
 * What the filters offer to choose from; asked for when somebody looks at them. Not under the name that every new call
 * makes ask again: the lists change rarely, and making them costs the node more than a page of calls.
 */
export function useCallValues(isWanted: boolean) {
  return useQuery({
    queryKey: ['call-values'],
    queryFn: async (): Promise<CallValuesView> => answerOf(api.calls.values.$get()),
    enabled: isWanted,
  });
}

export function useCall(id: string) {
  return useQuery({
    queryKey: ['calls', 'one', id],
    queryFn: async (): Promise<CallView> => (await answerOf(api.calls[':id'].$get({ param: { id } }))).call,
    enabled: id !== '',
  });
}

/** A body that somebody opened, in this browser only. */
export interface OpenedBody {
  readonly attempt: number;
  readonly field: 'request' | 'sent' | 'received';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Opens what was said. The node writes that down before it answers, so this is never done unasked and never again. */
export function useOpening() {
  return useMutation({
    mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string }) => openBodies(id, reason),
  });
}

interface SaidSearch {
  readonly words: string;
  readonly reason: string;
  readonly before?: number | undefined;
}

/** Searches in what was said, which the node writes down: so only when somebody asks for it. */
export function useSaidSearch() {
  return useMutation({
    mutationFn: async ({ words, reason, before }: SaidSearch): Promise<BodySearchView> =>
      answerOf(
        api.calls.search.$post({
          json: { words, ...withReason(reason), ...(before === undefined ? {} : { before }) },
        }),
      ),
  });
}

/** Opens two calls; the second only when the first could be opened. */
export function useOpeningBoth() {
  return useMutation({
    mutationFn: async ({ left, right, reason }: Readonly<Record<'left' | 'right' | 'reason', string>>) => ({
      left: await openBodies(left, reason),
      right: await openBodies(right, reason),
    }),
  });
}

async function openBodies(id: string, reason: string): Promise<readonly OpenedBody[]> {
  const { bodies } = await answerOf(api.calls[':id'].open.$post({ param: { id }, json: withReason(reason) }));
  return bodies.map(({ attempt, field, base64 }) => ({ attempt, field, bytes: bytesOfBase64(base64) }));
}
