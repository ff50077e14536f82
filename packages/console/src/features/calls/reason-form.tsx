import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.ts';
import classes from './document.module.css';

interface ReasonFormProps {
  readonly isAsked: boolean;
  readonly button: string;
  readonly isPending: boolean;
  readonly onReason: (reason: string) => void;
}

/** Longer than that the node refuses. */
const reasonMax = 500;

/** One button; above it a line for the reason, where the owner asks for one. */
export function ReasonForm({ isAsked, button, isPending, onReason }: ReasonFormProps) {
  const words = useText().calls.opening;
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onReason(reason);
  };
  return (
    <form onSubmit={submit} className={classes.reason}>
      {isAsked && (
        <TextInput
          label={words.reason}
          description={words.reasonHelp}
          required
          maxLength={reasonMax}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Button type="submit" variant="default" loading={isPending} disabled={isAsked && reason.trim() === ''}>
        {button}
      </Button>
    </form>
  );
}
