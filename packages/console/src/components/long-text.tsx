import { numberText } from './written.ts';
import { useText } from '../text/text.ts';
import { Shown } from './shown.tsx';
import classes from './shown.module.css';
import { useParts } from './use-parts.ts';
import { cutAt } from './visible-text.ts';

/** Characters laid out at once; a browser needs some 20 ms for them, and a person much longer. */
const charactersAtOnce = 100_000;

interface LongTextProps {
  readonly text: string;
  /** Stands in the middle of a line. */
  readonly inline?: boolean;
}

/** Text of any length, shown in parts, so that nothing freezes and nothing is left out. */
export function LongText({ text, inline = false }: LongTextProps) {
  const words = useText().calls.call;
  const { shown, showMore } = useParts(text.length, charactersAtOnce);
  const parts: string[] = [];
  for (let start = 0; start < shown;) {
    const end = cutAt(text, Math.min(start + charactersAtOnce, text.length));
    parts.push(text.slice(start, end));
    start = end;
  }
  const rest = text.length - shown;
  const Block = inline ? 'span' : 'div';
  const More = inline ? 'span' : 'p';
  return (
    <Block className={classes.long}>
      {parts.map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Shown key={index} text={part} />
      ))}
      {rest > 0 && (
        <More className={classes.more}>
          <button type="button" className="as-link" onClick={showMore}>
            {words.more(words.characters(numberText(Math.min(rest, charactersAtOnce))), numberText(rest))}
          </button>
        </More>
      )}
    </Block>
  );
}
