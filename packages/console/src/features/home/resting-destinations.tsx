import { useQuery } from '@tanstack/react-query';
import type { DestinationView } from 'commonhold/api';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import classes from './home.module.css';

/** Whose calls fail wants to know it here and not after a search: what does not answer, in a sentence each. Nothing while all is well. */
export function RestingDestinations() {
  const text = useText().home.resting;
  const role = useSession().data?.role;
  const asked = useQuery({
    queryKey: ['calls', 'destinations'],
    queryFn: () => answerOf(api.destinations.$get()),
    enabled: role === 'owner' || role === 'auditor',
  });
  // What cannot be asked is in no way well; the page Settings says so, and here nothing is claimed.
  const troubled = (asked.data?.destinations ?? []).flatMap((one) => sentence(one, text));
  const isResting = asked.data?.destinations.some(({ health }) => health?.state === 'resting') === true;
  return (
    <div role="status">
      {troubled.length > 0 && (
        <p className={classes.resting}>
          {[...troubled, ...(isResting ? [text.meanwhile] : [])].join(' ')}{' '}
          <Link href="/settings#destinations">{text.how}</Link>
        </p>
      )}
    </div>
  );
}

function sentence({ name, health }: DestinationView, text: Text['home']['resting']): string[] {
  if (health?.state === 'failing') return [text.failing(name)];
  if (health?.state !== 'resting') return [];
  const until = health.restsUntil;
  return [until === undefined || until <= Date.now() ? text.again(name) : text.one(name, timeText(until))];
}
