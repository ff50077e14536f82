import { useText } from '../../../text/text.ts';
import classes from './glass.module.css';

/** What a token, a probability and a temperature are, for somebody who never heard of them. */
export function Explanation() {
  const text = useText().ask.glass;
  return (
    <details className={classes.more}>
      <summary>{text.explain}</summary>
      {text.explanation.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </details>
  );
}
