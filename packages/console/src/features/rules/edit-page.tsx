import type { PolicyFilesView } from 'commonhold/api';
import { useEffect, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { AdoptRules } from './adopt-rules.tsx';
import { Adopted } from './adopted.tsx';
import { useAdoption } from './adoption.ts';
import { useChecked, useRuleFiles } from './asked-of-the-node.ts';
import { CheckResult } from './check-result.tsx';
import { Clashes } from './clashes.tsx';
import { Conflict } from './conflict.tsx';
import { changesOf, type Clash, type Draft, draftOf } from './draft.ts';
import { type Place, readPlace } from './edit-address.ts';
import { Effect } from './effect.tsx';
import { FileEditor } from './file-editor.tsx';
import { keepDraft, keptDraft } from './kept-draft.ts';
import classes from './rules.module.css';
import { areSame, useTryRun } from './try-run.ts';

/** The editor, with what its text would have meant for calls of the past beside it. */
export function EditPage() {
  const text = useText().rules.editor;
  const files = useRuleFiles();
  return (
    <Page name="rules" title={text.title} lead={text.lead}>
      <p>
        <Link href="/rules">{text.back}</Link>
      </p>
      {files.isError && <Problem error={files.error} again={() => void files.refetch()} />}
      {files.data === undefined ? files.isPending && <Waiting /> : <Editor there={files.data} />}
    </Page>
  );
}

function Editor({ there }: { readonly there: PolicyFilesView }) {
  const search = useSearch();
  const [draft, setDraft] = useState<Draft>(() => keptDraft() ?? draftOf(there));
  const [clashes, setClashes] = useState<readonly Clash[]>([]);
  // A file that somebody else adds in front must not take the place of the one that is open.
  const [place, setPlace] = useState(() => readPlace(search) ?? beginningOf(draft));
  const adoption = useAdoption((adopted) => {
    setClashes([]);
    setDraft(draftOf(adopted));
  });
  const isChanged = changesOf(draft).length > 0;
  const isElsewhere = there.digest !== draft.base.digest;
  // Where nothing was written here, what the files are by now is what is edited.
  if (isElsewhere && !isChanged) setDraft(draftOf(there));
  useEffect(() => keepDraft(isChanged ? draft : undefined), [draft, isChanged]);
  useAskBeforeLeaving(isChanged);
  const checked = useChecked(draft.files);
  const run = useTryRun();
  const change = (next: Draft): void => {
    adoption.reset();
    setDraft(next);
  };
  return (
    <>
      {isElsewhere && isChanged && (
        <Conflict
          draft={draft}
          there={there}
          onTake={(next, both) => {
            setClashes(both);
            change(next);
          }}
        />
      )}
      <div className={classes.sides}>
        <div className={classes.editing}>
          <FileEditor
            draft={draft}
            folder={there.folder}
            problems={checked.isOf ? (checked.answer.data?.said.problems ?? []) : []}
            place={place}
            onPlace={setPlace}
            onChange={change}
          />
          <Clashes clashes={clashes} draft={draft} onChange={change} onDone={() => setClashes([])} />
          <CheckResult checked={checked} onPlace={setPlace} />
        </div>
        <Effect
          files={draft.files}
          run={run}
          isRight={checked.isOf ? checked.answer.data?.said.problems.length === 0 : undefined}
        />
        <div className={classes.last}>
          {adoption.data && !isChanged ? (
            <Adopted view={adoption.data} />
          ) : (
            <AdoptRules
              draft={draft}
              checked={checked}
              adoption={adoption}
              isElsewhere={isElsewhere}
              isTried={run.state.type === 'done' && areSame(run.files, draft.files)}
              onChange={change}
            />
          )}
        </div>
      </div>
    </>
  );
}

function beginningOf({ files: [first] }: Draft): Place | undefined {
  return first && { file: first.name, line: 1 };
}

/** The browser asks before the tab is closed; within the console the text is kept, and the page of rules tells of it. */
function useAskBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}
