import { Button } from '@mantine/core';
import type { PolicyFilesView } from 'commonhold/api';
import { useText } from '../../text/text.ts';
import { changesOf, type Clash, type Draft, draftOf, onTopOf } from './draft.ts';
import { FileChanges } from './file-changes.tsx';
import classes from './rules.module.css';

interface ConflictProps {
  readonly draft: Draft;
  readonly there: PolicyFilesView;
  readonly onTake: (draft: Draft, clashes: readonly Clash[]) => void;
}

/** The files were changed by somebody else while they were edited here. */
export function Conflict({ draft, there, onTake }: ConflictProps) {
  const text = useText().rules.conflict;
  const both = onTopOf(draft, there);
  return (
    <section className={classes.loud} role="alert" aria-labelledby="rules-conflict">
      <h2 id="rules-conflict">{text.title}</h2>
      <p>{text.lead}</p>
      <details open>
        <summary>{text.theirs}</summary>
        <FileChanges changes={changesOf({ base: draft.base, files: there.files })} />
      </details>
      <details open>
        <summary>{text.mine}</summary>
        <FileChanges changes={changesOf(draft)} />
      </details>
      <p>{text.takeNote(both.clashes.map(({ name }) => name))}</p>
      <p className={classes.buttons}>
        <Button onClick={() => onTake(both.draft, both.clashes)}>{text.take}</Button>
        <Button variant="default" onClick={() => onTake(draftOf(there), [])}>
          {text.drop}
        </Button>
      </p>
    </section>
  );
}
