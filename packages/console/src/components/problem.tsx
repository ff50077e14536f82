import { Button } from '@mantine/core';
import { ApiError } from '../api/client.ts';
import { type Text, useText } from '../text/text.ts';
import classes from './problem.module.css';

interface ProblemProps {
  readonly error: unknown;
  readonly again?: () => void;
}

/** What went wrong and what to do, in the node's own words where it said something. */
export function Problem({ error, again }: ProblemProps) {
  const text = useText();
  return (
    <div className={classes.problem} role="alert">
      <p>{messageOf(error, text)}</p>
      {again && (
        <Button variant="default" size="compact-md" onClick={again}>
          {text.frame.again}
        </Button>
      )}
    </div>
  );
}

export function messageOf(error: unknown, text: Text): string {
  if (!(error instanceof ApiError))
    return text.frame.broken(error instanceof Error ? error.message : String(error));
  if (error.code === 'node_unreachable') return text.frame.unreachable;
  if (error.code === 'not_the_node') return text.frame.notTheNode(error.status);
  return error.message;
}
