import type { DecisionView, PassView, RuleView, SeenFactView } from 'commonhold/api';
import { Facts } from '../../components/facts.tsx';
import { Shown } from '../../components/shown.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import {
  changeWords,
  factName,
  factValue,
  passTitle,
  remedyWords,
  ruleOf,
  stepWords,
} from './decision-words.ts';
import classes from './decision.module.css';

interface PassProps {
  readonly decision: DecisionView;
  readonly pass: PassView;
  /** The time before, after which something was done. */
  readonly before: PassView | undefined;
}

/** One time that the rules were asked: what they said, what they looked at, what they did not, and what was done. */
export function Pass({ decision, pass, before }: PassProps) {
  const text = useText().deciding;
  const { steps, remedies, satisfied, toChange } = pass;
  const isLast = remedies.length === 0;
  return (
    <>
      <p className={classes.place}>
        <Shown text={passTitle(pass, before, text)} />
      </p>
      {satisfied.length > 0 && (
        <p className={classes.step}>
          <Shown text={text.steps.satisfied(satisfied)} />
        </p>
      )}
      {steps.map((step) => (
        <Step key={step} step={step} rules={decision.rules} />
      ))}
      <Looked decision={decision} pass={pass} />
      {toChange.length > 0 && (
        <>
          <p className={classes.question}>{isLast ? text.changes.title : text.changes.titleThere}</p>
          <ul className={classes.changes}>
            {toChange.map((change) => (
              <li key={JSON.stringify(change)}>
                <Shown text={changeWords(change, pass, text)} />
              </li>
            ))}
          </ul>
        </>
      )}
      {isLast && toChange.length === 0 && (
        <p className="soft">
          {steps.includes('allow:observe-mode') ? text.changes.letGoUnenforced : text.changes.letGo}
        </p>
      )}
      {!isLast && (
        <p>
          <Shown text={remedyWords(remedies, text)} />
        </p>
      )}
    </>
  );
}

/** What a rule said, and the reason that its author gave for it. */
function Step({ step, rules }: { readonly step: string; readonly rules: readonly RuleView[] }) {
  const text = useText().deciding;
  const why = rules.find(({ id }) => id === ruleOf(step))?.why;
  return (
    <p className={classes.step}>
      <Shown text={stepWords(step, text)} />{' '}
      {why !== undefined && (
        <q className={classes.why}>
          <Shown text={why} />
        </q>
      )}
    </p>
  );
}

/** The facts that the named rules look at, apart from all the others that they could have looked at. */
function Looked({ decision, pass }: { readonly decision: DecisionView; readonly pass: PassView }) {
  const words = useText().deciding;
  const text = words.looked;
  const { facts, steps, satisfied } = pass;
  const isKnown = decision.policy.source !== 'not-kept';
  const named = [...new Set([...satisfied, ...steps.flatMap((step) => ruleOf(step) ?? [])])];
  const took = facts.filter(({ readBy = [] }) => readBy.length > 0);
  const aside = facts.filter(({ readBy = [] }) => readBy.length === 0);
  if (!isKnown) {
    return (
      <>
        <p>{text.notKept}</p>
        <FactList facts={facts} named={named} summary={text.all} />
      </>
    );
  }
  return (
    <>
      {took.length > 0 ? (
        <>
          <p className={classes.question}>
            <Shown text={text.title(named)} />
          </p>
          <Facts
            of={took.map((fact) => [factName(fact.name, words), <Value key="v" fact={fact} named={named} />])}
          />
          {took.some(({ state }) => state === 'unknown') && (
            <p className={`soft ${classes.note}`}>{text.unknown}</p>
          )}
        </>
      ) : (
        <p>
          {named.length > 0 ? (
            <Shown text={text.nothing(named)} />
          ) : decision.policy.source === 'built-in' ? (
            text.builtIn
          ) : (
            text.noPermit
          )}
        </p>
      )}
      <FactList facts={aside} named={named} summary={text.aside(numberText(aside.length))} />
    </>
  );
}

interface FactListProps {
  readonly facts: readonly SeenFactView[];
  readonly named: readonly string[];
  readonly summary: string;
}

function FactList({ facts, named, summary }: FactListProps) {
  const words = useText().deciding;
  return (
    <details className={classes.aside}>
      <summary>{summary}</summary>
      <Facts
        of={facts.map((fact) => [factName(fact.name, words), <Value key="v" fact={fact} named={named} />])}
      />
    </details>
  );
}

/** The value, and for which of several rules it mattered. */
function Value({ fact, named }: { readonly fact: SeenFactView; readonly named: readonly string[] }) {
  const text = useText().deciding;
  const { readBy = [] } = fact;
  const value = <Shown text={factValue(fact, text)} />;
  return (
    <>
      {fact.state === 'known' ? value : <em className="soft">{value}</em>}
      {named.length > 1 && readBy.length > 0 && (
        <span className={`soft ${classes.by}`}>
          <Shown text={text.looked.by(readBy)} />
        </span>
      )}
    </>
  );
}
