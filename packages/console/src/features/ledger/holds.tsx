import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './ledger.module.css';
import { RemoveHold } from './remove-hold.tsx';

const kinds = ['person', 'project', 'call'] as const;
type Kind = (typeof kinds)[number];

/** What must not be erased: listed, added and removed. */
export function Holds() {
  const text = useText().ledger.holds;
  const holds = useQuery({
    queryKey: ['configuration', 'holds'],
    queryFn: async () => (await answerOf(api.holds.$get())).holds,
  });
  // A hold names a person by an id that no key ever changes.
  const people = useQuery({
    queryKey: ['call-values'],
    queryFn: () => answerOf(api.calls.values.$get()),
  });
  const nameOf = (kind: Kind, name: string): string =>
    visibleControls(
      kind === 'person' ? (people.data?.principals.find(({ id }) => id === name)?.name ?? name) : name,
    );
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {holds.isPending && <Waiting />}
      {holds.isError && <Problem error={holds.error} again={() => void holds.refetch()} />}
      {holds.data?.length === 0 && <p>{text.none}</p>}
      {holds.data && holds.data.length > 0 && (
        <ul className={classes.rows} aria-label={text.title}>
          {holds.data.map(({ id, kind, name, created }) => {
            const what = text.row[kind](nameOf(kind, name));
            return (
              <li key={id}>
                <span className={classes.when}>{text.since(timeText(created))}</span>
                <span>
                  {what}. <RemoveHold id={id} what={what} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
      <AddHold />
    </section>
  );
}

function AddHold() {
  const text = useText().ledger.holds;
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>('person');
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => answerOf(api.holds.$post({ json: { kind, name: name.trim() } })),
    onSuccess: async () => {
      setName('');
      await queries.invalidateQueries({ queryKey: ['configuration', 'holds'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <details className={classes.fold}>
      <summary>{text.add}</summary>
      <form onSubmit={submit} className={classes.form}>
        <NativeSelect
          label={text.kind}
          data={kinds.map((value) => ({ value, label: text.kinds[value] }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Kind)}
        />
        <TextInput
          label={text.name[kind]}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {add.isError && <Problem error={add.error} />}
        <Button type="submit" variant="default" loading={add.isPending} disabled={name.trim() === ''}>
          {text.button}
        </Button>
      </form>
    </details>
  );
}
