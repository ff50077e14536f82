import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Message } from './tree.ts';

interface VersionsProps {
  readonly of: readonly Message[];
  readonly shown: Message;
  readonly disabled: boolean;
  readonly onShow: (id: string) => void;
}

/** “2 of 3”, and the way to the others; nothing where there is only one. */
export function Versions({ of, shown, disabled, onShow }: VersionsProps) {
  const text = useText().ask.answer;
  if (of.length < 2) return null;
  const at = of.findIndex(({ id }) => id === shown.id);
  const [earlier, later] = [of[at - 1], of[at + 1]];
  return (
    <span className={classes.versions}>
      <button
        type="button"
        className="as-link"
        disabled={disabled || earlier === undefined}
        onClick={() => earlier && onShow(earlier.id)}
      >
        {text.earlier}
      </button>{' '}
      <span className="figures">{text.versions(at + 1, of.length)}</span>{' '}
      <button
        type="button"
        className="as-link"
        disabled={disabled || later === undefined}
        onClick={() => later && onShow(later.id)}
      >
        {text.later}
      </button>
    </span>
  );
}
