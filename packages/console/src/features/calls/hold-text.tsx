import { Button } from '@mantine/core';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import type { OpenedBody } from './asked-of-the-node.ts';
import classes from './document.module.css';
import { useTextCheck } from './receipt-requests.ts';

interface HoldTextProps {
  readonly call: string;
  readonly bodies: readonly OpenedBody[];
  readonly reason: string;
}

const parts = ['request', 'answer'] as const;

/** Whether the text on this page is the one that the log committed to: asked for in writing, checked in this browser. */
export function HoldText({ call, bodies, reason }: HoldTextProps) {
  const text = useText().proof.text;
  const check = useTextCheck();
  return (
    <>
      <p>{text.lead}</p>
      <p className={classes.buttons}>
        {parts.map((part) => (
          <Button
            key={part}
            variant="default"
            loading={check.isPending && check.variables.part === part}
            onClick={() => check.mutate({ id: call, part, reason, bytes: bytesOf(bodies, part) })}
          >
            {text.button[part]}
          </Button>
        ))}
      </p>
      {check.isError && <Problem error={check.error} />}
      {check.data && (
        <div role="status">
          <p>
            <strong>{text[check.data.type]}</strong>
          </p>
          <ul className={classes.prose}>
            {check.data.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** What is shown as the request, and as the answer of the last attempt that has one. */
function bytesOf(
  bodies: readonly OpenedBody[],
  part: 'request' | 'answer',
): Uint8Array<ArrayBuffer> | undefined {
  const field = part === 'request' ? 'request' : 'received';
  return bodies.findLast((body) => body.field === field)?.bytes;
}
