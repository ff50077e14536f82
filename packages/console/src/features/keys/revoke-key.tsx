import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';

/** Asks once more, because a revoked key cannot be put back. */
export function RevokeKey({ id, name }: { readonly id: string; readonly name: string }) {
  const words = useText();
  const text = words.keys;
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const revoke = useMutation({
    mutationFn: () => answerOf(api.keys[':key'].$delete({ param: { key: id } })),
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <>
      <button
        type="button"
        className="as-link"
        aria-label={text.revokeNamed(name)}
        onClick={() => setOpen(true)}
      >
        {text.revoke}
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={text.revokeTitle(name)}
        closeButtonProps={{ 'aria-label': words.how.close }}
      >
        <p>{text.revokeText}</p>
        {revoke.isError && <Problem error={revoke.error} />}
        <Group>
          <Button color="red.9" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {text.revoke}
          </Button>
          <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
            {text.keep}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
