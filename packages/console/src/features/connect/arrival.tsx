import type { AppByHand } from 'commonhold/api';
import { useState } from 'react';
import { Link } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Problem } from '../../components/problem.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { type MadeKey, useFirstCall } from './asked-of-the-node.ts';

interface ArrivalProps {
  readonly app: AppByHand;
  readonly made: MadeKey | undefined;
}

/** Waits for the first call of the new key, or, for somebody who has one already, for the next call with it. */
export function Arrival({ app, made }: ArrivalProps) {
  const text = useText().connect.arrival;
  const session = useSession().data;
  const isOwner = session?.role === 'owner';
  const [opened] = useState(() => new Date().toISOString());
  const isWaiting = isOwner ? made !== undefined : session !== null && session !== undefined;
  const first = useFirstCall(
    isOwner ? (made?.principal ?? '') : (session?.id ?? ''),
    isOwner ? undefined : opened,
    isWaiting,
  );
  const call = first.data ?? undefined;
  return (
    <>
      <div role="status">
        {!isWaiting && <p>{text.first}</p>}
        {isWaiting && call === undefined && (
          <p>{isOwner ? text.waiting(app.title) : text.waitingOwn(app.title)}</p>
        )}
        {call !== undefined && (
          <p>
            <strong>{text.arrived(timeText(call.time))}</strong> {text.status[call.status]}{' '}
            <Link href={`/calls/${call.id}`}>{text.read}</Link>
          </p>
        )}
      </div>
      {first.isError && <Problem error={first.error} again={() => void first.refetch()} />}
      {isWaiting && call === undefined && <p className="soft">{text.never}</p>}
    </>
  );
}
