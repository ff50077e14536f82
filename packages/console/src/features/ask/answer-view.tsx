import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { CopyWords } from '../../components/copy-words.tsx';
import { MarkdownText } from '../../components/markdown-text.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { AnswerEnd } from './answer-end.tsx';
import { AnswerRecord } from './answer-record.tsx';
import classes from './ask.module.css';
import { showVersion, type Talk, versionsIn } from './columns.ts';
import { ForkNote } from './fork-note.tsx';
import type { Session } from './session.ts';
import type { Message } from './tree.ts';
import { Versions } from './versions.tsx';

/** Loaded when somebody opens the first one. */
const GlassBox = lazy(() => import('./glass/glass-box.tsx'));

interface AnswerViewProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly columns: readonly number[];
  readonly answer: Message;
  readonly coming: boolean;
  readonly busy: boolean;
}

/** One answer: its words, how it ended, where it ran and where it is on record, and the way into its glass box. */
export function AnswerView({ session, talk, columns, answer, coming, busy }: AnswerViewProps) {
  const text = useText().ask;
  const [open, setOpen] = useState(false);
  const { reasoning } = answer;
  // While it comes an answer is read as text; a box that was open opens again at its end.
  const isOpen = open && !coming && answer.text !== '';
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    // What was pressed to get this answer is gone from the page; who uses keys goes on here.
    if (coming && document.activeElement === document.body) article.current?.focus({ preventScroll: true });
  }, [coming]);
  return (
    <article
      ref={article}
      tabIndex={-1}
      className={classes.answer}
      aria-label={text.answer.label(answer.model ?? '')}
      aria-busy={coming}
    >
      <p className={classes.answerName}>{answer.model}</p>
      <ForkNote answer={answer} />
      {reasoning !== undefined && reasoning !== '' && (
        <details className={classes.reasoning}>
          <summary>{text.answer.thinking}</summary>
          <MarkdownText text={reasoning} coming={coming} />
        </details>
      )}
      {coming && answer.text === '' && <Waiting what={text.answer.waiting} />}
      {!isOpen && answer.text !== '' && <MarkdownText text={answer.text} coming={coming} />}
      {isOpen && (
        <Suspense fallback={<Waiting />}>
          <GlassBox session={session} talk={talk} columns={columns} answer={answer} busy={busy} />
        </Suspense>
      )}
      {!coming && <AnswerEnd answer={answer} />}
      <AnswerRecord answer={answer} coming={coming} />
      {!coming && (
        <div className={classes.actions}>
          <button
            type="button"
            className="as-link"
            disabled={busy}
            onClick={() => session.again(columns, answer)}
          >
            {text.answer.again}
          </button>
          {answer.text !== '' && (
            <>
              <CopyWords value={answer.text} label={text.answer.copy} />
              <button type="button" className="as-link" aria-expanded={open} onClick={() => setOpen(!open)}>
                {open ? text.glass.shut : text.glass.open}
              </button>
            </>
          )}
          <Versions
            of={versionsIn(talk, columns, answer)}
            shown={answer}
            disabled={busy}
            onShow={(id) => session.edit((now) => showVersion(now, columns, id))}
          />
        </div>
      )}
    </article>
  );
}
