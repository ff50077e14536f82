import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../text/text.ts';
import { Problem } from './problem.tsx';

interface AskOnceMoreProps {
  /** The link that opens the question, and the longer name of it that tells it from others on the page. */
  readonly link: string;
  readonly named: string;
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  /** What cannot be undone is in red. */
  readonly isFinal?: boolean;
  readonly act: () => Promise<unknown>;
  /** What the act makes stale. */
  readonly stale: readonly string[];
}

/** A link whose act is asked about once more. The answer that changes nothing has the focus, so that Enter twice does no harm. */
export function AskOnceMore({ link, named, title, text, yes, no, isFinal, act, stale }: AskOnceMoreProps) {
  const words = useText();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const acting = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: stale });
    },
  });
  return (
    <>
      <button type="button" className="as-link" aria-label={named} onClick={() => setOpen(true)}>
        {link}
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={title}
        closeButtonProps={{ 'aria-label': words.how.close }}
      >
        <p>{text}</p>
        {acting.isError && <Problem error={acting.error} />}
        <Group>
          <Button
            {...(isFinal === true ? { color: 'red.9' } : { variant: 'default' })}
            loading={acting.isPending}
            onClick={() => acting.mutate()}
          >
            {yes}
          </Button>
          <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
            {no}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
