import { visibleControls } from '../../components/visible-controls.ts';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Message } from './tree.ts';

/** As much of what stood before as tells the place. */
const tailCharacters = 30;

/** Says of a fork what the model was made to say, and where. */
export function ForkNote({ answer: { given, forced } }: { readonly answer: Message }) {
  const text = useText().ask.answer;
  if (given === undefined || forced === undefined) return null;
  const kept = given.slice(0, Math.max(0, given.length - forced.length)).trim();
  const tail = kept.length > tailCharacters ? `…${kept.slice(-tailCharacters)}` : kept;
  const words = text.fork(visibleControls(tail), visibleControls(forced));
  return (
    <p className={classes.fork}>
      {kept === '' ? text.forkAtStart : words.before}
      <q className={classes.forced}>{words.forced}</q>
      {words.after}
    </p>
  );
}
