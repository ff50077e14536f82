import type { RuleView } from 'commonhold/api';
import { type Text, useText } from '../text/text.ts';
import { Facts } from './facts.tsx';
import classes from './rule-then.module.css';
import { Shown } from './shown.tsx';
import { numberText } from './written.ts';

/** A rule as it stood when it decided: its name and reason at once, and what it says when somebody opens it. */
export function RuleThen({ rule }: { readonly rule: RuleView }) {
  const words = useText().deciding;
  const { rules: text } = words;
  const { id, effect, why, reads, remedy, layer, mode, file, line } = rule;
  return (
    <details className={classes.rule}>
      <summary>
        <Shown text={text.summary(id, effect, mode === 'observe')} />
        {why !== undefined && (
          <span className={classes.why}>
            <Shown text={why} />
          </span>
        )}
      </summary>
      <Facts
        of={[
          [text.why, why === undefined ? text.noWhy : undefined],
          [text.looks, <Shown key="looks" text={looksAt(reads, words)} />],
          [
            text.remedy,
            effect === 'permit' ? undefined : <Shown key="remedy" text={remedyText(remedy, text.remedies)} />,
          ],
          [text.layer, layer === 'floor' ? text.floor : undefined],
          [text.mode, mode === 'observe' ? text.observed : undefined],
          [text.stands, <Shown key="stands" text={text.file(file, numberText(line))} />],
        ]}
      />
      <pre className={classes.text} tabIndex={0} aria-label={text.text(id)}>
        <Shown text={rule.text} />
      </pre>
    </details>
  );
}

type Words = Text['deciding'];

function looksAt(reads: readonly string[], { facts, rules }: Words): string {
  if (reads.length === 0) return rules.looksAtNothing;
  return reads
    .map((name) => (Object.hasOwn(facts, name) ? facts[name as keyof typeof facts] : name))
    .join(', ');
}

function remedyText(remedy: string | undefined, words: Words['rules']['remedies']): string {
  const [type, target] = (remedy ?? '').split(':');
  if (type === 'reroute') return words.reroute(target);
  if (type === 'pseudonymise') return words.pseudonymise;
  if (type === 'approve' && target !== undefined) return words.approve(target);
  return remedy ?? words.none;
}
