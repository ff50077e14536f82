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
  const does = [
    text.effect[effect],
    layer === 'floor' ? text.floor : undefined,
    remedy === undefined ? (effect === 'forbid' ? text.ends : undefined) : text.remedy(remedy),
  ].filter((sentence) => sentence !== undefined);
  return (
    <article className={classes.rule} aria-labelledby={`rule-${id}`} data-mode={mode}>
      <h3 id={`rule-${id}`}>{id}</h3>
      {why !== undefined && (
        <p className={classes.why}>
          <Shown text={why} />
        </p>
      )}
      <p className={classes.does}>{does.join(' ')}</p>
      {mode === 'observe' && <p className={classes.watched}>{text.observed}</p>}
      <details className={classes.written}>
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
