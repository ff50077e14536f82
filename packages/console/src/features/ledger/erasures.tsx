import { useInfiniteQuery } from '@tanstack/react-query';
import type { ErasureView } from 'commonhold/api';
import type { ReactNode } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { Waiting } from '../../components/waiting.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './ledger.module.css';
import { Older } from './older.tsx';

const pageErasures = 10;

/** What was erased, when, why and by whom, the latest first. */
export function Erasures({ children }: { readonly children: ReactNode }) {
  const words = useText();
  const text = words.ledger.erased;
  const erasures = useInfiniteQuery({
    queryKey: ['calls', 'erasures'],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.erasure.$get({
          query: { limit: String(pageErasures), ...(pageParam === undefined ? {} : { before: pageParam }) },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ older }) => older?.toString(),
  });
  const all = erasures.data?.pages.flatMap((page) => page.erasures) ?? [];
  const calls = erasures.data?.pages[0]?.calls ?? 0;
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {erasures.isPending && <Waiting />}
      {erasures.isError && <Problem error={erasures.error} again={() => void erasures.refetch()} />}
      {erasures.data && <p>{all.length === 0 ? text.none : text.total(numberText(calls))}</p>}
      {all.length > 0 && (
        <ol className={classes.rows} aria-label={text.title}>
          {all.map((erasure) => (
            <li key={erasure.index}>
              <span className={classes.when}>{timeText(erasure.time)}</span>
              <span>
                {visibleControls(erasureWords(erasure, words))}{' '}
                <span className="soft">{words.ledger.looks.entry(numberText(erasure.index))}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {erasures.hasNextPage && (
        <Older
          words={text.older}
          isPending={erasures.isFetchingNextPage}
          onMore={() => void erasures.fetchNextPage()}
        />
      )}
      {children}
    </section>
  );
}

function erasureWords({ extent, basis, calls, domains, who }: ErasureView, words: Text): string {
  const { erasing, ledger } = words;
  const text = ledger.erased;
  const count = numberText(calls);
  const what = domains === 0 ? text.calls(count) : text.whole(count, numberText(domains));
  const name = basis.startsWith('retention-') ? text.retention : (who?.name ?? ledger.looks.somebody);
  const why = Object.hasOwn(erasing.bases, basis)
    ? erasing.bases[basis as keyof typeof erasing.bases]
    : basis;
  return `${text.row[extent](name, what)} ${text.why(why)}`;
}
