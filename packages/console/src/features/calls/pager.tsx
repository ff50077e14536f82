import type { CallsPage } from 'commonhold/api';
import { Link } from 'wouter';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { toBeginning } from './beginning.ts';
import { type Filters, listAddress, type Place } from './list-address.ts';
import classes from './list.module.css';

interface PagerProps {
  readonly page: CallsPage;
  readonly filters: Filters;
  readonly place: Place;
  readonly picked: readonly string[];
}

/** The ways on from a page, in both directions of the log, and how far a search has got. */
export function Pager({ page, filters, place, picked }: PagerProps) {
  const text = useText().calls.list;
  const { older, newer, searched, calls } = page;
  const isForward = place.type === 'after';
  const to = (type: 'before' | 'after', index: number): string =>
    listAddress(filters, { type, index }, picked);
  const hasNewer = place.type === 'before' || (isForward && !searched.complete);
  const stoppedAt = searched.stopped && searched.to !== undefined ? timeText(searched.to) : undefined;
  return (
    <nav className={classes.pager} aria-label={`${text.newer}, ${text.older}`}>
      {stoppedAt !== undefined && (
        <p>
          {isForward ? text.searchedForward(stoppedAt) : text.searchedBack(stoppedAt)}{' '}
          <Link onClick={toBeginning} href={isForward ? to('after', newer) : to('before', older ?? 0)}>
            {text.goOn}
          </Link>
        </p>
      )}
      {place.type !== 'latest' && (
        <p>
          <Link onClick={toBeginning} href={listAddress(filters, { type: 'latest' }, picked)}>
            {text.latest}
          </Link>
        </p>
      )}
      {hasNewer && !(isForward && searched.stopped) && (
        <p>
          <Link onClick={toBeginning} href={to('after', newer)}>
            {text.newer}
          </Link>
        </p>
      )}
      {isForward && searched.complete && <p className="soft">{text.isNewest}</p>}
      {older !== undefined && (isForward || !searched.stopped) && (
        <p>
          <Link onClick={toBeginning} href={to('before', older)}>
            {text.older}
          </Link>
        </p>
      )}
      {!isForward && searched.complete && calls.length > 0 && (
        <p className="soft">{Object.keys(filters).length === 0 ? text.isOldest : text.nothingOlder}</p>
      )}
    </nav>
  );
}
