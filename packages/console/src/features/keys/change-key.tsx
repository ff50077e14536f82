import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { KeyView } from 'commonhold/api';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { changesOf, type Terms, termsOf } from './key-terms.ts';
import classes from './keys.module.css';
import { TermFields } from './term-fields.tsx';

/** Other terms for a key that there is. Only what was changed is sent, so that what another owner changed meanwhile stays. */
export function ChangeKey({ row }: { readonly row: KeyView }) {
  const { keys: text, how } = useText();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<{ readonly before: Terms; readonly now: Terms } | undefined>();
  const save = useMutation({
    mutationFn: async ({ before, now }: { readonly before: Terms; readonly now: Terms }) => {
      const json = changesOf(before, now);
      if (Object.keys(json).length === 0) return;
      await answerOf(api.keys[':key'].$patch({ param: { key: row.id }, json }));
    },
    onSuccess: async () => {
      setEdited(undefined);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  const open = (): void => {
    save.reset();
    setEdited({ before: termsOf(row), now: termsOf(row) });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (edited !== undefined) save.mutate(edited);
  };
  return (
    <>
      <button type="button" className="as-link" aria-label={text.changeNamed(row.name)} onClick={open}>
        {text.change}
      </button>
      <span role="status" className="visually-hidden">
        {save.isSuccess ? text.changed(row.name) : ''}
      </span>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={text.changeTitle(row.name)}
        size="33rem"
        closeButtonProps={{ 'aria-label': how.close }}
      >
        {edited !== undefined && (
          <form onSubmit={submit} className={classes.form}>
            <p className={classes.note}>{text.changeText}</p>
            <TermFields
              terms={edited.now}
              onChange={(part) => setEdited({ ...edited, now: { ...edited.now, ...part } })}
            />
            {save.isError && <Problem error={save.error} />}
            <Group>
              <Button type="submit" loading={save.isPending}>
                {text.save}
              </Button>
              <Button variant="default" onClick={() => setEdited(undefined)}>
                {text.leave}
              </Button>
            </Group>
          </form>
        )}
      </Modal>
    </>
  );
}
