import type { CallView } from 'commonhold/api';
import { Digest } from '../../components/digest.tsx';
import { hexOf } from '../../components/hex.ts';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useCall, useOpening } from './asked-of-the-node.ts';
import { Attempts } from './attempts.tsx';
import { useBeginning } from './beginning.ts';
import { Content } from './content.tsx';
import { Decision } from './decision.tsx';
import classes from './document.module.css';
import { Entries } from './entries.tsx';
import { listAddress } from './list-address.ts';
import { Labels } from './labels.tsx';
import { isTyping } from './list-keys.ts';
import { Meaning } from './meaning.tsx';
import { SameRun } from './same-run.tsx';
import { Shown } from '../../components/shown.tsx';
import { StoredBodies } from './stored-bodies.tsx';
import { storyOf } from './story.ts';
import { TakeAway } from './take-away.tsx';

/** One call, whole, as a document about it. */
export function CallDocument({ id }: { readonly id: string }) {
  const text = useText();
  const call = useCall(id);
  const state = useHistoryState<{ readonly list?: unknown } | null>();
  const back = wayBack(state?.list);
  const title = call.data ? text.calls.call.title(timeText(call.data.time)) : text.pages.calls;
  useEffect(() => {
    document.title = `${title} – ${text.name}`;
  }, [title, text.name]);
  useBeginning();
  return (
    <Page name="calls" title={call.data ? title : undefined}>
      <p className={classes.back}>
        <Link href={back}>{text.calls.call.back}</Link>
      </p>
      {call.isPending && <Waiting />}
      {call.isError && <Problem error={call.error} again={() => void call.refetch()} />}
      {call.data && <Document call={call.data} back={back} />}
    </Page>
  );
}

/** The list that the call was opened from, with its filters; the whole list for whoever came by an address. */
function wayBack(list: unknown): string {
  return typeof list === 'string' && list.startsWith('/calls') ? list : '/calls';
}

function Document({ call, back }: { readonly call: CallView; readonly back: string }) {
  const text = useText().calls;
  const opening = useOpening();
  const file = call.attemptDetails.at(-1)?.intent.imported?.file;
  return (
    <>
      <div className={classes.story}>
        <p>
          <Shown text={storyOf(call, text).join(' ')} />
        </p>
      </div>
      {file !== undefined && (
        <p>
          {text.story.importedFile} <Digest value={hexOf(file.digest)} />
        </p>
      )}
      {call.error !== undefined && <Meaning code={call.error} />}
      <Content call={call} opening={opening} />
      <Attempts call={call} />
      {call.warnings.length > 0 && (
        <>
          <h2>{text.call.warnings}</h2>
          <ul className={classes.prose}>
            {call.warnings.map((warning) => (
              <li key={warning}>
                <Shown text={warning} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Decision call={call} />
      <Labels call={call} />
      <Entries leaves={call.leaves} />
      <StoredBodies call={call} bodies={opening.data} />
      <TakeAway call={call} opening={opening} />
      <SameRun call={call} />
      <Neighbours call={call} back={back} />
    </>
  );
}

function Neighbours({ call, back }: { readonly call: CallView; readonly back: string }) {
  const text = useText().calls.call;
  const [, navigate] = useLocation();
  const { newer, older } = call.neighbours;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const to = event.key === 'j' ? older : event.key === 'k' ? newer : undefined;
      if (to !== undefined) navigate(`/calls/${to}`, { state: { list: back } });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [newer, older, back, navigate]);
  return (
    <nav className={classes.neighbours} aria-label={text.neighbours}>
      <h2>{text.neighbours}</h2>
      <ul className={classes.plain}>
        <li>
          {older === undefined ? (
            <span className="soft">{text.oldest}</span>
          ) : (
            <Link href={`/calls/${older}`} state={{ list: back }}>
              {text.older}
            </Link>
          )}
        </li>
        <li>
          {newer === undefined ? (
            <span className="soft">{text.newest}</span>
          ) : (
            <Link href={`/calls/${newer}`} state={{ list: back }}>
              {text.newer}
            </Link>
          )}
        </li>
        <li>
          <Link href={listAddress({}, { type: 'latest' }, [call.id])}>{text.compareWith}</Link>
        </li>
      </ul>
      <p className="soft">{text.neighbourKeys}</p>
    </nav>
  );
}
