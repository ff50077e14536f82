import type { CheckedPolicyView, PolicyTestsView } from 'commonhold/api';
import { Problem } from '../../components/problem.tsx';
import { Shown } from '../../components/shown.tsx';
import { numberText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import type { useChecked } from './asked-of-the-node.ts';
import type { Place } from './edit-address.ts';
import classes from './rules.module.css';

export type Checked = ReturnType<typeof useChecked>;

interface CheckResultProps {
  readonly checked: Checked;
  readonly onPlace: (place: Place) => void;
}

/** What the node says to the text: what is wrong and where, what is probably not meant, and whether its tests pass. */
export function CheckResult({ checked: { answer, isOf }, onPlace }: CheckResultProps) {
  const text = useText().rules.check;
  const said = answer.data?.said;
  return (
    <section className={classes.check}>
      <h2>{text.title}</h2>
      {answer.isError && <Problem error={answer.error} again={() => void answer.refetch()} />}
      <div id="rules-problems" role="status" aria-busy={!isOf}>
        {said === undefined ? (
          !answer.isError && <p className="soft">{text.asking}</p>
        ) : (
          <p className={said.problems.length > 0 ? classes.wrong : undefined}>
            {verdict(said, text)} {!isOf && <span className="soft">{text.asking}</span>}
          </p>
        )}
        {said?.warnings.map((warning) => (
          <p key={warning} className={classes.warning}>
            {text.warning} {warning}.
          </p>
        ))}
      </div>
      {said !== undefined && said.problems.length > 0 && (
        <ul className={classes.problems}>
          {said.problems.map(({ file, line, rule, what }) => (
            <li key={`${file} ${line} ${what}`}>
              <button type="button" className="as-link" onClick={() => onPlace({ file, line })}>
                {text.problem(file, line, rule)}
              </button>
              <br />
              <Shown text={what} />
            </li>
          ))}
        </ul>
      )}
      {said?.tests && <Tests tests={said.tests} />}
    </section>
  );
}

function verdict({ problems, rules }: CheckedPolicyView, text: Text['rules']['check']): string {
  if (problems.length > 0) return text.wrong(problems.length);
  return rules.length === 0 ? text.none : text.right(numberText(rules.length));
}

function Tests({ tests: { results, trouble } }: { readonly tests: PolicyTestsView }) {
  const text = useText().rules.check.tests;
  if (trouble !== undefined) {
    return (
      <p className={classes.warning}>
        {text.trouble} <Shown text={trouble} />
      </p>
    );
  }
  const failed = results.filter(({ passed }) => !passed);
  if (results.length === 0) return <p className="soft">{text.none}</p>;
  if (failed.length === 0) return <p>{text.passed(numberText(results.length))}</p>;
  return (
    <>
      <p className={classes.wrong}>{text.failed(numberText(failed.length), numberText(results.length))}</p>
      <ul className={classes.problems}>
        {failed.map(({ file, name, decision, trail, expected = '' }) => (
          <li key={`${file} ${name}`}>
            <Shown text={name} /> <span className="soft">({file})</span>
            <br />
            {text.expected} <Shown text={expected} />
            <br />
            {text.was} {text.decision[decision]}: <Shown text={trail.join(' → ')} />
          </li>
        ))}
      </ul>
    </>
  );
}
