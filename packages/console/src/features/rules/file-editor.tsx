import { Button, TextInput } from '@mantine/core';
import type { PolicyProblemView } from 'commonhold/api';
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.ts';
import { type Draft, isNewName, textOf, withoutFile, withText } from './draft.ts';
import type { Place } from './edit-address.ts';
import { RuleText } from './rule-text.tsx';
import classes from './rules.module.css';

interface FileEditorProps {
  readonly draft: Draft;
  readonly folder: string;
  readonly problems: readonly PolicyProblemView[];
  /** Where to go: the file is opened and the line shown. */
  readonly place: Place | undefined;
  readonly onPlace: (place: Place) => void;
  readonly onChange: (draft: Draft) => void;
}

/** The files, one of them open. */
export function FileEditor({ draft, folder, problems, place, onPlace, onChange }: FileEditorProps) {
  const text = useText().rules.editor;
  const { files, base } = draft;
  const open = files.find(({ name }) => name === place?.file) ?? files[0];
  const removed = base.files.filter(({ name }) => textOf(files, name) === undefined);
  return (
    <section aria-label={text.files}>
      <nav aria-label={text.files} className={classes.files}>
        {files.map(({ name, text: written }) => {
          const before = textOf(base.files, name);
          const state = before === undefined ? 'added' : before === written ? undefined : 'changed';
          const wrong = problems.filter(({ file }) => file === name).length;
          const notes = [state && text.state[state], wrong > 0 ? text.problemsIn(wrong) : undefined].filter(
            (note) => note !== undefined,
          );
          return (
            <button
              key={name}
              type="button"
              className={classes.file}
              aria-current={name === open?.name ? 'true' : undefined}
              onClick={() => onPlace({ file: name, line: 1 })}
            >
              {name}
              {notes.length > 0 && <span data-wrong={wrong > 0}> ({notes.join(', ')})</span>}
            </button>
          );
        })}
      </nav>
      {open === undefined ? (
        <p>{text.noFiles}</p>
      ) : (
        <RuleText
          key={open.name}
          file={open}
          problems={problems.filter(({ file }) => file === open.name)}
          place={place?.file === open.name ? place : undefined}
          onChange={(next) => onChange(withText(draft, open.name, next))}
        />
      )}
      {removed.length > 0 && (
        <p className={classes.note}>
          {text.removed}{' '}
          {removed.map(({ name, text: before }) => (
            <button
              key={name}
              type="button"
              className="as-link"
              onClick={() => onChange(withText(draft, name, before))}
            >
              {text.putBack(name)}
            </button>
          ))}
        </p>
      )}
      <details className={classes.more}>
        <summary>{text.more}</summary>
        <p className="soft">{text.folder(folder)}</p>
        <AddFile
          names={files.map(({ name }) => name)}
          onAdd={(name) => {
            onChange(withText(draft, name, textOf(base.files, name) ?? ''));
            onPlace({ file: name, line: 1 });
          }}
        />
        {open !== undefined && (
          <p>
            <button type="button" className="as-link" onClick={() => onChange(withoutFile(draft, open.name))}>
              {text.remove(open.name)}
            </button>
          </p>
        )}
      </details>
    </section>
  );
}

function AddFile({
  names,
  onAdd,
}: {
  readonly names: readonly string[];
  readonly onAdd: (name: string) => void;
}) {
  const text = useText().rules.editor;
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Some systems take two names that differ in this for one file.
    const isThere = names.some((one) => one.toLowerCase() === name.toLowerCase());
    setWrong(isThere ? text.addThere : isNewName(name) ? undefined : text.addWrong);
    if (isThere || !isNewName(name)) return;
    onAdd(name);
    setName('');
  };
  return (
    <form className={classes.add} onSubmit={submit}>
      <TextInput
        label={text.addName}
        description={text.addHelp}
        value={name}
        error={wrong}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={name === ''}>
        {text.add}
      </Button>
    </form>
  );
}
