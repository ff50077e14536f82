import { Button, Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { ErasePreview } from './erase-preview.tsx';
import { type EraseChoice, type EraseScope, noChoice, previewOf, scopeOf } from './erase-request.ts';
import classes from './ledger.module.css';

const kinds = ['call', 'person', 'before'] as const;
const extents = ['everything', 'bodies'] as const;

/** Erasing in three steps: say what, see what would go, and type a word. A change of what is meant goes back a step. */
export function EraseForm() {
  const text = useText().ledger.form;
  const queries = useQueryClient();
  const [choice, setChoice] = useState<EraseChoice>(noChoice);
  const scope = scopeOf(choice);
  const preview = useMutation({ mutationFn: previewOf });
  const erase = useMutation({
    mutationFn: async (asked: EraseScope) =>
      (await answerOf(api.erasure.$post({ json: { ...asked, reason: choice.reason } }))).report,
    onSuccess: async () => {
      setChoice(noChoice);
      preview.reset();
      // Lists of calls and of conversations, sums, and the head have changed.
      await queries.invalidateQueries();
    },
  });
  const change = (part: Partial<EraseChoice>): void => {
    setChoice({ ...choice, ...part });
    preview.reset();
    erase.reset();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (scope) preview.mutate(scope);
  };
  return (
    <details className={classes.fold}>
      <summary>{text.title}</summary>
      <form onSubmit={submit} className={classes.form}>
        <Radio.Group label={text.what} value={choice.kind} onChange={(kind) => change({ kind })}>
          {kinds.map((kind) => (
            <Radio key={kind} value={kind} label={text.kinds[kind]} className={classes.choice} />
          ))}
        </Radio.Group>
        <Scope choice={choice} onChange={change} />
        <Radio.Group label={text.extent} value={choice.extent} onChange={(extent) => change({ extent })}>
          {extents.map((extent) => (
            <Radio key={extent} value={extent} label={text.extents[extent]} className={classes.choice} />
          ))}
        </Radio.Group>
        <NativeSelect
          label={text.reason}
          data={Object.entries(text.reasons).map(([value, label]) => ({ value, label }))}
          value={choice.reason}
          onChange={(event) =>
            setChoice({ ...choice, reason: event.currentTarget.value as EraseChoice['reason'] })
          }
        />
        <p className={classes.buttons}>
          <Button type="submit" variant="default" loading={preview.isPending} disabled={!scope}>
            {text.preview}
          </Button>
          <span className="soft">{text.previewNote}</span>
        </p>
      </form>
      {preview.isError && <Problem error={preview.error} />}
      {preview.data && (
        <ErasePreview
          key={preview.submittedAt}
          preview={preview.data}
          isPending={erase.isPending}
          onErase={() => erase.mutate(preview.variables)}
        />
      )}
      {erase.isError && <Problem error={erase.error} />}
      <div role="status">{erase.data && <p>{doneWords(erase.data, text)}</p>}</div>
    </details>
  );
}

interface ScopeProps {
  readonly choice: EraseChoice;
  readonly onChange: (part: Partial<EraseChoice>) => void;
}

function Scope({ choice, onChange }: ScopeProps) {
  const text = useText().ledger.form;
  switch (choice.kind) {
    case 'call':
      return (
        <>
          <TextInput
            label={text.call}
            description={text.callHelp}
            maxLength={64}
            value={choice.call}
            onChange={(event) => onChange({ call: event.currentTarget.value })}
          />
          <Checkbox
            label={text.later}
            checked={choice.later}
            onChange={(event) => onChange({ later: event.currentTarget.checked })}
          />
        </>
      );
    case 'person':
      return (
        <>
          <TextInput
            label={text.person}
            maxLength={100}
            value={choice.person}
            onChange={(event) => onChange({ person: event.currentTarget.value })}
          />
          <TextInput
            label={text.project}
            description={text.projectHelp}
            maxLength={40}
            value={choice.project}
            onChange={(event) => onChange({ project: event.currentTarget.value })}
          />
        </>
      );
    case 'before':
      return (
        <TextInput
          type="date"
          label={text.before}
          description={text.beforeHelp}
          value={choice.before}
          onChange={(event) => onChange({ before: event.currentTarget.value })}
        />
      );
  }
}

interface Done {
  readonly calls: number;
  readonly conversations: number;
  readonly lastLeaf?: number;
  readonly left: number;
  readonly keyNames: number;
  readonly files: { readonly logEmptied: boolean };
}

function doneWords(
  { calls, conversations, lastLeaf, left, keyNames, files }: Done,
  text: ReturnType<typeof useText>['ledger']['form'],
): string {
  return [
    text.done(numberText(calls)),
    conversations === 0 ? '' : text.doneConversations(numberText(conversations)),
    lastLeaf === undefined ? '' : text.doneEntry(numberText(lastLeaf)),
    left === 0 ? '' : text.doneLeft(numberText(left)),
    keyNames === 0 ? '' : text.doneNames(numberText(keyNames)),
    files.logEmptied ? '' : text.doneLog,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
