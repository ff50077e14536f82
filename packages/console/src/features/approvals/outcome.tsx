import type { ApprovalView } from 'commonhold/api';
import { Shown } from '../../components/shown.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { missingRules } from './request-words.ts';

interface OutcomeProps {
  readonly approval: ApprovalView;
  readonly reader: string | undefined;
}

/** Who has decided what so far. It is always there, so that a change is said to who listens. */
export function Outcome({ approval, reader }: OutcomeProps) {
  const text = useText().approvals.outcome;
  const { state, granted, refused, expires } = approval;
  const nameOf = ({ id, name }: ApprovalView['asking']): string => (id === reader ? text.you : name);
  const last = granted.at(-1);
  return (
    <div role="status">
      {state === 'open' &&
        granted.map(({ by, time, rules }) => (
          <p key={by.id}>
            <Shown text={text.part(nameOf(by), rules, timeText(time))} />
          </p>
        ))}
      {state === 'open' && granted.length > 0 && <p>{text.stillNeeds(missingRules(approval))}</p>}
      {state === 'granted' && last && (
        <p>
          <Shown
            text={text.granted(
              text.names([...new Set(granted.map(({ by }) => nameOf(by)))]),
              timeText(last.time),
              timeText(expires),
            )}
          />
        </p>
      )}
      {state === 'refused' && refused && (
        <p>
          <Shown text={text.refused(nameOf(refused.by), timeText(refused.time), timeText(expires))} />{' '}
          {refused.reason !== undefined && (
            <>
              {text.reason} <Shown text={refused.reason} />
            </>
          )}
        </p>
      )}
    </div>
  );
}
