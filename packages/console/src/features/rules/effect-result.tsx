import type { TryExample, TryGroup, TryGroupView, TryResult } from 'commonhold/api';
import { Link } from 'wouter';
import { Shown } from '../../components/shown.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './rules.module.css';

/** In the order in which somebody must know of them. */
const order: readonly TryGroup[] = [
  'newlyDenied',
  'newlyAllowed',
  'rerouted',
  'pseudonymised',
  'plain',
  'approval',
  'unknown',
  'otherRules',
];

interface EffectResultProps {
  readonly result: TryResult;
  readonly isStale: boolean;
}

export function EffectResult({ result, isStale }: EffectResultProps) {
  const text = useText().rules.effect;
  const { calls, since, until, mode, groups, same, notDecided, erased, assumptions, warnings } = result;
  const found = order.filter((name) => groups[name].decisions > 0);
  return (
    <div className={classes.result} data-stale={isStale}>
      <p>
        {calls === 0 ? text.noCalls : text.asked(numberText(calls), timeText(since), timeText(until))}{' '}
        {calls > 0 && found.length === 0 && <strong>{text.nothing}</strong>}{' '}
        {found.length > 0 && mode === 'observe' && text.observe}
      </p>
      {found.map((name, index) => (
        <Group key={name} name={name} group={groups[name]} isOpen={index === 0} />
      ))}
      <p className="soft">
        {[
          same > 0 ? text.same(numberText(same)) : undefined,
          notDecided > 0 ? text.notDecided(numberText(notDecided)) : undefined,
          erased > 0 ? text.erased(numberText(erased)) : undefined,
        ]
          .filter((sentence) => sentence !== undefined)
          .join(' ')}
      </p>
      {warnings.map((warning) => (
        <p key={warning} className={classes.warning}>
          {warning}
        </p>
      ))}
      {assumptions.length > 0 && (
        <details className={classes.more}>
          <summary>{text.assumptions}</summary>
          <ul className={classes.plain}>
            {assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

interface GroupProps {
  readonly name: TryGroup;
  readonly group: TryGroupView;
  /** With its calls; of all groups at once they would push each other out of sight. */
  readonly isOpen: boolean;
}

function Group({ name, group, isOpen }: GroupProps) {
  const text = useText().rules.effect;
  const { calls, byPrincipal, principals, byRule, rules, examples } = group;
  const people = byPrincipal.map((one) => `${one.name ?? one.principal} (${numberText(one.calls)})`);
  const named = byRule.map((one) => `${one.rule} (${numberText(one.calls)})`);
  return (
    <section className={classes.group} data-group={name}>
      <h3>{text.groups[name](numberText(calls))}</h3>
      <p className="soft">{text.about[name]}</p>
      <Names title={text.by} names={people} all={principals} />
      <Names title={text.rules} names={named} all={rules} />
      {examples.length > 0 && (
        <details className={classes.more} open={isOpen}>
          <summary>{text.examples(examples.length)}</summary>
          <ol className={classes.examples}>
            {examples.map((example) => (
              <Example key={`${example.call} ${example.attempt}`} example={example} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

/** More names than this are counted: the list beside an editor is to be taken in at a glance. */
const namesMax = 8;

function Names({
  title,
  names,
  all,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly all: number;
}) {
  const text = useText().rules.effect;
  if (names.length === 0) return null;
  const shown = names.slice(0, namesMax);
  const left = all - shown.length;
  return (
    <p className={classes.names}>
      <span className="soft">{title}</span> <Shown text={shown.join(', ')} />
      {left > 0 && `, ${text.more(numberText(left))}`}
    </p>
  );
}

function Example({ example }: { readonly example: TryExample }) {
  const text = useText().rules.effect;
  const { call, time, principal, name, asked, before, after, from, to, missing } = example;
  return (
    <li>
      <Link href={`/calls/${call}`}>{timeText(time)}</Link>{' '}
      <Shown text={text.example(name ?? principal, asked)} />
      <span className={classes.trail}>
        <span className="soft">{text.was}</span> <Shown text={before.join(' → ')} />
      </span>
      {after.length > 0 && (
        <span className={classes.trail}>
          <span className="soft">{text.would}</span> <Shown text={after.join(' → ')} />
        </span>
      )}
      {from !== undefined && to !== undefined && from !== to && (
        <span className={classes.trail}>{text.places(from, to)}</span>
      )}
      {missing !== undefined && missing.length > 0 && (
        <span className={classes.trail}>{text.missing(missing)}</span>
      )}
    </li>
  );
}
