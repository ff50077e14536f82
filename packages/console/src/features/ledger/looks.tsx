import { useInfiniteQuery } from '@tanstack/react-query';
import type { AccessView } from 'commonhold/api';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { Waiting } from '../../components/waiting.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './ledger.module.css';
import { lookSentence } from './look-words.ts';
import { Older } from './older.tsx';

/** Looks on one page: as many as somebody reads before asking for more. */
const pageLooks = 10;

/** Every look at what was said, the latest first. */
export function Looks({ children }: { readonly children: ReactNode }) {
  const text = useText().ledger.looks;
  const looks = useInfiniteQuery({
    queryKey: ['calls', 'accesses'],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.accesses.$get({
          query: { limit: String(pageLooks), ...(pageParam === undefined ? {} : { before: pageParam }) },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ older }) => older?.toString(),
  });
  const all = looks.data?.pages.flatMap(({ accesses }) => accesses) ?? [];
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {children}
      {looks.isPending && <Waiting />}
      {looks.isError && <Problem error={looks.error} again={() => void looks.refetch()} />}
      {looks.data && all.length === 0 && <p>{text.none}</p>}
      {all.length > 0 && (
        <ol className={classes.rows} aria-label={text.title}>
          {all.map((look) => (
            <li key={look.index}>
              <span className={classes.when}>{timeText(look.time)}</span>
              <span>
                <Look look={look} text={text} />{' '}
                <span className="soft">{text.entry(numberText(look.index))}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {looks.hasNextPage && (
        <Older
          words={text.older}
          isPending={looks.isFetchingNextPage}
          onMore={() => void looks.fetchNextPage()}
        />
      )}
    </section>
  );
}

function Look({ look, text }: { readonly look: AccessView; readonly text: Text['ledger']['looks'] }) {
  const { statement, statementErased, call } = look;
  const sentence = lookSentence(look, text);
  const said = [
    statement?.search && text.words(visibleControls(statement.search.words)),
    statement?.reason && text.reason(visibleControls(statement.reason)),
    statementErased ? text.gone : undefined,
  ].filter((part) => part !== undefined);
  return (
    <>
      {visibleControls(sentence)}{' '}
      {look.action !== 'search-bodies' &&
        (call === undefined ? `${text.manyCalls}.` : <Link href={`/calls/${call}`}>{text.call}</Link>)}
      {look.action !== 'search-bodies' && call !== undefined && '.'} {said.join(' ')}
    </>
  );
}
