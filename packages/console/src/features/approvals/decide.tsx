import { Button } from '@mantine/core';
import type { ApprovalView } from 'commonhold/api';
import { useState } from 'react';
import { useApprovalDecision } from '../../api/approvals.ts';
import { useSession } from '../../api/session.ts';
import { Problem } from '../../components/problem.tsx';
import { Shown } from '../../components/shown.tsx';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';
import { ConfirmGrant } from './confirm-grant.tsx';
import { ConfirmRefusal } from './confirm-refusal.tsx';
import { Outcome } from './outcome.tsx';
import { approversText, missingRules } from './request-words.ts';

interface DecideProps {
  readonly approval: ApprovalView;
  readonly hasLooked: boolean;
}

/** What has been decided so far, and the two answers for whoever may give one. */
export function Decide({ approval, hasLooked }: DecideProps) {
  const words = useText();
  const text = words.approvals.decide;
  const reader = useSession().data?.id;
  const decision = useApprovalDecision(approval.id);
  const [asked, setAsked] = useState<'grant' | 'refuse'>();
  const { state, mayDecide, granted } = approval;
  const hasGranted = granted.some(({ by }) => by.id === reader);
  const mayGrant = mayDecide && state === 'open' && !hasGranted;
  const mayRefuse = mayDecide && state !== 'refused';
  const close = (): void => setAsked(undefined);
  const approvers = approversText(approval, words);
  return (
    <section className={classes.decide}>
      <h2>{mayDecide ? text.title : text.titleOfOthers}</h2>
      <Outcome approval={approval} reader={reader} />
      {!mayDecide && state === 'open' && (
        <p>
          <Shown text={(approval.own ? text.waitsFor : text.notYours)(approvers)} />
        </p>
      )}
      {(mayGrant || mayRefuse) && (
        <p className={classes.buttons}>
          {mayGrant && <Button onClick={() => setAsked('grant')}>{text.grant}</Button>}
          {mayRefuse && (
            <Button variant="default" onClick={() => setAsked('refuse')}>
              {granted.length > 0 ? text.takeBack : text.refuse}
            </Button>
          )}
        </p>
      )}
      {/* Somebody else may have been faster: the dialog closes, and what it says stands here. */}
      {decision.isError && <Problem error={decision.error} />}
      <ConfirmGrant
        approval={approval}
        isOpen={asked === 'grant' && mayGrant}
        hasLooked={hasLooked}
        missing={missingRules(approval)}
        isPending={decision.isPending}
        onYes={() => decision.mutate({ type: 'grant' }, { onSettled: close })}
        onNo={close}
      />
      <ConfirmRefusal
        isOpen={asked === 'refuse' && mayRefuse}
        isTakenBack={granted.length > 0}
        isPending={decision.isPending}
        onYes={(reason) => decision.mutate({ type: 'refuse', reason }, { onSettled: close })}
        onNo={close}
      />
    </section>
  );
}
