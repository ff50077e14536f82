import type { ApprovalView } from 'commonhold/api';
import { useEffect, useState } from 'react';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';
import { spokenSeconds } from './request-words.ts';

interface TimeLeftProps {
  readonly approval: ApprovalView;
  /** Always the same function: another one would be a reason to ask once more. */
  readonly again: () => unknown;
}

/**
 * Until when a call waits and the request is open. The seconds are for whoever looks; who listens is told twice, and not
 * every second.
 */
export function TimeLeft({ approval, again }: TimeLeftProps) {
  const text = useText().approvals.time;
  const { state, own, waitsUntil, expires } = approval;
  const end = Date.parse(waitsUntil ?? expires);
  const left = useSecondsLeft(end);
  const isOver = left <= 0;
  // The node knows better than this clock whether it is over, and is asked once.
  useEffect(() => {
    if (isOver) void again();
  }, [isOver, again]);
  if (state !== 'open') return null;
  if (isOver && waitsUntil === undefined) return <p role="status">{text.over}</p>;
  const spoken = waitsUntil === undefined ? undefined : spokenSeconds(left);
  return (
    <>
      <p className={classes.time}>
        {waitsUntil === undefined || isOver
          ? text.open(timeText(expires))
          : (own ? text.waitsOwn : text.waits)(timeText(waitsUntil))}{' '}
        {waitsUntil !== undefined && !isOver && (
          <span className={classes.left} aria-hidden>
            {text.left(left)}
          </span>
        )}
      </p>
      <p className="visually-hidden" role="status">
        {spoken === undefined ? '' : text.spoken(spoken)}
      </p>
    </>
  );
}

/** Whole seconds until a moment, counted down while it lies ahead. */
function useSecondsLeft(end: number): number {
  const [now, setNow] = useState(() => Date.now());
  const left = Math.ceil((end - now) / 1000);
  useEffect(() => {
    if (end <= Date.now()) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (end <= Date.now()) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [end]);
  return left;
}
