import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';

/** Longer than that the node refuses. */
const reasonMax = 500;

interface ConfirmRefusalProps {
  readonly isOpen: boolean;
  /** Something was granted already. */
  readonly isTakenBack: boolean;
  readonly isPending: boolean;
  readonly onYes: (reason: string) => void;
  readonly onNo: () => void;
}

/** Asks for the reason, which may be left out, and says what a refusal means. */
export function ConfirmRefusal({ isOpen, isTakenBack, isPending, onYes, onNo }: ConfirmRefusalProps) {
  const words = useText();
  const text = words.approvals.confirm;
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onYes(reason);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={onNo}
      size="lg"
      title={isTakenBack ? text.takeBackTitle : text.refuseTitle}
      classNames={{ title: classes.dialogTitle }}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': words.how.close }}
    >
      <form onSubmit={submit} className={classes.look}>
        <p>{text.refuseText}</p>
        <TextInput
          data-autofocus
          label={text.reason}
          description={text.reasonHelp}
          maxLength={reasonMax}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" variant="default" loading={isPending}>
            {text.refuseYes}
          </Button>
          <Button variant="default" onClick={onNo}>
            {text.no}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
