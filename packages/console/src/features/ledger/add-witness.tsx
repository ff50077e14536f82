import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import classes from './ledger.module.css';

const empty = { name: '', key: '', url: '' };
const fields = ['name', 'key', 'url'] as const;

/** Puts a witness into the configuration, which asks it from then on. */
export function AddWitness() {
  const text = useText().ledger.witnesses;
  const queries = useQueryClient();
  const [form, setForm] = useState(empty);
  const add = useMutation({
    mutationFn: () => answerOf(api.witnesses.asked.$post({ json: form })),
    onSuccess: async () => {
      setForm(empty);
      await queries.invalidateQueries({ queryKey: ['calls', 'witnesses'] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <details className={classes.fold}>
      <summary>{text.add}</summary>
      <p>{text.addLead}</p>
      <form onSubmit={submit} className={classes.form}>
        {fields.map((field) => (
          <TextInput
            key={field}
            label={text[field]}
            required
            value={form[field]}
            onChange={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
          />
        ))}
        {add.isError && <Problem error={add.error} />}
        <Button
          type="submit"
          variant="default"
          loading={add.isPending}
          disabled={fields.some((field) => form[field].trim() === '')}
        >
          {text.button}
        </Button>
      </form>
      <p>{text.commands}</p>
      <pre className={classes.text}>{text.commandLines(location.origin)}</pre>
      <p>{text.quorumCommand}</p>
      <pre className={classes.text}>{text.quorumLine}</pre>
    </details>
  );
}
