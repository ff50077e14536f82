import type { CallView } from 'commonhold/api';
import { Digest } from '../../components/digest.tsx';
import { Facts } from '../../components/facts.tsx';
import { useText } from '../../text/text.ts';
import { factWords, stepWords } from './decision-steps.ts';
import classes from './document.module.css';
import { Shown } from '../../components/shown.tsx';

/** Which rules decided, step by step, and what they saw. */
export function Decision({ call }: { readonly call: CallView }) {
  const words = useText();
  const text = words.calls.call;
  const isCleared = call.erasure?.extent === 'everything';
  const facts = Object.entries(call.facts).map(([name, value]) =>
    factWords(name, value, text, words.frame.none),
  );
  return (
    <section>
      <h2>{text.decision}</h2>
      {call.decision.length === 0 ? (
        <p>{text.noSteps}</p>
      ) : (
        <ol className={classes.prose}>
          {call.decision.map((step, index) => (
            // A trail may have the same step twice, and its order is what it says.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <Shown text={stepWords(step, text)} />
            </li>
          ))}
        </ol>
      )}
      <h3>{text.facts}</h3>
      <Facts
        of={[
          ...facts.map(([name, value]) => [name, <Shown key={name} text={value} />] as const),
          [text.project, <Shown key="project" text={isCleared ? words.erasing.call.value : call.project} />],
          [text.key, <Shown key="key" text={isCleared ? words.erasing.call.value : call.key} />],
          [text.policy, <Digest key="policy" value={call.policy} />],
        ]}
      />
    </section>
  );
}
