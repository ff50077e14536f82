import type { ReactNode } from 'react';
import classes from './models.module.css';

interface SourcedProps {
  readonly children: ReactNode;
  /** Who says so, or how it was found out. */
  readonly source: string;
}

/** A fact, and below it where it comes from. */
export function Sourced({ children, source }: SourcedProps) {
  return (
    <>
      <span>{children}</span>
      <span className={classes.said}>{source}</span>
    </>
  );
}
