import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { CopyWords } from '../../components/copy-words.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import { type Cell, showVersion, type Talk, versionsIn } from './columns.ts';
import type { Session } from './session.ts';
import { Versions } from './versions.tsx';

interface QuestionViewProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly cell: Cell;
  readonly turn: number;
  /** An answer is coming, so nothing else is asked. */
  readonly busy: boolean;
}

/** A question as it was asked, which can be asked differently: the first wording and its answers stay. */
export function QuestionView({ session, talk, cell, turn, busy }: QuestionViewProps) {
  const text = useText().ask.answer;
  const { question, columns } = cell;
  const [editing, setEditing] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  const leave = (): void => {
    setEditing(false);
    // The button is drawn again first.
    requestAnimationFrame(() => editButton.current?.focus());
  };
  if (editing) {
    return (
      <EditQuestion
        question={question.text}
        onSend={(words) => {
          setEditing(false);
          session.askInstead(turn, columns, words);
        }}
        onLeave={leave}
      />
    );
  }
  return (
    <div className={classes.question}>
      <div className={classes.questionText} dir="auto">
        {visibleControls(question.text)}
      </div>
      <div className={classes.actions}>
        <span className="visually-hidden">{text.you}</span>
        <button
          type="button"
          className="as-link"
          ref={editButton}
          disabled={busy}
          onClick={() => setEditing(true)}
        >
          {text.editQuestion}
        </button>
        <CopyWords value={question.text} label={text.copyQuestion} />
        <Versions
          of={versionsIn(talk, columns, question)}
          shown={question}
          disabled={busy}
          onShow={(id) => session.edit((now) => showVersion(now, columns, id))}
        />
      </div>
    </div>
  );
}

interface EditQuestionProps {
  readonly question: string;
  readonly onSend: (words: string) => void;
  readonly onLeave: () => void;
}

function EditQuestion({ question, onSend, onLeave }: EditQuestionProps) {
  const { ask } = useText();
  const [words, setWords] = useState(question);
  const field = useRef<HTMLTextAreaElement>(null);
  // Who asked to write here writes here.
  useEffect(() => field.current?.focus(), []);
  const send = (): void => {
    if (words.trim() !== '') onSend(words);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={classes.question}>
      <Textarea
        ref={field}
        aria-label={ask.answer.editLabel}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autosize
      />
      <div className={classes.buttons}>
        <Button onClick={send} disabled={words.trim() === ''}>
          {ask.answer.sendEdit}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {ask.talk.leave}
        </Button>
      </div>
    </div>
  );
}
