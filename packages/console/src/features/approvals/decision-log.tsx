import { useState } from 'react';
import { Link } from 'wouter';
import { useApprovalLog } from '../../api/approvals.ts';
import { Problem } from '../../components/problem.tsx';
import { Shown } from '../../components/shown.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';

/** What people decided about such calls, as the log and what lies beside it say. */
export function DecisionLog() {
  const text = useText().approvals.log;
  const [pages, setPages] = useState<readonly (number | undefined)[]>([undefined]);
  return (
    <section>
      <h2>{text.title}</h2>
      {pages.map((before, index) => (
        <LogPage
          key={before ?? 'latest'}
          before={before}
          isFirst={index === 0}
          isLast={index === pages.length - 1}
          onOlder={(older) => setPages([...pages, older])}
        />
      ))}
    </section>
  );
}

interface LogPageProps {
  readonly before: number | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onOlder: (older: number) => void;
}

function LogPage({ before, isFirst, isLast, onOlder }: LogPageProps) {
  const text = useText().approvals.log;
  const log = useApprovalLog(before, true);
  if (log.isPending) return <Waiting />;
  if (log.isError) return <Problem error={log.error} again={() => void log.refetch()} />;
  const { decisions, older } = log.data;
  if (decisions.length === 0) return isFirst ? <p className="soft">{text.none}</p> : null;
  return (
    <>
      <ol className={classes.list} aria-label={text.caption}>
        {decisions.map(({ index, time, decision, who, rules, call, reason }) => (
          <li key={index}>
            <span className={classes.when}>{timeText(time)}</span>
            <p>
              <Shown text={text.sentence(who?.name ?? text.erased, decision, rules ?? [])} />{' '}
              {reason !== undefined && (
                <>
                  {text.reason} <Shown text={reason} />{' '}
                </>
              )}
              {call !== undefined && <Link href={`/calls/${call}`}>{text.call}</Link>}
            </p>
          </li>
        ))}
      </ol>
      {isLast && older !== undefined && (
        <button type="button" className="as-link" onClick={() => onOlder(older)}>
          {text.older}
        </button>
      )}
    </>
  );
}
