import { Button } from '@mantine/core';
import { useSession } from '../../api/session.ts';
import { useStatus } from '../../api/status.ts';
import { useText } from '../../text/text.ts';
import { ReasonForm } from './reason-form.tsx';
import { SecondPerson } from './second-person.tsx';

interface ClosedProps {
  /** Whose calls they are: one's own take neither reason nor second person. */
  readonly callers: readonly string[];
  readonly text: string;
  readonly button: string;
  readonly isPending: boolean;
  readonly onOpen: (reason: string) => void;
  /** The call for whose opening a second person can be asked here. */
  readonly second?: string;
}

/** What was said, while it is closed, and what it takes to open it. */
export function Closed({ callers, text, button, isPending, onOpen, second }: ClosedProps) {
  const words = useText().calls.opening;
  const session = useSession().data;
  const access = useStatus().data?.access;
  if (session?.role === 'auditor') return <p>{words.auditor}</p>;
  const isOwn = callers.every((caller) => caller === session?.id);
  const takesTwo = !isOwn && access !== undefined && access.people > 1;
  const asksWhy = !isOwn && access?.reason === 'required';
  if (takesTwo && second !== undefined) {
    return (
      <>
        <p>{text}</p>
        <SecondPerson call={second} asksWhy={asksWhy}>
          <Button variant="default" loading={isPending} onClick={() => onOpen('')}>
            {button}
          </Button>
        </SecondPerson>
      </>
    );
  }
  return (
    <>
      <p>{text}</p>
      {takesTwo && <p>{words.askOnEach}</p>}
      <ReasonForm isAsked={asksWhy && !takesTwo} button={button} isPending={isPending} onReason={onOpen} />
    </>
  );
}
