import { useState } from 'react';
import { useApprovals, waitingFor } from '../api/approvals.ts';
import { useSession } from '../api/session.ts';
import { useText } from '../text/text.ts';

/** How many requests wait for whoever is signed in. */
export function useWaitingApprovals(): number {
  const reader = useSession().data?.id ?? '';
  const approvals = useApprovals();
  return waitingFor(approvals.data ?? [], reader).length;
}

/** Says to who listens that something waits now, or nothing any more, wherever they are; once, when it changes. */
export function WaitingApprovals() {
  const text = useText().approvals;
  const count = useWaitingApprovals();
  const [said, setSaid] = useState({ count, text: '' });
  if (said.count !== count) setSaid({ count, text: text.announced(count) });
  return (
    <p className="visually-hidden" role="status">
      {said.text}
    </p>
  );
}
