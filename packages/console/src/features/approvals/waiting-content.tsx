import { Button, TextInput } from '@mantine/core';
import type { ApprovalView } from 'commonhold/api';
import { type FormEvent, useMemo, useState } from 'react';
import { useApprovalContent } from '../../api/approvals.ts';
import { useSession } from '../../api/session.ts';
import { useStatus } from '../../api/status.ts';
import { LongText } from '../../components/long-text.tsx';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import classes from './approvals.module.css';
import { laidOut } from './request-words.ts';

/** Longer than that the node refuses. */
const reasonMax = 500;

export function useWaitingContent(id: string) {
  return useApprovalContent(id);
}

interface WaitingContentProps {
  readonly approval: ApprovalView;
  readonly opening: ReturnType<typeof useWaitingContent>;
}

/** The bytes that would leave, once somebody has asked to see them; that is written down before they are shown. */
export function WaitingContent({ approval, opening }: WaitingContentProps) {
  const text = useText().approvals.content;
  const session = useSession().data;
  const name = session?.name ?? '';
  return (
    <section>
      <h2>{text.title}</h2>
      {opening.data ? (
        <>
          <p className="soft">{text.opened(name)}</p>
          <Opened text={opening.data.text} />
        </>
      ) : approval.state === 'open' ? (
        <Closed approval={approval} opening={opening} name={name} />
      ) : (
        <p>{text.released}</p>
      )}
      {opening.isError && <Problem error={opening.error} />}
    </section>
  );
}

function Closed({ approval, opening, name }: WaitingContentProps & { readonly name: string }) {
  const words = useText();
  const text = words.approvals.content;
  const access = useStatus().data?.access;
  const [reason, setReason] = useState('');
  const takesTwo = !approval.own && access !== undefined && access.people > 1;
  const asksWhy = !approval.own && access?.reason === 'required';
  if (takesTwo) return <p>{text.closedToOne}</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    opening.mutate(reason);
  };
  return (
    <form onSubmit={submit} className={classes.look}>
      <p>{text.closed(name)}</p>
      {asksWhy && (
        <TextInput
          label={words.calls.opening.reason}
          description={words.calls.opening.reasonHelp}
          required
          maxLength={reasonMax}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Button
        type="submit"
        variant="default"
        loading={opening.isPending}
        disabled={asksWhy && reason.trim() === ''}
      >
        {text.open(name)}
      </Button>
    </form>
  );
}

/** Text of strangers: never anything but text, however long, with what cannot be seen in it made visible. */
function Opened({ text }: { readonly text: string }) {
  const words = useText().approvals.content;
  const [form, setForm] = useState<'laidOut' | 'asIs'>('laidOut');
  const shown = useMemo(() => (form === 'laidOut' ? laidOut(text) : text), [form, text]);
  return (
    <>
      <p className={classes.forms} role="group" aria-label={words.form}>
        {(['laidOut', 'asIs'] as const).map((one) => (
          <button
            key={one}
            type="button"
            className="as-link"
            aria-pressed={form === one}
            onClick={() => setForm(one)}
          >
            {words[one]}
          </button>
        ))}
      </p>
      <div className={classes.content} tabIndex={0} role="region" aria-label={words.text}>
        <LongText key={form} text={shown} />
      </div>
    </>
  );
}
