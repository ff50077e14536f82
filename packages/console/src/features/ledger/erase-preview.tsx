import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Facts } from '../../components/facts.tsx';
import { bytesText, numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import type { Preview } from './erase-request.ts';
import classes from './ledger.module.css';

interface ErasePreviewProps {
  readonly preview: Preview;
  readonly isPending: boolean;
  readonly onErase: () => void;
}

/** What would go, what stays and what nobody here can reach; and under it the word that does it. */
export function ErasePreview({ preview, isPending, onErase }: ErasePreviewProps) {
  const text = useText().ledger.form;
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever asked what would go reads on here.
  useEffect(() => heading.current?.focus(), []);
  const { calls, from, to, bodies, domains, conversations, held, already, open } = preview;
  const counted = (count: number): string | undefined => (count === 0 ? undefined : numberText(count));
  return (
    <section className={classes.report} data-verdict="preview" aria-labelledby="would-go">
      <h3 id="would-go" ref={heading} tabIndex={-1}>
        {text.would}
      </h3>
      <Facts
        of={[
          [text.facts.calls, numberText(calls)],
          [
            text.facts.times,
            from === undefined || to === undefined ? undefined : text.times(timeText(from), timeText(to)),
          ],
          [text.facts.bodies, text.bodiesOf(numberText(bodies.count), bytesText(bodies.bytes))],
          [text.facts.domains, counted(domains)],
          [text.facts.conversations, counted(conversations)],
          [text.facts.held, counted(held)],
          [text.facts.already, counted(already)],
          [text.facts.open, counted(open)],
        ]}
      />
      {calls > 0 && <FirstCalls preview={preview} />}
      {preview.runUnknown && <p>{text.runUnknown}</p>}
      {calls === 0 ? (
        <p>{held > 0 ? text.nothingHeld : text.nothing}</p>
      ) : (
        <>
          <h3>{text.stays}</h3>
          <Sentences of={preview.stays} />
          <h3>{text.outOfReach}</h3>
          <Sentences of={preview.outOfReach} />
          <p>{(preview.compacts ? text.file : text.fileLater)(bytesText(preview.databaseBytes))}</p>
          {open > 0 ? (
            <p role="alert">{text.underWay(numberText(open))}</p>
          ) : (
            <Confirm calls={calls} isPending={isPending} onErase={onErase} />
          )}
        </>
      )}
    </section>
  );
}

function FirstCalls({ preview: { calls, firstCalls } }: Pick<ErasePreviewProps, 'preview'>) {
  const text = useText().ledger.form;
  return (
    <>
      <p>{firstCalls.length < calls ? text.firstOfMore(numberText(firstCalls.length)) : text.first}</p>
      <ul className={classes.calls}>
        {firstCalls.map(({ id, time }) => (
          <li key={id}>
            <Link href={`/calls/${id}`}>{timeText(time)}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Sentences({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className={classes.list}>
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

interface ConfirmProps {
  readonly calls: number;
  readonly isPending: boolean;
  readonly onErase: () => void;
}

function Confirm({ calls, isPending, onErase }: ConfirmProps) {
  const text = useText().ledger.form;
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === text.word) onErase();
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        label={text.confirm(text.word)}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" color="red.9" loading={isPending} disabled={typed.trim() !== text.word}>
        {text.button(numberText(calls))}
      </Button>
    </form>
  );
}
