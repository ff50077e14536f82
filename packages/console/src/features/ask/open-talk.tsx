import { useEffect, useRef } from 'react';
import { Link, useSearch } from 'wouter';
import { useStatus } from '../../api/status.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import { turnsOf } from './columns.ts';
import { Composer } from './composer.tsx';
import { ConversationList } from './conversation-list.tsx';
import { type CallableModel, useCallableModels } from '../../api/callable-models.ts';
import { Said } from './said.tsx';
import type { Session } from './session.ts';
import { TalkTools } from './talk-tools.tsx';
import { TurnView } from './turn-view.tsx';
import { useFollowEnd } from './follow-end.ts';
import { useSnapshot } from './use-session.ts';

/** One conversation: its questions and answers, the place to go on, and the other conversations beside it. */
export function OpenTalk({ session }: { readonly session: Session }) {
  const text = useText().ask;
  const { talk, coming, saving, said } = useSnapshot(session);
  const models = useCallableModels();
  useFirstModel(session, models.data);
  useEscape(session, coming.size > 0);
  const turnsElement = useRef<HTMLDivElement>(null);
  useFollowEnd(turnsElement, coming.size > 0);
  const turns = turnsOf(talk);
  const empty = turns.length === 0;
  return (
    <Page
      name="ask"
      title={empty ? text.newTitle : talk.title || text.untitled}
      {...(empty ? { lead: text.lead } : {})}
    >
      <div className={classes.page} data-columns={talk.models.length}>
        <div className={classes.talk}>
          <TalkTools session={session} talk={talk} saving={saving} />
          <div ref={turnsElement}>
            {turns.map((turn, index) => (
              <TurnView
                key={turn.key}
                session={session}
                talk={talk}
                coming={coming}
                turn={turn}
                number={index + 1}
              />
            ))}
          </div>
          {models.isError && <Problem error={models.error} again={() => void models.refetch()} />}
          {models.data?.length === 0 && <NoModels />}
          {models.data && models.data.length > 0 && (
            <Composer session={session} talk={talk} coming={coming} models={models.data} />
          )}
          <Said said={said} />
        </div>
        <aside className={classes.beside}>
          <h2>{text.talk.list}</h2>
          <ConversationList current={session.id} />
        </aside>
      </div>
    </Page>
  );
}

function NoModels() {
  const text = useText().ask;
  return (
    <>
      <p>
        <strong>{text.noModels}</strong> {text.noModelsHelp}
      </p>
      <p>
        <Link href="/models">{text.openModels}</Link>
      </p>
    </>
  );
}

/** A new conversation asks the model that the address names, or else the node's own default, or else the nearest there is. */
function useFirstModel(session: Session, models: readonly CallableModel[] | undefined): void {
  const preferred = useStatus().data?.defaultModel;
  const named = new URLSearchParams(useSearch()).get('model');
  useEffect(() => {
    if (models === undefined || session.snapshot().talk.models.length > 0) return;
    const [nearest] = models;
    const first =
      models.find(({ name }) => name === named) ?? models.find(({ name }) => name === preferred) ?? nearest;
    if (first) session.edit((talk) => ({ ...talk, models: [first.name] }));
  }, [session, models, preferred, named]);
}

/** A dialog or an open list of choices closes at Escape and wants nothing else of it. */
function belongsElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [aria-expanded="true"]') !== null;
}

/** Escape stops, wherever the focus is on the page itself. */
function useEscape(session: Session, active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const stop = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || belongsElsewhere(event.target)) return;
      session.stop();
    };
    document.addEventListener('keydown', stop);
    return () => document.removeEventListener('keydown', stop);
  }, [session, active]);
}
