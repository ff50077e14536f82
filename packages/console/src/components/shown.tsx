import { memo } from 'react';
import { type Piece, visibleBytes, visibleText } from './visible-text.ts';
import classes from './shown.module.css';

interface ShownProps {
  readonly text: string;
  /** As bytes: ends of lines are shown too. */
  readonly raw?: boolean;
}

/**
 * Text of strangers. It is only ever text, and what cannot be seen in it is set apart by its number. What is shown once is not
 * looked through again when a live page is drawn anew.
 */
export const Shown = memo(function Shown({ text, raw = false }: ShownProps) {
  const pieces = raw ? visibleBytes(text) : visibleText(text);
  return <bdi>{pieces.map(written)}</bdi>;
});

function written({ text, mark }: Piece, index: number) {
  if (!mark) return text;
  return (
    <span key={index} className={classes.mark}>
      {text}
    </span>
  );
}
