import type { ApprovalView } from 'commonhold/api';
import { Link } from 'wouter';
import { useApprovals, waitingFor } from '../../api/approvals.ts';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Shown } from '../../components/shown.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';
import { DecisionLog } from './decision-log.tsx';
import { placeText, sizeText, whoText } from './request-words.ts';

/** What waits for the reader, what the reader asked for, and what is decided and not over. */
export function RequestList() {
  const text = useText().approvals;
  const session = useSession().data;
  const approvals = useApprovals();
  const isAuditor = session?.role === 'auditor';
  const seesLog = isAuditor || session?.role === 'owner';
  return (
    <Page name="approvals" lead={text.lead}>
      {isAuditor && <p>{text.auditor}</p>}
      {!isAuditor && approvals.isPending && <Waiting />}
      {approvals.isError && <Problem error={approvals.error} again={() => void approvals.refetch()} />}
      {approvals.data && <Groups approvals={approvals.data} reader={session?.id ?? ''} />}
      {seesLog && <DecisionLog />}
    </Page>
  );
}

function Groups({
  approvals,
  reader,
}: {
  readonly approvals: readonly ApprovalView[];
  readonly reader: string;
}) {
  const text = useText().approvals;
  const role = useSession().data?.role;
  const waiting = waitingFor(approvals, reader);
  const rest = approvals.filter((one) => !waiting.includes(one));
  const own = rest.filter((one) => one.own && one.state === 'open');
  const decided = rest.filter((one) => !own.includes(one));
  if (approvals.length === 0) {
    return (
      <>
        <p className={classes.none}>{text.none}</p>
        <p className="soft">{text.noneHow}</p>
        {role !== undefined && role !== 'member' && (
          <p>
            <Link href="/rules">{text.seeRules}</Link>
          </p>
        )}
      </>
    );
  }
  return (
    <>
      <Group title={text.groups.waiting} of={waiting} />
      <Group title={text.groups.own} of={own} />
      <Group title={text.groups.decided} of={decided} />
    </>
  );
}

function Group({ title, of }: { readonly title: string; readonly of: readonly ApprovalView[] }) {
  if (of.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ol className={classes.list} aria-label={title}>
        {of.map((one) => (
          <Row key={one.id} approval={one} />
        ))}
      </ol>
    </section>
  );
}

function Row({ approval }: { readonly approval: ApprovalView }) {
  const words = useText();
  const text = words.approvals;
  const { id, rules, asked } = approval;
  return (
    <li>
      <span className={classes.when}>{timeText(asked)}</span>
      <div>
        <p className={classes.what}>
          <Link href={`/approvals/${id}`}>
            <Shown
              text={text.row(whoText(approval, words), sizeText(approval), placeText(approval, words))}
            />
          </Link>
        </p>
        <p>
          <Shown text={text.rowRules(rules.map((rule) => rule.id))} /> {stateText(approval, text.states)}
        </p>
      </div>
    </li>
  );
}

function stateText(
  { state, waitsUntil, expires }: ApprovalView,
  words: ReturnType<typeof useText>['approvals']['states'],
): string {
  if (state === 'open') return waitsUntil === undefined ? words.open(timeText(expires)) : words.waitingNow;
  return words[state](timeText(expires));
}
