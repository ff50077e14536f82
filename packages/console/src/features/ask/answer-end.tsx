import { type Text, useText } from '../../text/text.ts';
import classes from './ask.module.css';
import type { Message } from './tree.ts';

/** How an answer ended, when not by itself, and whether it is the JSON that was asked for. */
export function AnswerEnd({ answer }: { readonly answer: Message }) {
  const text = useText().ask.answer;
  const ending = endingText(answer, text);
  return (
    <>
      {ending !== undefined && (
        <p className={classes.ending} data-failed={answer.ended === 'failed'}>
          {ending}
        </p>
      )}
      {answer.ended === 'failed' && answer.text === '' && <p className="soft">{text.leftOut}</p>}
      {answer.json === true && answer.text !== '' && <JsonNote value={answer.text} />}
    </>
  );
}

function JsonNote({ value }: { readonly value: string }) {
  const text = useText().ask.answer;
  const problem = jsonProblem(value);
  return problem === undefined ? (
    <p className="soft">{text.isJson}</p>
  ) : (
    <p className={classes.ending} data-failed>
      {text.notJson(problem)}
    </p>
  );
}

function jsonProblem(value: string): string | undefined {
  try {
    JSON.parse(value);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function endingText({ ended, error, text: said }: Message, text: Text['ask']['answer']): string | undefined {
  switch (ended) {
    case 'complete':
      return undefined;
    case 'length':
      return text.length;
    case 'stopped':
      return text.stopped;
    case 'failed':
      return said === '' ? text.refused(error ?? '') : text.failed(error ?? '');
    case undefined:
      return text.interrupted;
  }
}
