import { percentOf, percentText, sizeText } from './figures.ts';
import classes from './models.module.css';

interface ProgressBarProps {
  readonly label: string;
  readonly part: number;
  readonly whole: number;
}

/** How much of a file, drawn from nothing to all of it. The words beside it say the same. */
export function ProgressBar({ label, part, whole }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      className={classes.bar}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percentOf(part, whole)}
      aria-valuetext={`${percentText(part, whole)}, ${sizeText(part)} / ${sizeText(whole)}`}
    >
      <span style={{ width: `${whole === 0 ? 0 : (part / whole) * 100}%` }} />
    </div>
  );
}
