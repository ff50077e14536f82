import type { KeyView } from 'commonhold/api';
import { useId } from 'react';
import { dayText, timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { ChangeKey } from './change-key.tsx';
import { KeyLimits } from './key-limits.tsx';
import { operationNames } from './key-terms.ts';
import classes from './keys.module.css';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';

export function KeyList({ keys }: { readonly keys: readonly KeyView[] }) {
  const text = useText().keys;
  return (
    <ul className={classes.keys} aria-label={text.list.caption}>
      {keys.map((key) => (
        <Entry key={key.id} row={key} />
      ))}
    </ul>
  );
}

/** Who, for what and how much, and until when, beside each other where there is room and below each other where there is none. */
function Entry({ row }: { readonly row: KeyView }) {
  const text = useText().keys;
  const words = text.list;
  const id = useId();
  return (
    <li className={classes.entry} aria-labelledby={id}>
      <div>
        <span id={id} className={classes.name}>
          {row.name}
        </span>
        <span className={classes.quiet}>{words.who(text.kinds[row.kind], row.project)}</span>
        {row.labels.length > 0 && (
          <span className={classes.quiet}>{words.labelled(row.labels.join(', '))}</span>
        )}
      </div>
      <div>
        <ul className={classes.lines}>
          <li>{words.may(text.roles[row.role])}</li>
          {scopeLines(row, text).map((line) => (
            <li key={line}>{line}</li>
          ))}
          <KeyLimits row={row} />
        </ul>
      </div>
      <div>
        {stateOf(row, text)}
        <span className={classes.quiet}>{text.madeOn(dayText(row.created))}</span>
        {row.revoked === undefined && (
          <div className={classes.acts}>
            <ChangeKey row={row} />
            {!row.expired && <RotateKey id={row.id} name={row.name} />}
            <RevokeKey id={row.id} name={row.name} />
          </div>
        )}
      </div>
    </li>
  );
}

function scopeLines(
  { scope: { models = [], wires = [], operations = [] } }: KeyView,
  { list: words, operations: deeds }: Text['keys'],
): string[] {
  const named = operationNames.filter((name) => operations.includes(name)).map((name) => deeds[name]);
  return [
    ...(models.length === 0 ? [] : [words.models(models.join(', '))]),
    ...(named.length === 0 ? [] : [words.operations(named.join(', '))]),
    ...(wires.length === 0 ? [] : [words.wires(wires.join(', '))]),
  ];
}

function stateOf({ revoked, expires, expired }: KeyView, text: Text['keys']): string {
  if (revoked !== undefined) return text.revokedOn(dayText(revoked));
  if (expires === undefined) return text.inForce;
  return expired ? text.expiredOn(timeText(expires)) : text.inForceUntil(timeText(expires));
}
