import type { PolicyView, RuleView } from 'commonhold/api';
import { useState } from 'react';
import { Link } from 'wouter';
import { Digest } from '../../components/digest.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { Waiting } from '../../components/waiting.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { usePolicy } from './asked-of-the-node.ts';
import { changesOf } from './draft.ts';
import { keepDraft, keptDraft } from './kept-draft.ts';
import { PastSets } from './past-sets.tsx';
import { Rule } from './rule.tsx';
import classes from './rules.module.css';
import { StarterSets } from './starter-sets.tsx';
import { ThrowAway } from './throw-away.tsx';

/** The rules that hold, as a document. */
export function InForce({ isOwner }: { readonly isOwner: boolean }) {
  const text = useText().rules;
  const policy = usePolicy();
  return (
    <Page name="rules" lead={text.lead}>
      {policy.isError && <Problem error={policy.error} again={() => void policy.refetch()} />}
      {policy.data === undefined ? (
        policy.isPending && <Waiting />
      ) : (
        <Holding view={policy.data} isOwner={isOwner} />
      )}
    </Page>
  );
}

function Holding({ view, isOwner }: { readonly view: PolicyView; readonly isOwner: boolean }) {
  const text = useText().rules;
  const { status, rules, sets } = view;
  const isNone = status.builtIn && status.trouble === undefined;
  return (
    <>
      <Now view={view} />
      {isOwner && <Unadopted isNone={isNone} />}
      {!status.builtIn && (
        <>
          <Group rules={rules.filter(({ layer }) => layer === 'floor')} name="floor" isOwner={isOwner} />
          <Group
            rules={rules.filter(({ layer, effect }) => layer === 'ordinary' && effect === 'forbid')}
            name="forbid"
            isOwner={isOwner}
          />
          <Group
            rules={rules.filter(({ effect }) => effect === 'permit')}
            name="permit"
            isOwner={isOwner}
            none={text.groups.permit.none}
          />
        </>
      )}
      {isNone && isOwner && <StarterSets />}
      <PastSets sets={sets} status={status} />
    </>
  );
}

function Now({ view: { status, sets } }: { readonly view: PolicyView }) {
  const text = useText().rules.now;
  const since = sets[0]?.since;
  return (
    <section>
      {status.trouble !== undefined && (
        <div className={classes.loud} role="alert">
          <p>{text.trouble}</p>
          <p className={classes.detail}>{visibleControls(status.trouble)}</p>
        </div>
      )}
      <p className={classes.main}>
        {status.builtIn
          ? text.builtIn
          : `${text.inForce(numberText(status.rules), since === undefined ? undefined : timeText(since))} ${status.mode === 'enforce' ? text.enforced : ''}`}
      </p>
      {!status.builtIn && status.mode === 'observe' && (
        <div className={classes.loud} role="note">
          <p>
            <strong>{text.observed}</strong> {text.observedWhy}
          </p>
        </div>
      )}
      {!status.builtIn && (
        <p className="soft">
          {text.digest} <Digest value={status.digest} />
        </p>
      )}
    </section>
  );
}

/** The way to the editor; what was begun there and not adopted is told of, wherever its author went meanwhile. */
function Unadopted({ isNone }: { readonly isNone: boolean }) {
  const text = useText().rules.now;
  const [hasDraft, setHasDraft] = useState(() => {
    const kept = keptDraft();
    return kept !== undefined && changesOf(kept).length > 0;
  });
  if (!hasDraft)
    return isNone ? null : (
      <p>
        <Link href="/rules/edit">{text.edit}</Link>
      </p>
    );
  const drop = (): void => {
    keepDraft(undefined);
    setHasDraft(false);
  };
  return (
    <p className={classes.note}>
      {text.unadopted} <Link href="/rules/edit">{text.goOn}</Link> <ThrowAway onYes={drop} />
    </p>
  );
}

interface GroupProps {
  readonly rules: readonly RuleView[];
  readonly name: 'floor' | 'forbid' | 'permit';
  readonly isOwner: boolean;
  readonly none?: string;
}

function Group({ rules, name, isOwner, none }: GroupProps) {
  const text = useText().rules.groups[name];
  if (rules.length === 0 && none === undefined) return null;
  return (
    <section>
      <h2>{text.title}</h2>
      <p className="soft">{text.lead}</p>
      {rules.length === 0 && <p>{none}</p>}
      {rules.map((rule) => (
        <Rule key={rule.id} rule={rule} isOwner={isOwner} />
      ))}
    </section>
  );
}
