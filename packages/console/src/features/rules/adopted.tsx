import type { ReplacedPolicyView } from 'commonhold/api';
import { Link } from 'wouter';
import { Shown } from '../../components/shown.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './rules.module.css';

/** What came of adopting. */
export function Adopted({ view: { status } }: { readonly view: ReplacedPolicyView }) {
  const text = useText().rules.adopt;
  const isTaken = status.trouble === undefined;
  return (
    <div className={isTaken ? classes.done : classes.loud} role="status">
      {isTaken ? (
        <p>
          {status.builtIn ? text.doneEmpty : text.done(numberText(status.rules))}{' '}
          {!status.builtIn && status.mode === 'observe' && text.doneObserved}
        </p>
      ) : (
        <p>
          {text.trouble} <Shown text={status.trouble ?? ''} />
        </p>
      )}
      <p>
        <Link href="/rules">{text.see}</Link>
      </p>
    </div>
  );
}
