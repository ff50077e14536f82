import type { CallView } from 'commonhold/api';
import { useMemo } from 'react';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import type { OpenedBody } from './asked-of-the-node.ts';
import { providerWire } from './content.tsx';
import classes from './document.module.css';
import { LongText } from '../../components/long-text.tsx';
import { readAnswer, readRequest, wordsOf } from './read-bytes.ts';
import { type Run, wordDifference } from './word-diff.ts';

interface OpenedCall {
  readonly call: CallView;
  readonly bodies: readonly OpenedBody[];
}

interface ComparedTextsProps {
  readonly left: OpenedCall;
  readonly right: OpenedCall;
}

/** What was asked and what came back in two calls, word by word. */
export function ComparedTexts({ left, right }: ComparedTextsProps) {
  const text = useText().calls.compare;
  return (
    <>
      <p className="soft">{text.legend}</p>
      <h3>{text.request}</h3>
      <Difference left={requestWords(left)} right={requestWords(right)} />
      <h3>{text.answer}</h3>
      <Difference left={answerWords(left)} right={answerWords(right)} />
    </>
  );
}

function requestWords({ call, bodies }: OpenedCall): string | undefined {
  const body = bodies.find(({ field }) => field === 'request');
  const reading = body && readRequest(call.wire, body.bytes);
  return reading?.type === 'read' ? wordsOf(reading.value) : undefined;
}

/** The answer that the client got is the last one; a call that got none has no words. */
function answerWords({ call, bodies }: OpenedCall): string | undefined {
  const body = bodies.findLast(({ field }) => field === 'received');
  if (body === undefined) return '';
  const reading = readAnswer(providerWire(call, body.attempt), body.bytes);
  return reading.type === 'read' ? wordsOf(reading.value) : undefined;
}

interface DifferenceProps {
  readonly left: string | undefined;
  readonly right: string | undefined;
}

function Difference({ left, right }: DifferenceProps) {
  const text = useText().calls.compare;
  const difference = useMemo(
    () => (left === undefined || right === undefined ? undefined : wordDifference(left, right)),
    [left, right],
  );
  if (difference === undefined) return <p>{text.unreadable}</p>;
  if (difference.type === 'too-long') {
    return (
      <p>
        {text.tooLong(numberText(difference.left), numberText(difference.right), numberText(difference.most))}
      </p>
    );
  }
  const { both, left: onlyLeft, right: onlyRight } = difference.words;
  return (
    <>
      <p>
        {left === right
          ? text.equal
          : text.counts(numberText(both), numberText(onlyLeft), numberText(onlyRight))}
      </p>
      <div className={classes.difference}>
        {difference.runs.map((run, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <Words key={index} run={run} />
        ))}
      </div>
    </>
  );
}

/** Said as well as drawn: who hears the page learns where each side begins and ends. */
function Words({ run }: { readonly run: Run }) {
  const text = useText().calls.compare;
  if (run.in === 'both') return <LongText text={run.text} inline />;
  const Element = run.in === 'left' ? 'del' : 'ins';
  return (
    <Element>
      <span className="visually-hidden">{run.in === 'left' ? text.onlyLeft : text.onlyRight}</span>
      <LongText text={run.text} inline />
      <span className="visually-hidden">{text.endOfMark}</span>
    </Element>
  );
}
