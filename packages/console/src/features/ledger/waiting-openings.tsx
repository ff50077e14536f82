import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useOpeningDecision, useOpeningRequests } from '../../api/openings.ts';
import { Problem } from '../../components/problem.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './ledger.module.css';

/** Where opening takes two people: what others ask for, to be agreed to or refused. */
export function WaitingOpenings() {
  const { calls, ledger } = useText();
  const [words, text] = [calls.opening, ledger.looks];
  const requests = useOpeningRequests();
  const decision = useOpeningDecision();
  const list = requests.data ?? [];
  if (list.length === 0) return <p className="soft">{text.waitingLead}</p>;
  return (
    <>
      <h3>{text.waiting}</h3>
      <p>{text.waitingLead}</p>
      <ol className={classes.rows} aria-label={text.waiting}>
        {list.map(({ id, call, own, agreed, asking, asked, reason }) => (
          <li key={id}>
            <span className={classes.when}>{timeText(asked)}</span>
            <div>
              <p>
                {own
                  ? agreed
                    ? words.agreedBy(agreed.name)
                    : words.waits(timeText(asked))
                  : agreed
                    ? words.othersAgreed(asking.name, agreed.name)
                    : words.othersWish(asking.name, timeText(asked))}{' '}
                <Link href={`/calls/${call}`}>{text.call}</Link>{' '}
                {reason !== undefined && `${words.why} ${visibleControls(reason)}`}
              </p>
              <p className={classes.buttons}>
                {!own && !agreed && (
                  <Button
                    variant="default"
                    size="compact-md"
                    disabled={decision.isPending}
                    onClick={() => decision.mutate({ type: 'agree', request: id })}
                  >
                    {words.agree}
                  </Button>
                )}
                <button
                  type="button"
                  className="as-link"
                  disabled={decision.isPending}
                  onClick={() => decision.mutate({ type: 'refuse', request: id })}
                >
                  {own ? words.takeBack : words.refuse}
                </button>
              </p>
            </div>
          </li>
        ))}
      </ol>
      {decision.isError && <Problem error={decision.error} />}
    </>
  );
}
