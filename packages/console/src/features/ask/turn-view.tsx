import { memo } from 'react';
import { useText } from '../../text/text.ts';
import { AnswerView } from './answer-view.tsx';
import classes from './ask.module.css';
import type { Talk, Turn } from './columns.ts';
import { QuestionView } from './question-view.tsx';
import type { Session } from './session.ts';

interface TurnViewProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly coming: ReadonlySet<string>;
  readonly turn: Turn;
  readonly number: number;
}

/** One question and the answers to it, beside each other where several models were asked. */
export const TurnView = memo(
  function TurnView({ session, talk, coming, turn, number }: TurnViewProps) {
    const text = useText().ask.talk;
    return (
      <section className={classes.turn}>
        <h2 className="visually-hidden">{text.question(number)}</h2>
        {turn.cells.map((cell) => (
          <div key={cell.question.id}>
            <QuestionView
              session={session}
              talk={talk}
              cell={cell}
              turn={number - 1}
              busy={coming.size > 0}
            />
            <div className={classes.answers} data-columns={cell.answers.length}>
              {cell.answers.map(({ columns, answer }) => (
                <AnswerView
                  // The place and not the message: another version of it keeps the focus and an open glass box.
                  key={columns.join()}
                  session={session}
                  talk={talk}
                  columns={columns}
                  answer={answer}
                  coming={coming.has(answer.id)}
                  busy={coming.size > 0}
                />
              ))}
            </div>
          </div>
        ))}
      </section>
    );
  },
  // While one answer grows, every other turn stays as it is drawn: the same messages in the same places.
  (before, after) =>
    before.session === after.session &&
    before.number === after.number &&
    before.coming === after.coming &&
    before.talk.models === after.talk.models &&
    before.talk.shown === after.talk.shown &&
    before.talk.messages.length === after.talk.messages.length &&
    before.talk.parameters === after.talk.parameters &&
    isSameTurn(before.turn, after.turn),
);

function isSameTurn(one: Turn, other: Turn): boolean {
  const messages = ({ cells }: Turn) =>
    cells.flatMap(({ question, answers }) => [question, ...answers.map(({ answer }) => answer)]);
  const [left, right] = [messages(one), messages(other)];
  return left.length === right.length && left.every((message, index) => message === right[index]);
}
