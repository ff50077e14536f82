import { useQuery } from '@tanstack/react-query';
import type { CallView, DecisionView, ExplanationView } from 'commonhold/api';
import { Link } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { Digest } from '../../components/digest.tsx';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { RuleThen } from '../../components/rule-then.tsx';
import { Shown } from '../../components/shown.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { foundFacts, ruleOf } from './decision-words.ts';
import classes from './decision.module.css';
import { Pass } from './decision-pass.tsx';

/** Why the call went where it went, or nowhere: the trail step by step, the rules of that time, and what they saw. */
export function Decision({ call }: { readonly call: CallView }) {
  const text = useText().deciding;
  const isCleared = call.erasure?.extent === 'everything';
  const explained = useQuery({
    // An attempt more, or an erasure, is another explanation; that a call goes on is none.
    queryKey: ['calls', 'explain', call.id],
    queryFn: async (): Promise<ExplanationView> =>
      answerOf(api.policy.explain[':id'].$get({ param: { id: call.id } })),
  });
  return (
    <section>
      <h2>{text.title}</h2>
      {explained.isPending && <Waiting />}
      {explained.isError && <Problem error={explained.error} again={() => void explained.refetch()} />}
      {explained.data && isCleared && <p>{text.erased}</p>}
      {explained.data &&
        !isCleared &&
        explained.data.decisions.map((decision) => (
          <One key={decision.attempt} decision={decision} isOnly={explained.data.decisions.length === 1} />
        ))}
      {explained.data?.decisions.length === 0 && !isCleared && <p>{text.noSteps}</p>}
      {!isCleared && <Facts of={[[text.key, <Shown key="key" text={call.key} />]]} />}
    </section>
  );
}

function One({ decision, isOnly }: { readonly decision: DecisionView; readonly isOnly: boolean }) {
  const text = useText().deciding;
  const { attempt, trail, passes } = decision;
  const found = foundFacts(decision, text);
  const approval = decision.facts['approval'];
  return (
    <>
      {!isOnly && <h3>{attempt === 0 ? text.ofRefusal : text.ofAttempt(attempt)}</h3>}
      {trail.length === 0 ? (
        <p>{text.noSteps}</p>
      ) : (
        <>
          <p className={classes.trailNote}>{text.trail}</p>
          <ol className={classes.trail}>
            {trail.map((step, index) => (
              // A trail may have the same step twice, and its order is what it says.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>
                <code>
                  <Shown text={step} />
                </code>
              </li>
            ))}
          </ol>
          <ol className={classes.passes} data-single={passes.length === 1}>
            {passes.map((pass, index) => (
              // The rules may be asked the same twice, and the order is what it says.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>
                <Pass decision={decision} pass={pass} before={passes[index - 1]} />
              </li>
            ))}
          </ol>
        </>
      )}
      {found.length > 0 && (
        <>
          <p className={classes.part}>{text.found.title}</p>
          <Facts of={found.map(([name, value]) => [name, <Shown key={name} text={value} />])} />
          <p className={`soft ${classes.note}`}>{text.found.note}</p>
        </>
      )}
      {typeof approval === 'string' && (
        <p>
          {text.approval.before} <Link href={`/approvals/${approval}`}>{text.approval.link}</Link>
          {text.approval.after}
        </p>
      )}
      {trail.length > 0 && <Rules decision={decision} />}
    </>
  );
}

/** The rules that the trail names, with their text of that time, and the set to which they belonged. */
function Rules({ decision: { trail, policy, rules } }: { readonly decision: DecisionView }) {
  const text = useText().deciding.rules;
  const named = [...new Set(trail.flatMap((step) => ruleOf(step) ?? []))];
  const missing = named.filter((name) => rules.every(({ id }) => id !== name));
  return (
    <>
      <p className={classes.part}>{text.title}</p>
      {policy.source === 'built-in' && <p>{text.builtIn}</p>}
      {policy.source === 'not-kept' && <p>{text.notKept}</p>}
      {rules.map((rule) => (
        <RuleThen key={rule.id} rule={rule} />
      ))}
      {policy.source === 'kept' &&
        missing.map((name) => (
          <p key={name}>
            <Shown text={text.notThere(name)} />
          </p>
        ))}
      <p className={`soft ${classes.note} ${classes.set}`}>
        {policy.since !== undefined && `${text.since(timeText(policy.since))} `}
        {policy.mode === 'observe' && `${text.unenforced} `}
        {text.digest} <Digest value={policy.digest} />
      </p>
    </>
  );
}
