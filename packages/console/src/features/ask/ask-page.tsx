import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { OpenTalk } from './open-talk.tsx';
import { newId, useConversation } from './use-session.ts';

/**
 * `/ask/<id>` is one conversation; `/ask` alone begins a new one under an address of its own, and `/ask?model=NAME` one
 * that asks this model.
 */
export default function AskPage() {
  const [path, goTo] = useLocation();
  const search = useSearch();
  const id = /^\/ask\/([A-Za-z0-9_-]{8,64})$/.exec(path)?.[1];
  useEffect(() => {
    if (id === undefined) goTo(`/ask/${newId()}${search === '' ? '' : `?${search}`}`, { replace: true });
  }, [id, search, goTo]);
  return id === undefined ? <Waiting /> : <Conversation key={id} id={id} />;
}

function Conversation({ id }: { readonly id: string }) {
  const text = useText().ask;
  const session = useConversation(id);
  if (session.isPending) return <Page name="ask">{<Waiting />}</Page>;
  if (session.isError) {
    return (
      <Page name="ask" title={text.talk.missing}>
        <Problem error={session.error} again={() => void session.refetch()} />
      </Page>
    );
  }
  return <OpenTalk session={session.data} />;
}
