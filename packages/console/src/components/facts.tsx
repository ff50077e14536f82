import type { ReactNode } from 'react';
import classes from './facts.module.css';

interface FactsProps {
  /** Name and value; a value that is undefined is left out, one that is unknown should say so. */
  readonly of: readonly (readonly [name: string, value: ReactNode])[];
}

/** Names and values, one a line, as a register would print them. */
export function Facts({ of }: FactsProps) {
  return (
    <dl className={classes.facts}>
      {of
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
