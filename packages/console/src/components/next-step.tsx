import { Link } from 'wouter';
import { useSession } from '../api/session.ts';
import { useText } from '../text/text.ts';

/** Where nothing was sent: how something is. Auditors make no calls. */
export function NextStep() {
  const text = useText().frame;
  const role = useSession().data?.role;
  if (role === undefined || role === 'auditor') return text.otherTime;
  return (
    <>
      {text.otherTime} <Link href="/ask">{text.askSomething}</Link>{' '}
      <Link href="/connect">{text.connectAnApp}</Link>
    </>
  );
}
