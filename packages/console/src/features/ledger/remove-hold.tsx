import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';

/** Asks once more: retention may take at its next round what a hold had kept. */
export function RemoveHold({ id, what }: { readonly id: string; readonly what: string }) {
  const words = useText();
  const text = words.ledger.holds;
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => answerOf(api.holds[':id'].$delete({ param: { id } })),
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: ['configuration', 'holds'] });
    },
  });
  return (
    <>
      <button
        type="button"
        className="as-link"
        aria-label={text.removeNamed(what)}
        onClick={() => setOpen(true)}
      >
        {text.remove}
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={text.removeTitle}
        closeButtonProps={{ 'aria-label': words.how.close }}
      >
        <p>{text.removeText(what)}</p>
        {remove.isError && <Problem error={remove.error} />}
        <Group>
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            {text.removeYes}
          </Button>
          <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
            {text.keep}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
