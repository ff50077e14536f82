import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { limitsOf, listed, noTerms, scopeOf, type Terms } from './key-terms.ts';
import classes from './keys.module.css';
import { NewKey } from './new-key.tsx';
import { TermFields } from './term-fields.tsx';

interface Form extends Terms {
  readonly name: string;
  readonly kind: 'person' | 'app' | 'agent';
  readonly role: 'owner' | 'member' | 'auditor';
  readonly project: string;
  readonly labels: string;
}

const empty: Form = { ...noTerms, name: '', kind: 'app', role: 'member', project: 'default', labels: '' };

export function MakeKey() {
  const text = useText().keys;
  const words = text.make;
  const queries = useQueryClient();
  const [form, setForm] = useState<Form>(empty);
  const [withTerms, setWithTerms] = useState(false);
  const make = useMutation({
    mutationFn: async (asked: Form) => {
      const { name, kind, role, project } = asked;
      const expires = asked.expires.trim();
      const [scope, limits] = [scopeOf(asked), limitsOf(asked)];
      const json = {
        name,
        kind,
        role,
        project,
        labels: listed(asked.labels),
        ...(expires === '' ? {} : { expires }),
        ...(scope === undefined ? {} : { scope }),
        ...(limits === undefined ? {} : { limits }),
      };
      const { key } = await answerOf(api.keys.$post({ json }));
      return { key, name };
    },
    onSuccess: async () => {
      setForm(empty);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate(form);
  };
  const change = (part: Partial<Form>): void => setForm({ ...form, ...part });
  const toggleTerms = (): void => {
    // What is not to be seen is not sent.
    if (withTerms) change(noTerms);
    setWithTerms(!withTerms);
  };
  return (
    <>
      <h2>{words.title}</h2>
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          label={words.name}
          description={words.nameHelp}
          required
          maxLength={100}
          value={form.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Select
          label={words.kind}
          data={Object.entries(text.kinds).map(([value, label]) => ({ value, label }))}
          value={form.kind}
          allowDeselect={false}
          onChange={(kind) => kind !== null && change({ kind: kind as Form['kind'] })}
        />
        <Select
          label={words.role}
          data={Object.entries(text.roles).map(([value, label]) => ({ value, label }))}
          value={form.role}
          allowDeselect={false}
          onChange={(role) => role !== null && change({ role: role as Form['role'] })}
        />
        <TextInput
          label={words.project}
          description={words.projectHelp}
          value={form.project}
          onChange={(event) => change({ project: event.currentTarget.value })}
        />
        <TextInput
          label={words.labels}
          description={words.labelsHelp}
          value={form.labels}
          onChange={(event) => change({ labels: event.currentTarget.value })}
        />
        <button
          type="button"
          className={`as-link ${classes.more ?? ''}`}
          aria-expanded={withTerms}
          onClick={toggleTerms}
        >
          {withTerms ? words.fewer : words.more}
        </button>
        {withTerms && <TermFields terms={form} onChange={change} />}
        {make.isError && <Problem error={make.error} />}
        <Button type="submit" loading={make.isPending} disabled={form.name.trim() === ''}>
          {words.button}
        </Button>
      </form>
      {make.data && <NewKey name={make.data.name} value={make.data.key} onDone={() => make.reset()} />}
    </>
  );
}
