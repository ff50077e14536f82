import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { useCallsPage, useCallsSince } from './asked-of-the-node.ts';
import { CallRows } from './call-rows.tsx';
import { FilterForm } from './filter-form.tsx';
import { FiltersInForce } from './filters-in-force.tsx';
import { type Filters, listAddress, readListAddress, withPicked } from './list-address.ts';
import { useListKeys } from './list-keys.ts';
import classes from './list.module.css';
import { NewCalls } from './new-calls.tsx';
import { NoCalls } from './no-calls.tsx';
import { Pager } from './pager.tsx';
import { Picked } from './picked.tsx';
import { useIsReading } from './reading-place.ts';
import { SaidSearch } from './said-search.tsx';

/** The list of calls, with all that decides about it in the address. */
export function CallList() {
  const text = useText().calls.list;
  const session = useSession().data;
  const [, navigate] = useLocation();
  const { filters, place, picked, unknown } = readListAddress(useSearch());
  const list = useRef<HTMLDivElement>(null);
  useListKeys(list);

  const isReading = useIsReading(list) && place.type === 'latest';
  const view = listAddress(filters);
  /** The latest call when somebody began to read: from then on rows stay, and what is new is only counted. */
  const [held, setHeld] = useState<{ readonly view: string; readonly index: number }>();
  const page = useCallsPage(filters, held ? { type: 'before', index: held.index + 1 } : place);
  const since = useCallsSince(filters, held?.index);
  const newest = page.data?.calls[0]?.index;
  if (held && (!isReading || held.view !== view)) setHeld(undefined);
  else if (!held && isReading && newest !== undefined && !page.isPlaceholderData) {
    setHeld({ view, index: newest });
  }

  const change = (next: Filters): void => navigate(listAddress(next, { type: 'latest' }, picked));
  const pick = (next: readonly string[]): void =>
    navigate(listAddress(filters, place, next), { replace: true });
  useReturn(list, page.isSuccess);

  const calls = page.data?.calls ?? [];
  return (
    <Page name="calls" lead={session?.role === 'member' ? text.own : text.lead}>
      {unknown.length > 0 && <p role="alert">{text.notUnderstood(unknown)}</p>}
      <FilterForm filters={filters} onChange={change} />
      {session?.role === 'owner' && <SaidSearch />}
      {calls.length > 0 && <FiltersInForce filters={filters} onChange={change} />}
      <Picked picked={picked} onChange={pick} />
      <NewCalls
        since={held ? since.data : undefined}
        onShow={() => {
          scrollTo({ top: 0 });
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          setHeld(undefined);
        }}
      />
      {page.isPending && <Waiting />}
      {page.isError && <Problem error={page.error} again={() => void page.refetch()} />}
      {page.data && (
        <div ref={list} aria-busy={page.isPlaceholderData} className={classes.list}>
          {calls.length === 0 ? (
            <NoCalls page={page.data} filters={filters} place={place} onChange={change} />
          ) : (
            <CallRows
              calls={calls}
              picked={picked}
              onPick={(id, isIn) => pick(withPicked(picked, id, isIn))}
            />
          )}
        </div>
      )}
      {page.data && <Pager page={page.data} filters={filters} place={place} picked={picked} />}
      <Keys />
    </Page>
  );
}

/** Whoever comes back from a call finds the focus on its row. */
function useReturn(list: { readonly current: HTMLElement | null }, isThere: boolean): void {
  const state = useHistoryState<{ readonly opened?: string } | null>();
  const opened = state?.opened;
  useEffect(() => {
    if (!isThere || typeof opened !== 'string') return;
    const links = list.current?.querySelectorAll<HTMLElement>('[data-open-call]') ?? [];
    [...links].find((link) => link.dataset['openCall'] === opened)?.focus({ preventScroll: true });
  }, [list, opened, isThere]);
}

function Keys() {
  const text = useText().calls.list;
  return (
    <p className={classes.keys}>
      <span>{text.keysTitle}:</span>
      {text.keys.map(([key, what]) => (
        <span key={key}>
          <kbd>{key}</kbd> {what}
        </span>
      ))}
    </p>
  );
}
