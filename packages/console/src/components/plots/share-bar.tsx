import type { ReactNode } from 'react';
import { numberText, shareText } from '../written.ts';
import classes from './plots.module.css';

interface ShareBarProps {
  /** What is divided, such as “Calls”. */
  readonly name: string;
  readonly parts: readonly { readonly name: string; readonly value: number; readonly tone: Tone }[];
  /** Instead of a bar, when there is nothing to divide or nobody knows. */
  readonly instead?: ReactNode;
}

export type Tone = 'accent' | 'accent-soft' | 'rented';

/** One whole, divided. Every part says its name, number and share in words, so that colour is never needed. */
export function ShareBar({ name, parts, instead }: ShareBarProps) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div className={classes.share}>
      <div className={classes.shareName}>{name}</div>
      {instead !== undefined || whole === 0 ? (
        <div className="soft">{instead}</div>
      ) : (
        <div>
          <div className={classes.shareBar} aria-hidden="true">
            {parts.map((part) => (
              <span
                key={part.name}
                data-tone={part.tone}
                style={{ flexGrow: part.value }}
                hidden={part.value === 0}
              />
            ))}
          </div>
          <ul className={classes.shareWords}>
            {parts.map((part) => (
              <li key={part.name} data-tone={part.tone}>
                {part.name} <strong>{shareText(part.value / whole)}</strong>{' '}
                <span className="soft">{numberText(part.value)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
