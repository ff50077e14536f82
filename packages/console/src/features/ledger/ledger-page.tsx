import { useSession } from '../../api/session.ts';
import { useStatus } from '../../api/status.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { CheckHere } from './check-here.tsx';
import { EraseForm } from './erase-form.tsx';
import { Erasures } from './erasures.tsx';
import { Head } from './head.tsx';
import { Holds } from './holds.tsx';
import { Looks } from './looks.tsx';
import { Retention } from './retention.tsx';
import { WaitingOpenings } from './waiting-openings.tsx';
import { Whole } from './whole.tsx';
import { Witnesses } from './witnesses.tsx';

/** Whether the record is whole, how anybody can check that, and who read and erased what. */
export default function LedgerPage() {
  const text = useText().ledger;
  const status = useStatus();
  const role = useSession().data?.role;
  if (status.data === undefined) {
    return (
      <Page name="ledger" lead={text.lead}>
        {status.isError ? <Problem error={status.error} again={() => void status.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  const { published, retention, access, log } = status.data;
  return (
    <Page name="ledger" lead={text.lead}>
      <Whole isPublished={published !== 'off'} />
      <Head entries={log.size} />
      <CheckHere published={published} />
      {role === 'member' ? (
        <p className="soft">{text.notForMembers}</p>
      ) : (
        <>
          <Witnesses />
          <Looks>{role === 'owner' && access.people > 1 && <WaitingOpenings />}</Looks>
          <Erasures>{role === 'owner' && <EraseForm />}</Erasures>
          {role === 'owner' && <Holds />}
        </>
      )}
      <Retention of={retention} />
      {role === 'auditor' && <p className="soft">{text.notForAuditors}</p>}
    </Page>
  );
}
