import type { ApprovalView } from 'commonhold/api';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { ApiError } from '../../api/client.ts';
import { useApproval } from '../../api/approvals.ts';
import { Digest } from '../../components/digest.tsx';
import { Facts } from '../../components/facts.tsx';
import { namedCounts } from '../../components/found-words.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { RuleThen } from '../../components/rule-then.tsx';
import { Shown } from '../../components/shown.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';
import { Decide } from './decide.tsx';
import { Gone } from './gone.tsx';
import { placeText, sizeText, whoText } from './request-words.ts';
import { TimeLeft } from './time-left.tsx';
import { useWaitingContent, WaitingContent } from './waiting-content.tsx';

/** One request, whole: what would leave, where to, why it is asked, and the decision. */
export function RequestDocument({ id }: { readonly id: string }) {
  const words = useText();
  const text = words.approvals.one;
  const approval = useApproval(id);
  const isGone = approval.error instanceof ApiError && approval.error.code === 'approval_unknown';
  const title = isGone ? words.approvals.gone.title : text.title;
  useEffect(() => {
    document.title = `${title} – ${words.name}`;
  }, [title, words.name]);
  return (
    <Page name="approvals" title={title}>
      <p className={classes.back}>
        <Link href="/approvals">{text.back}</Link>
      </p>
      {approval.isPending && <Waiting />}
      {isGone && <Gone last={approval.data} />}
      {approval.isError && !isGone && (
        <Problem error={approval.error} again={() => void approval.refetch()} />
      )}
      {approval.data && !isGone && <Request approval={approval.data} again={approval.refetch} />}
    </Page>
  );
}

function Request({ approval, again }: { readonly approval: ApprovalView; readonly again: () => unknown }) {
  const words = useText();
  const text = words.approvals.one;
  const content = useWaitingContent(approval.id);
  const asked = new Date(approval.asked);
  const date = asked.toLocaleDateString(undefined, { dateStyle: 'long' });
  const time = asked.toLocaleTimeString(undefined, { timeStyle: 'medium' });
  const story = text.asked(
    date,
    time,
    whoText(approval, words),
    sizeText(approval),
    placeText(approval, words),
  );
  return (
    <>
      <p className={classes.story}>
        <Shown text={story} /> {approval.own && text.own}
      </p>
      <TimeLeft approval={approval} again={again} />
      <Decide approval={approval} hasLooked={content.data !== undefined} />
      <What approval={approval} />
      <section>
        <h2>{text.why}</h2>
        {approval.rules.map((rule) => (
          <RuleThen key={rule.id} rule={rule} />
        ))}
      </section>
      <WaitingContent approval={approval} opening={content} />
    </>
  );
}

/** What is known of the bytes and of the place; what is not known is named too, because somebody decides by it. */
function What({ approval }: { readonly approval: ApprovalView }) {
  const words = useText();
  const text = words.approvals.one;
  const { destination, labels, found, sha256 } = approval;
  const { model, legalEntity, retentionDays, trainsOnData } = destination;
  const unknown = <em className="soft">{text.unknown}</em>;
  return (
    <>
      <Facts
        of={[
          [
            text.labels,
            labels.length === 0 ? (
              text.noLabels
            ) : (
              <strong>
                <Shown text={labels.join(', ')} />
              </strong>
            ),
          ],
          [text.found, <Shown key="found" text={namedCounts(found, words.deciding) ?? text.nothingFound} />],
          [text.destination, <Shown key="where" text={placeText(approval, words)} />],
          [text.model, <Shown key="model" text={model} />],
          [text.entity, legalEntity === undefined ? unknown : <Shown text={legalEntity} />],
          [text.retention, retentionDays === undefined ? unknown : text.days(numberText(retentionDays))],
          [text.trains, trainsOnData === undefined ? unknown : text.trainsValue[trainsOnData ? 'yes' : 'no']],
          [text.digest, <Digest key="digest" value={sha256} />],
        ]}
      />
      <p className={`soft ${classes.note}`}>{text.caution}</p>
    </>
  );
}
