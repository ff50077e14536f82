import { Button } from '@mantine/core';
import { useState } from 'react';
import { useStatus } from '../../api/status.ts';
import { ApiError } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import type { Adoption } from './adoption.ts';
import type { Checked } from './check-result.tsx';
import { changesOf, type Draft, draftOf } from './draft.ts';
import { FileChanges } from './file-changes.tsx';
import classes from './rules.module.css';
import { takeFocus } from './take-focus.ts';
import { ThrowAway } from './throw-away.tsx';

interface AdoptRulesProps {
  readonly draft: Draft;
  readonly checked: Checked;
  readonly adoption: Adoption;
  /** The files are others by now, so first both have to be brought together. */
  readonly isElsewhere: boolean;
  /** Whether the effect that stands beside is of exactly this text. */
  readonly isTried: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** The last step: what will change, what it will mean, and a yes. */
export function AdoptRules(props: AdoptRulesProps) {
  const { draft, checked, isElsewhere, onChange } = props;
  const text = useText().rules;
  // What is agreed to is exactly the text that was looked at; another one has to be looked at again.
  const [looked, look] = useState<Draft>();
  const changes = changesOf(draft);
  const isRight = checked.isOf && checked.answer.data?.said.problems.length === 0;
  return (
    <section>
      <h2>{text.adopt.title}</h2>
      {changes.length === 0 ? (
        <p className="soft">{text.adopt.nothing}</p>
      ) : looked === draft ? (
        <Confirm {...props} onBack={() => look(undefined)} />
      ) : (
        <p className={classes.buttons}>
          <Button disabled={!isRight || isElsewhere} onClick={() => look(draft)}>
            {text.adopt.look}
          </Button>
          <ThrowAway onYes={() => onChange(draftOf(draft.base))} />
        </p>
      )}
    </section>
  );
}

function Confirm({
  draft,
  checked,
  adoption,
  isTried,
  onBack,
}: AdoptRulesProps & { readonly onBack: () => void }) {
  const text = useText().rules.adopt;
  const mode = useStatus().data?.policy.mode;
  const failing = checked.answer.data?.said.tests?.results.some(({ passed }) => !passed) ?? false;
  const { error } = adoption;
  return (
    <>
      <h3 ref={takeFocus} tabIndex={-1}>
        {text.changes}
      </h3>
      <FileChanges changes={changesOf(draft)} />
      {draft.files.length === 0 ? (
        <p className={classes.loud}>{text.empty}</p>
      ) : (
        <p>{mode === 'observe' ? text.observed : text.enforced}</p>
      )}
      {failing && <p className={classes.warning}>{text.testsFail}</p>}
      {!isTried && <p className={classes.warning}>{text.notTried}</p>}
      {/* A conflict is told of above, with both texts. */}
      {error && !(error instanceof ApiError && error.code === 'policies_changed') && (
        <Problem error={error} />
      )}
      <p className={classes.buttons}>
        <Button loading={adoption.isPending} onClick={() => adoption.mutate(draft)}>
          {text.yes}
        </Button>
        <Button variant="default" onClick={onBack}>
          {text.no}
        </Button>
        <span className="soft">{text.recorded}</span>
      </p>
    </>
  );
}
