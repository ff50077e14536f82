import { Button } from '@mantine/core';
import type { OpeningRequestView } from 'commonhold/api';
import type { ReactNode } from 'react';
import { useOpeningDecision, useOpeningRequests } from '../../api/openings.ts';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './document.module.css';
import { ReasonForm } from './reason-form.tsx';
import { Shown } from '../../components/shown.tsx';

interface SecondPersonProps {
  readonly call: string;
  readonly asksWhy: boolean;
  /** The button that opens it, shown to whoever may press it. */
  readonly children: ReactNode;
}

/** Where opening takes two people: asking for it, agreeing to what another asked, and opening once somebody has agreed. */
export function SecondPerson({ call, asksWhy, children }: SecondPersonProps) {
  const words = useText().calls.opening;
  const requests = useOpeningRequests(call);
  const decision = useOpeningDecision();
  if (requests.isPending) return <Waiting />;
  if (requests.isError) return <Problem error={requests.error} again={() => void requests.refetch()} />;
  const own = requests.data.find((request) => request.own);
  return (
    <>
      <p>{words.two}</p>
      {requests.data.map((request) => (
        <div key={request.id} className={classes.reason}>
          <p role="status">
            {said(request, words)}
            {request.reason !== undefined && (
              <>
                {' '}
                {words.why} <Shown text={request.reason} />
              </>
            )}
          </p>
          <p className={classes.actions}>
            {request.own && request.agreed && children}
            {!request.own && !request.agreed && (
              <Button
                variant="default"
                disabled={decision.isPending}
                onClick={() => decision.mutate({ type: 'agree', request: request.id })}
              >
                {words.agree}
              </Button>
            )}
            <button
              type="button"
              className="as-link"
              disabled={decision.isPending}
              onClick={() => decision.mutate({ type: 'refuse', request: request.id })}
            >
              {request.own ? words.takeBack : words.refuse}
            </button>
          </p>
        </div>
      ))}
      {own === undefined && (
        <ReasonForm
          isAsked={asksWhy}
          button={words.ask}
          isPending={decision.isPending}
          onReason={(reason) => decision.mutate({ type: 'ask', call, reason })}
        />
      )}
      {decision.isError && <Problem error={decision.error} />}
    </>
  );
}

function said(
  { own, agreed, asking, asked }: OpeningRequestView,
  words: ReturnType<typeof useText>['calls']['opening'],
): string {
  if (own) return agreed ? words.agreedBy(agreed.name) : words.waits(timeText(asked));
  return agreed
    ? words.othersAgreed(asking.name, agreed.name)
    : words.othersWish(asking.name, timeText(asked));
}
