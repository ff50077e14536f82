import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConversationSummary } from 'commonhold/api';
import { useSyncExternalStore } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { messageOf } from '../../components/problem.tsx';
import { type Text, useText } from '../../text/text.ts';
import { answerStream } from './answer-stream.ts';
import type { Talk } from './columns.ts';
import type { CallableModel } from '../../api/callable-models.ts';
import { runsInside } from './runs-inside.ts';
import { Session, type Snapshot } from './session.ts';

/** As long as somebody may come back to a conversation in which an answer is still coming. */
const keptMs = 60 * 60 * 1000;

/** Conversations of whoever is signed in, latest first. */
export function useConversations(words: string) {
  return useQuery({
    queryKey: ['conversations', words],
    queryFn: async (): Promise<readonly ConversationSummary[]> =>
      (await answerOf(api.conversations.$get({ query: words === '' ? {} : { q: words } }))).conversations,
    placeholderData: (before) => before,
  });
}

/**
 * The open conversation of an id. It is kept with everything else that was asked of the node, so that it outlives the
 * page and ends with the sign-in.
 */
export function useConversation(id: string) {
  const queries = useQueryClient();
  const text = useText();
  return useQuery({
    queryKey: ['conversation', id],
    queryFn: async () => new Session(id, await readTalk(id), meansOf(queries, id, text)),
    staleTime: Infinity,
    gcTime: keptMs,
    // It is a living thing and not data: two of them are never alike.
    structuralSharing: false,
  });
}

export function useSnapshot(session: Session): Snapshot {
  return useSyncExternalStore(session.subscribe, session.snapshot);
}

/** Deletes a conversation, and what is under way in it. */
export async function deleteConversation(queries: QueryClient, id: string): Promise<void> {
  const session = queries.getQueryData<Session>(['conversation', id]);
  await session?.close();
  await answerOf(api.conversations[':id'].$delete({ param: { id } }));
  queries.removeQueries({ queryKey: ['conversation', id] });
  await queries.invalidateQueries({ queryKey: ['conversations'] });
}

export function newId(): string {
  return crypto.randomUUID();
}

/** Undefined for one that nobody has begun: its address is made before its first question. */
async function readTalk(id: string): Promise<Talk | undefined> {
  const { conversations } = await answerOf(api.conversations.$get({ query: {} }));
  if (!conversations.some((kept) => kept.id === id)) return undefined;
  const {
    id: _id,
    updated: _updated,
    ...talk
  } = await answerOf(api.conversations[':id'].$get({ param: { id } }));
  // What came as JSON is JSON; only its name differs on the two sides of the client.
  return talk as Talk;
}

function meansOf(queries: QueryClient, id: string, text: Text) {
  const modelNamed = (name: string): CallableModel | undefined =>
    queries
      .getQueryData<readonly CallableModel[]>(['models', 'callable'])
      ?.find((model) => model.name === name);
  return {
    stream: answerStream,
    save: async (talk: Talk): Promise<void> => {
      await answerOf(api.conversations[':id'].$put({ param: { id }, json: talk }));
      void queries.invalidateQueries({ queryKey: ['conversations'] });
    },
    tellsTokens: (model: string) => runsInside(modelNamed(model)),
    localityOf: (model: string, destination: string | undefined) =>
      modelNamed(model)?.candidates.find(({ provider }) => provider === destination)?.local,
    describe: (error: unknown) => (error === undefined ? text.ask.answer.brokeOff : messageOf(error, text)),
    newId,
    now: () => Date.now(),
  };
}
