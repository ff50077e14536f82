import type { ReactNode } from 'react';
import classes from './home.module.css';

interface QuestionProps {
  readonly question: string;
  /** The answer in one figure, as a phrase. */
  readonly number: string;
  readonly children: ReactNode;
  readonly picture: ReactNode;
}

/** One of the four questions: the figure, the sentence, and the picture beside them. */
export function Question({ question, number, children, picture }: QuestionProps) {
  return (
    <section>
      <h2>{question}</h2>
      <div className={classes.answer}>
        <div>
          <p className={classes.number}>{number}</p>
          {children}
        </div>
        <div>{picture}</div>
      </div>
    </section>
  );
}
