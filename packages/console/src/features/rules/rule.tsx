import type { RuleView } from 'commonhold/api';
import { Link } from 'wouter';
import { Shown } from '../../components/shown.tsx';
import { useText } from '../../text/text.ts';
import { editAddress } from './edit-address.ts';
import classes from './rules.module.css';

/** One rule: its reason first, as its author wrote it, then what it does, then how it is written. */
export function Rule({ rule, isOwner }: { readonly rule: RuleView; readonly isOwner: boolean }) {
  const text = useText().rules.rule;
  const { id, effect, layer, mode, remedy, why, file, line } = rule;
  const does =
    effect === 'permit'
      ? text.permits
      : layer === 'floor'
        ? text.floor
        : remedy === undefined
          ? text.ends
          : text.remedy(remedy);
  return (
    <article className={classes.rule} aria-labelledby={`rule-${id}`} data-mode={mode}>
      <h3 id={`rule-${id}`}>{id}</h3>
      {why !== undefined && (
        <p className={classes.why}>
          <Shown text={why} />
        </p>
      )}
      <p className={classes.does}>{does}</p>
      {mode === 'observe' && <p className={classes.watched}>{text.observed}</p>}
      {/* Where nobody wrote a reason, the text is all there is. */}
      <details className={classes.written} open={why === undefined}>
        <summary>{text.written(file, line)}</summary>
        <pre tabIndex={0}>
          <Shown text={rule.text} />
        </pre>
        {isOwner && (
          <p>
            <Link href={editAddress(file, line)} aria-label={text.editNamed(id)}>
              {text.edit}
            </Link>
          </p>
        )}
      </details>
    </article>
  );
}
